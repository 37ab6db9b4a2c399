#include "api/replay.hpp"

#include <atomic>
#include <random>
#include <thread>

#include "api/verify.hpp"
#include "engine/row_space.hpp"
#include "engine/store/log.hpp"
#include "engine/store/rows.hpp"
#include "tests/api/ledger/fixture.hpp"

namespace daybook {
namespace {

class ReplayTest : public LedgerTest {
 protected:
  ReplayTest() {
    fill();
    newest_ = ledger_->snapshot().position();
    close();
  }

  /// Customers, debts, payments, refunds and changes of profile, enough for several subtrees.
  void fill() {
    std::mt19937 random(7);
    std::vector<Request> requests;
    for (std::uint64_t n = 1; n <= 60; ++n) {
      requests.push_back({CreateCustomer{.first_name = "A" + std::to_string(n),
                                         .last_name = "B",
                                         .email = "c" + std::to_string(n) + "@example.com",
                                         .phone_primary = std::to_string(n)}});
    }
    static_cast<void>(ledger_->submit(requests));
    requests.clear();
    for (std::uint64_t n = 1; n <= 60; ++n) {
      requests.push_back({issue(CustomerId{n}, 50'000)});
      requests.push_back({UpdateCustomer{.customer_id = {n}, .email = "d" + std::to_string(n) + "@example.com"}});
      for (int k = 0; k < 8; ++k) {
        requests.push_back({payment(CustomerId{n}, DebtId{n}, 1 + static_cast<std::int64_t>(random() % 10'000)),
                            {.idempotency_key = std::to_string(requests.size())}});
      }
      requests.push_back({RefundPayment{.payment_id = {1 + random() % (8 * n)}}});
    }
    for (const auto& answer : ledger_->submit(requests)) {
      accepted_ += answer.has_value() ? 1 : 0;
    }
  }

  ReplayReport replay_into(const std::string& name, std::size_t batch_events, Position until = {}) {
    return replay(options(), {.into = folder_.path() / name, .until = until, .batch_events = batch_events}).value();
  }

  Position newest_;
  int accepted_ = 0;
};

TEST_F(ReplayTest, gives_the_same_digests_whatever_the_batch_size) {
  EXPECT_GT(accepted_, 600);
  const ReplayReport whole = replay_into("whole", 1'000'000);
  EXPECT_EQ(whole.position, newest_);
  EXPECT_EQ(whole.events, newest_.value);
  EXPECT_EQ(replay_into("ones", 1).digests, whole.digests);
  EXPECT_EQ(replay_into("sevens", 7).digests, whole.digests);
  EXPECT_EQ(replay_into("hundreds", 100).digests, whole.digests);
}

TEST_F(ReplayTest, gives_the_same_digests_in_place_and_beside) {
  const ReplayReport beside = replay_into("beside", 50);
  EXPECT_EQ(replay(options(), {}).value().digests, beside.digests);
  reopen();
  EXPECT_EQ(ledger_->snapshot().position(), newest_);
}

TEST_F(ReplayTest, beside_a_holder_leaves_views_that_need_no_rebuilding) {
  const ReplayReport alone = replay(options(), {}).value();
  EXPECT_FALSE(alone.beside);
  reopen();
  const ReplayReport beside = replay(options(), {.batch_events = 50}).value();
  EXPECT_TRUE(beside.beside);
  EXPECT_EQ(beside.events, newest_.value);
  EXPECT_EQ(beside.digests, alone.digests);
  // What the holder has not written out yet is rebuilt too.
  customer();
  EXPECT_EQ(replay(options(), {}).value().position.value, newest_.value + 1);
}

TEST_F(ReplayTest, goes_through_beside_a_holder_that_writes) {
  reopen();
  std::atomic<bool> done = false;
  std::thread writer([&] {
    while (!done) {
      customer();
    }
  });
  for (int i = 0; i < 10; ++i) {
    const auto replayed = replay(options(), {.into = folder_.path() / ("beside" + std::to_string(i))});
    EXPECT_TRUE(replayed) << replayed.error().detail;
  }
  done = true;
  writer.join();
}

TEST_F(ReplayTest, beside_a_holder_refuses_where_views_differ) {
  {
    const auto views = Rows::open(folder_.path() / "data" / "views").value();
    RowBatch damage;
    damage.erase(RowKey(RowSpace::debts).number(1).bytes());
    ASSERT_TRUE(views->write(damage));
    ASSERT_TRUE(views->flush());
  }
  const auto held = Log::open(folder_.path() / "data" / "log", LogAccess::read_write).value();
  EXPECT_EQ(replay(options(), {}).error().code, ErrorCode::corrupt);
}

TEST_F(ReplayTest, stops_where_it_is_told_and_digests_differ_there) {
  const ReplayReport half = replay_into("half", 10, Position{newest_.value / 2});
  EXPECT_EQ(half.position.value, newest_.value / 2);
  EXPECT_NE(half.digests.at("current_state"), replay_into("whole", 10).digests.at("current_state"));
}

TEST_F(ReplayTest, catches_up_from_every_checkpoint_to_the_same_digests) {
  const ReplayReport whole = replay_into("whole", 1'000);
  for (std::uint64_t checkpoint = 1; checkpoint < newest_.value; checkpoint += 61) {
    std::filesystem::remove_all(folder_.path() / "data" / "views");
    ASSERT_TRUE(replay(options(), {.into = folder_.path() / "data" / "views", .until = {checkpoint}}).has_value());
    reopen();
    close();
    const auto verified = verify({.directory = folder_.path() / "data"}).value();
    EXPECT_TRUE(verified.faults.empty()) << checkpoint << ": " << verified.faults.front().detail;
    EXPECT_EQ(verified.digests, whole.digests) << checkpoint;
  }
}

TEST_F(ReplayTest, reads_the_portfolio_of_the_past) {
  const auto then = portfolio_as_of(options(), {.position = {61}}).value();
  EXPECT_EQ(then.customer_count, 60U);
  EXPECT_EQ(then.debt_count, 0U);
  EXPECT_EQ(portfolio_as_of(options(), {.position = {newest_.value + 1}}).error().code, ErrorCode::date_in_future);
}

}  // namespace
}  // namespace daybook
