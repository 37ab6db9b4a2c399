// What a ledger does when its disk is in trouble, one thing at a time.
#include <atomic>
#include <cerrno>
#include <future>
#include <gtest/gtest.h>
#include <mutex>
#include <thread>

#include "api/verify.hpp"
#include "engine/files/file.hpp"
#include "engine/privacy/keyring.hpp"
#include "engine/store/head.hpp"
#include "engine/store/log.hpp"
#include "engine/store/rows.hpp"
#include "tests/durability/failing_disk.hpp"
#include "tests/durability/trial.hpp"
#include "tests/support/seeded_randomness.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/test_clock.hpp"

namespace daybook::durability {
namespace {

using Kind = FileOperation::Kind;
using How = Failure::How;

/// Fails operations of one kind on files whose path holds a text, as long as it is told to.
class PickyDisk final : public Disk {
 public:
  /// `times`: so often; below 0: for ever.
  void fail(Kind kind, const std::string& text, int error, int times = -1) {
    const std::lock_guard lock(mutex_);
    kind_ = kind;
    text_ = text;
    error_ = error;
    left_ = times;
  }
  void heal() {
    const std::lock_guard lock(mutex_);
    left_ = 0;
  }
  void fill_up(bool full) { full_ = full; }
  bool has_failed() const { return failed_; }

  int carry_out(const FileOperation& operation, const Act& act) override {
    const int failed = failure_of(operation);
    return failed != 0 ? failed : act(operation.bytes.size());
  }
  std::uint64_t free_bytes(std::uint64_t bytes) override { return full_ ? 1'000 : bytes; }

 private:
  int failure_of(const FileOperation& operation) {
    const std::lock_guard lock(mutex_);
    if (left_ == 0 || operation.kind != kind_ || operation.file.string().find(text_) == std::string::npos) {
      return 0;
    }
    left_ -= left_ > 0 ? 1 : 0;
    failed_ = true;
    return error_;
  }

  std::mutex mutex_;
  Kind kind_ = Kind::write;
  std::string text_;
  int error_ = 0;
  int left_ = 0;
  std::atomic<bool> full_ = false;
  std::atomic<bool> failed_ = false;
};

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

TEST(HeadInTrouble, writes_again_what_a_failed_sync_may_have_dropped) {
  const TempFolder folder;
  const LedgerId ledger{{1}};
  PickyDisk disk;
  const auto head = Head::create({folder.path() / "HEAD", &disk}, ledger).value();
  ASSERT_TRUE(head->write({Position{1}, {}}));
  disk.fail(Kind::sync, "HEAD", EIO, 1);
  ASSERT_FALSE(head->sync());
  // What such a sync leaves: the slot is not on disk.
  {
    auto file = File::open_read_write(folder.path() / "HEAD").value();
    const std::string first = file.read(0, 512).value();
    ASSERT_NE(first, file.read(512, 512).value());
    ASSERT_TRUE(file.write(512, first));
  }
  ASSERT_TRUE(head->sync());
  EXPECT_EQ(read_head(folder.path() / "HEAD").value().anchor.position, Position{1});
}

TEST(KeyringInTrouble, writes_again_what_a_failed_sync_may_have_dropped) {
  const TempFolder folder;
  SeededRandomness randomness(1);
  PickyDisk disk;
  const Place file(folder.path() / "keys", &disk);
  const Key master = Key::random(randomness);
  const auto keyring = Keyring::create(file, LedgerId{{1}}, master, randomness).value();
  const KeyId id = keyring->draw().value();
  disk.fail(Kind::sync, "keys", EIO, 1);
  ASSERT_FALSE(keyring->sync());
  std::filesystem::resize_file(file.path, 128);
  ASSERT_TRUE(keyring->sync());
  const auto reopened = Keyring::open(file.path, master, randomness).value();
  EXPECT_TRUE(reopened->key(id).value() == keyring->key(id).value());
}

TEST(RowsInTrouble, are_opened_anew_once_nobody_reads_them_as_they_were) {
  const TempFolder folder;
  PickyDisk disk;
  const auto rows = Rows::open({folder.path() / "views", &disk}).value();
  const auto put = [&](const std::string& key) {
    RowBatch batch;
    batch.put(key, "1");
    ASSERT_TRUE(rows->write(batch));
  };
  put("a");
  // RocksDB writes nothing more after this.
  disk.fail(Kind::write, "MANIFEST", EIO, 1);
  auto reader = rows->snapshot();
  ASSERT_FALSE(rows->flush());
  put("b");
  EXPECT_EQ(rows->flush().error().code, ErrorCode::busy);
  EXPECT_EQ(reader->get("a").value(), "1");
  EXPECT_EQ(rows->get("b").value(), "1");
  reader.reset();
  EXPECT_TRUE(rows->flush());
  EXPECT_EQ(rows->get("a").value(), "1");
  EXPECT_EQ(rows->get("b").value(), "1");
}

TEST(RowsInTrouble, leave_the_reserve_to_the_log) {
  const TempFolder folder;
  PickyDisk disk;
  const auto rows = Rows::open({folder.path() / "views", &disk}).value();
  RowBatch batch;
  batch.put("a", "1");
  ASSERT_TRUE(rows->write(batch));
  disk.fill_up(true);
  EXPECT_EQ(rows->flush().error().code, ErrorCode::storage_full);
  disk.fill_up(false);
  EXPECT_TRUE(rows->flush());
}

TEST(LogInTrouble, scans_go_on_across_its_opening_anew) {
  const TempFolder folder;
  PickyDisk disk;
  const auto log = Log::create({folder.path() / "log", &disk}).value();
  for (std::uint64_t position = 1; position <= 3; ++position) {
    ASSERT_TRUE(log->append(Position{position}, std::to_string(position)));
  }
  const auto cursor = log->scan(Position{1}).value();
  EXPECT_EQ(cursor->next().value()->bytes, "1");
  disk.fail(Kind::write, "/log/", ENOSPC, 1);
  EXPECT_EQ(log->append(Position{4}, "4").error().code, ErrorCode::outcome_unknown);
  EXPECT_EQ(log->append(Position{4}, "4").error().code, ErrorCode::storage_full);
  ASSERT_TRUE(log->resume());
  EXPECT_EQ(cursor->next().value()->bytes, "2");
  ASSERT_TRUE(log->append(Position{5}, "5"));
  EXPECT_EQ(cursor->next().value()->bytes, "3");
}

}  // namespace
}  // namespace daybook::durability
