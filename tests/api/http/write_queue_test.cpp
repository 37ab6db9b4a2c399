#include "api/http/write_queue.hpp"

#include <atomic>
#include <latch>

#include "tests/api/ledger/fixture.hpp"

namespace daybook {
namespace {

constexpr AccessId hog{1};
constexpr AccessId other{2};

class WriteQueueTest : public LedgerTest {
 protected:
  /// Fills the queue behind a ledger that answers nothing before `go_on`.
  void hold_up() {
    submit(other, [this] { go_on_.wait(); });
    while (queue_->waiting() != 0) {
      std::this_thread::yield();
    }
    // A second batch may be on its way too.
    submit(other, [] {});
    while (queue_->waiting() != 0) {
      std::this_thread::yield();
    }
  }

  void submit(AccessId who, std::function<void()> then) {
    ++submitted_;
    queue_->submit(who, {CreateCustomer{.first_name = "A", .last_name = "B", .phone_primary = "1"}},
                   [this, then = std::move(then)](const Result<Receipt>& receipt) {
                     accepted_ += receipt ? 1 : 0;
                     then();
                   });
  }
  void fill(AccessId who, std::size_t waiting) {
    while (queue_->waiting() < waiting) {
      submit(who, [] {});
    }
  }
  std::optional<ErrorCode> refusal(AccessId who) const {
    const auto error = queue_->refusal(who);
    return error ? std::optional(error->code) : std::nullopt;
  }
  void await_refusal(AccessId who) const {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    while (!refusal(who) && std::chrono::steady_clock::now() < deadline) {
      std::this_thread::yield();
    }
  }
  /// Everything that was let in is answered.
  void finish() {
    go_on_.count_down();
    queue_.reset();
    EXPECT_EQ(accepted_, submitted_);
  }

  std::latch go_on_{1};
  std::atomic<std::size_t> accepted_ = 0;
  std::size_t submitted_ = 0;
  std::unique_ptr<WriteQueue> queue_ = std::make_unique<WriteQueue>(*ledger_);
};

TEST_F(WriteQueueTest, refuses_nobody_while_few_wait) {
  hold_up();
  fill(hog, WriteQueue::calm_max - 1);
  for (const auto until = std::chrono::steady_clock::now() + 2 * WriteQueue::wait_max; std::chrono::steady_clock::now() < until;) {
    ASSERT_EQ(refusal(hog), std::nullopt);
  }
  finish();
}

TEST_F(WriteQueueTest, refuses_who_brings_too_many_and_lets_others_in) {
  hold_up();
  fill(hog, WriteQueue::calm_max);
  await_refusal(hog);
  EXPECT_EQ(refusal(hog), ErrorCode::too_many_requests);
  EXPECT_EQ(refusal(other), std::nullopt);
  submit(other, [] {});
  EXPECT_EQ(refusal(other), std::nullopt);
  finish();
  EXPECT_EQ(ledger_->snapshot().position().value, submitted_ + 1);
}

TEST_F(WriteQueueTest, refuses_everybody_when_it_is_full) {
  hold_up();
  fill(hog, WriteQueue::waiting_max);
  EXPECT_EQ(refusal(other), ErrorCode::busy);
  finish();
}

}  // namespace
}  // namespace daybook
