// What a ledger does when its disk is in trouble, one thing at a time.
#include <atomic>
#include <cerrno>
#include <chrono>
#include <future>
#include <gtest/gtest.h>
#include <latch>
#include <mutex>
#include <thread>

#include "api/verify.hpp"
#include "tests/durability/picky_disk.hpp"
#include "tests/durability/trial.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/test_clock.hpp"

namespace daybook::durability {
namespace {

using Kind = FileOperation::Kind;

class TroubleTest : public testing::Test {
 protected:
  TroubleTest() {
    EXPECT_TRUE(Ledger::create(options()));
    reopen();
    EXPECT_FALSE(write());
  }

  LedgerOptions options() {
    LedgerOptions options{.directory = folder_.path() / "data", .clock = &clock_, .disk = &disk_};
    options.changed_rows_bytes_max = changed_rows_bytes_max_;
    return options;
  }
  void reopen() {
    ledger_.reset();
    auto opened = Ledger::open(options());
    ASSERT_TRUE(opened.has_value()) << opened.error().detail;
    ledger_ = std::move(opened).value();
  }
  /// Why a write is refused, if it is.
  std::optional<ErrorCode> write() {
    const auto receipt = ledger_->submit(sure_write());
    written_ += receipt ? 1 : 0;
    return receipt ? std::nullopt : std::optional(receipt.error().code);
  }
  /// Of an asynchronous submission.
  std::vector<std::optional<ErrorCode>> answered(const std::vector<Command>& commands) {
    std::promise<std::vector<std::optional<ErrorCode>>> codes;
    ledger_->submit({commands.begin(), commands.end()}, [&codes](const std::vector<Result<Receipt>>& answers) {
      std::vector<std::optional<ErrorCode>> all;
      all.reserve(answers.size());
      for (const auto& answer : answers) {
        all.push_back(answer ? std::nullopt : std::optional(answer.error().code));
      }
      codes.set_value(std::move(all));
    });
    return codes.get_future().get();
  }
  std::uint64_t customers() { return ledger_->snapshot().portfolio().value().customer_count; }
  /// After a write whose outcome was unknown, once a later one has been answered.
  void expect_written_or_one_more() {
    const std::uint64_t there = customers();
    EXPECT_TRUE(there == written_ || there == written_ + 1) << there << " where " << written_ << " were acknowledged";
    written_ = there;
  }
  void expect_all_is_well() {
    ledger_.reset();
    const auto report = verify({.directory = folder_.path() / "data"});
    EXPECT_TRUE(report.value().faults.empty());
    reopen();
    EXPECT_EQ(customers(), written_);
    EXPECT_FALSE(write());
  }

