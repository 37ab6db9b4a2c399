#include "api/http/write_queue.hpp"

#include <atomic>
#include <future>
#include <latch>

#include "engine/files/disk.hpp"
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

/// Its log's syncs take as long as it is told.
class SlowDisk final : public Disk {
 public:
  void take(std::chrono::milliseconds time) { time_ = time; }
  int carry_out(const FileOperation& operation, const Act& act) override {
    if (operation.kind == FileOperation::Kind::sync && operation.file.extension() == ".log") {
      std::this_thread::sleep_for(time_.load());
    }
    return act(operation.bytes.size());
  }

 private:
  std::atomic<std::chrono::milliseconds> time_{std::chrono::milliseconds(0)};
};

class LoneWriterTest : public testing::Test {
 protected:
  LoneWriterTest() {
    ledger_ = Ledger::create({.directory = folder_.path() / "data", .disk = &disk_}).value();
    queue_ = std::make_unique<WriteQueue>(*ledger_);
  }

  /// Also where the ledger is still at what was answered before, or a sync was slow by itself.
  void await_writing_here() {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!writes_here()) {
      ASSERT_LT(std::chrono::steady_clock::now(), deadline);
    }
  }
  /// Whether the thread that submits is also who answers.
  bool writes_here(bool is_alone = true) {
    std::promise<std::thread::id> answered;
    queue_->submit(
        hog, {CreateCustomer{.first_name = "A", .last_name = "B", .phone_primary = "1"}},
        [&answered](const Result<Receipt>& receipt) {
          EXPECT_TRUE(receipt);
          answered.set_value(std::this_thread::get_id());
        },
        is_alone);
    return answered.get_future().get() == std::this_thread::get_id();
  }

  TempFolder folder_;
  SlowDisk disk_;
  std::unique_ptr<Ledger> ledger_;
  std::unique_ptr<WriteQueue> queue_;
};

TEST_F(LoneWriterTest, is_answered_by_the_thread_that_submits) {
  await_writing_here();
  EXPECT_FALSE(writes_here(false));
  await_writing_here();
}

TEST_F(LoneWriterTest, waits_for_a_slow_disk_once_and_for_a_while_not_again) {
  disk_.take(3 * WriteQueue::slow);
  await_writing_here();
  const auto slow_until = std::chrono::steady_clock::now() + WriteQueue::slow_lasts;
  disk_.take(std::chrono::milliseconds(0));
  await_writing_here();
  EXPECT_GE(std::chrono::steady_clock::now() + WriteQueue::slow, slow_until);
}

}  // namespace
}  // namespace daybook