  TempFolder folder_;
  TestClock clock_;
  PickyDisk disk_;
  std::size_t changed_rows_bytes_max_ = 1U << 20U;
  std::unique_ptr<Ledger> ledger_;
  std::uint64_t written_ = 0;
};

TEST_F(TroubleTest, writes_come_back_by_themselves_after_the_reserve_was_reached) {
  disk_.fill_up(true);
  EXPECT_EQ(write(), ErrorCode::storage_full);
  EXPECT_EQ(write(), ErrorCode::storage_full);
  EXPECT_EQ(customers(), written_);
  disk_.fill_up(false);
  EXPECT_EQ(write(), std::nullopt);
  expect_all_is_well();
}

TEST_F(TroubleTest, a_submission_that_failed_before_its_rest_was_prepared_again_holds_nobody_up) {
  // Its number is sealed for a customer of the same submission.
  IssueDebt issue{
      .customer_id = CustomerId{written_ + 1}, .debt_type = "loan", .original_amount = Money{1'000}, .issue_date = clock_.now()};
  issue.account_number = "LN-" + std::to_string(written_);
  disk_.fill_up(true);
  EXPECT_EQ(answered({sure_write(), issue}), (std::vector(2, std::optional(ErrorCode::storage_full))));
  disk_.fill_up(false);
  EXPECT_EQ(answered({sure_write(), issue}), (std::vector<std::optional<ErrorCode>>(2)));
  ++written_;
  expect_all_is_well();
}

// The second's outcomes would be taken away while those of the first, which may be of the same submission, are still being written.
TEST_F(TroubleTest, a_frame_refused_after_one_that_failed_is_answered_after_it) {
  std::promise<void> now;
  disk_.fail_later(now.get_future().share());
  disk_.fail(Kind::sync, "/log/", ENOSPC, 1);
  std::vector<std::pair<int, std::optional<ErrorCode>>> answers;
  std::mutex answering;
  std::latch both(2);
  const auto ask = [&](int number, std::chrono::milliseconds takes) {
    const auto done = [&, number, takes](const std::vector<Result<Receipt>>& got) {
      std::this_thread::sleep_for(takes);
      const std::lock_guard lock(answering);
      answers.emplace_back(number, got.front() ? std::nullopt : std::optional(got.front().error().code));
      both.count_down();
    };
    ledger_->submit(std::vector<Request>{{.command = sure_write()}}, done, {.answers_at_once = true});
    // Until it is decided, and waits for the disk.
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  };
  ask(1, std::chrono::milliseconds(100));
  ask(2, std::chrono::milliseconds(0));
  now.set_value();
  both.wait();
  const std::lock_guard lock(answering);
  const std::vector<std::pair<int, std::optional<ErrorCode>>> expected{{1, ErrorCode::outcome_unknown}, {2, ErrorCode::read_only}};
  EXPECT_EQ(answers, expected);
}

TEST_F(TroubleTest, writes_come_back_by_themselves_after_the_log_met_a_full_disk) {
  disk_.fail(Kind::write, "/log/", ENOSPC, 1);
  EXPECT_EQ(write(), ErrorCode::outcome_unknown);
  EXPECT_EQ(write(), std::nullopt);
  expect_written_or_one_more();
  expect_all_is_well();
}

TEST_F(TroubleTest, a_full_disk_is_storage_full_until_there_is_space) {
  disk_.fail(Kind::write, "/log/", ENOSPC);
  EXPECT_EQ(write(), ErrorCode::outcome_unknown);
  disk_.fill_up(true);
  EXPECT_EQ(write(), ErrorCode::storage_full);
  EXPECT_EQ(write(), ErrorCode::storage_full);
  EXPECT_EQ(customers(), written_);
  disk_.heal();
  EXPECT_EQ(write(), ErrorCode::storage_full);
  disk_.fill_up(false);
  EXPECT_EQ(write(), std::nullopt);
  expect_written_or_one_more();
  expect_all_is_well();
}

TEST_F(TroubleTest, reads_of_the_log_go_on_while_it_is_opened_anew) {
  const Snapshot before = ledger_->snapshot();
  disk_.fail(Kind::write, "/log/", ENOSPC, 1);
  EXPECT_EQ(write(), ErrorCode::outcome_unknown);
  std::atomic<bool> done = false;
  std::thread reader([&] {
    while (!done) {
      EXPECT_EQ(before.events({.from = {1}, .limit = 10}).value().size(), 2U);
    }
  });
  EXPECT_EQ(write(), std::nullopt);
  done = true;
  reader.join();
  EXPECT_EQ(before.events({.from = {1}, .limit = 10}).value().size(), 2U);
}

TEST_F(TroubleTest, an_input_output_error_of_the_log_waits_for_an_operator) {
  disk_.fail(Kind::sync, "/log/", EIO, 1);
  EXPECT_EQ(write(), ErrorCode::outcome_unknown);
  EXPECT_EQ(write(), ErrorCode::read_only);
  EXPECT_EQ(customers(), written_);
  ledger_.reset();
  reopen();
  expect_written_or_one_more();
  expect_all_is_well();
}

TEST_F(TroubleTest, a_key_that_cannot_be_synced_is_written_again) {
  for (const int error : {EIO, ENOSPC}) {
    disk_.fail(Kind::sync, "/keys", error, 1);
    EXPECT_EQ(write(), error == EIO ? ErrorCode::read_only : ErrorCode::storage_full);
    EXPECT_EQ(write(), std::nullopt);
  }
  expect_all_is_well();
}

TEST_F(TroubleTest, a_key_that_cannot_be_written_costs_one_command) {
  disk_.fail(Kind::write, "/keys", ENOSPC, 1);
  EXPECT_EQ(write(), ErrorCode::storage_full);
  EXPECT_EQ(write(), std::nullopt);
  expect_all_is_well();
}

TEST_F(TroubleTest, what_became_durable_while_head_failed_is_shown) {
  disk_.fail(Kind::write, "/HEAD", EIO);
  EXPECT_EQ(write(), ErrorCode::outcome_unknown);
  ++written_;
  EXPECT_EQ(write(), ErrorCode::read_only);
  EXPECT_EQ(customers(), written_);
  disk_.heal();
  EXPECT_EQ(write(), std::nullopt);
  expect_all_is_well();
}

TEST_F(TroubleTest, one_failed_read_of_the_views_costs_one_command) {
  // So many that the one asked for does not share a block of the disk with what opening reads.
  constexpr CustomerId far{500};
  while (written_ < 700) {
    ASSERT_EQ(write(), std::nullopt);
  }
  ASSERT_TRUE(ledger_->flush());
  reopen();
  disk_.fail(Kind::read, "/views/", EIO, 1);
  const auto refused = ledger_->submit(FreezeCustomer{far});
  ASSERT_TRUE(disk_.has_failed());
  EXPECT_FALSE(refused);
  EXPECT_TRUE(ledger_->submit(FreezeCustomer{far}));
  EXPECT_TRUE(ledger_->submit(UnfreezeCustomer{far}));
  expect_all_is_well();
}

TEST_F(TroubleTest, views_that_cannot_be_written_out_cost_nothing) {
  disk_.fail(Kind::create, "/views/", EIO);
  EXPECT_FALSE(ledger_->flush());
  EXPECT_EQ(write(), std::nullopt);
  EXPECT_EQ(customers(), written_);
  EXPECT_FALSE(ledger_->flush());
  disk_.heal();
  EXPECT_TRUE(ledger_->flush());
  EXPECT_EQ(write(), std::nullopt);
  expect_all_is_well();
}

TEST_F(TroubleTest, writes_are_busy_when_too_many_rows_wait_to_be_written_out) {
  changed_rows_bytes_max_ = 4'096;
  reopen();
  disk_.fail(Kind::create, "/views/", EIO);
  std::optional<ErrorCode> refused;
  for (int attempts = 0; attempts < 1'000 && !refused; ++attempts) {
    refused = write();
  }
  EXPECT_EQ(refused, ErrorCode::busy);
  EXPECT_EQ(customers(), written_);
  disk_.heal();
  const auto flushed = ledger_->flush();
  EXPECT_TRUE(flushed) << flushed.error().detail;
  EXPECT_EQ(write(), std::nullopt);
  expect_all_is_well();
}

}  // namespace
}  // namespace daybook::durability
