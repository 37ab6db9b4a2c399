// What a part of a ledger alone does when its disk is in trouble, one thing at a time.
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <future>
#include <gtest/gtest.h>
#include <pthread.h>
#include <thread>

#include "engine/files/file.hpp"
#include "engine/privacy/keyring.hpp"
#include "engine/store/head.hpp"
#include "engine/store/log.hpp"
#include "engine/store/rows.hpp"
#include "tests/durability/failing_disk.hpp"
#include "tests/durability/picky_disk.hpp"
#include "tests/engine/store/damage.hpp"
#include "tests/engine/store/frames.hpp"
#include "tests/support/seeded_randomness.hpp"
#include "tests/support/temp_folder.hpp"

namespace daybook::durability {
namespace {

using Kind = FileOperation::Kind;
using How = Failure::How;
using std::chrono_literals::operator""s;

/// By the name that RocksDB gives its threads.
bool is_merging() {
  std::array<char, 16> name{};
  ::pthread_getname_np(::pthread_self(), name.data(), name.size());
  return std::string_view(name.data()).starts_with("rocksdb:low");
}

/// Merges find no space, or stand still; `rest` is for everybody else.
class BadForMerges final : public Disk {
 public:
  std::atomic<bool> full = false;
  std::atomic<bool> slow = false;
  std::atomic<bool> is_met = false;
  PickyDisk rest;

  int carry_out(const FileOperation& operation, const Act& act) override {
    if (!(full || slow) || operation.kind != Kind::write || !is_merging()) {
      return rest.carry_out(operation, act);
    }
    is_met = true;
    while (slow) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return full ? ENOSPC : act(operation.bytes.size());
  }
};

void put(Rows& rows, const std::string& key) {
  RowBatch batch;
  batch.put(key, "1");
  ASSERT_TRUE(rows.write(batch));
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
  put(*rows, "a");
  // RocksDB writes nothing more after this.
  disk.fail(Kind::write, "MANIFEST", EIO, 1);
  auto reader = rows->snapshot();
  ASSERT_FALSE(rows->flush());
  put(*rows, "b");
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
  put(*rows, "a");
  disk.fill_up(true);
  EXPECT_EQ(rows->flush().error().code, ErrorCode::storage_full);
  disk.fill_up(false);
  EXPECT_TRUE(rows->flush());
}

TEST(RowsInTrouble, are_written_out_though_merges_find_no_space) {
  const TempFolder folder;
  BadForMerges disk;
  disk.full = true;
  const auto rows = Rows::open({folder.path() / "views", &disk}).value();
  // RocksDB's own limits, where flushes wait and then writes stop, are 20 and 36 files.
  for (int i = 0; i < 40; ++i) {
    put(*rows, "key " + std::to_string(i));
    auto flushed = std::async(std::launch::async, [&] { return rows->flush(); });
    if (flushed.wait_for(20s) != std::future_status::ready) {
      disk.full = false;
      FAIL() << "flush " << i << " does not end";
    }
  }
  EXPECT_TRUE(disk.is_met);
}

TEST(RowsInTrouble, are_written_to_while_the_old_files_take_long_to_close) {
  const TempFolder folder;
  BadForMerges disk;
  disk.slow = true;
  const auto rows = Rows::open({folder.path() / "views", &disk}).value();
  for (int i = 0; !disk.is_met && i < 100; ++i) {
    put(*rows, "key " + std::to_string(i));
    ASSERT_TRUE(rows->flush());
  }
  ASSERT_TRUE(disk.is_met);
  disk.rest.fail(Kind::write, "MANIFEST", EIO, 1);
  put(*rows, "a");
  EXPECT_FALSE(rows->flush());
  // Within a second the files are opened anew, which has to wait for the merge.
  for (const auto until = std::chrono::steady_clock::now() + 2s; std::chrono::steady_clock::now() < until;) {
    const auto began = std::chrono::steady_clock::now();
    put(*rows, "b");
    EXPECT_LT(std::chrono::steady_clock::now() - began, 1s);
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  disk.slow = false;
  EXPECT_TRUE(rows->flush());
  EXPECT_EQ(rows->get("b").value(), "1");
}

TEST(LogInTrouble, what_a_failed_append_left_is_no_damage_after_a_kill) {
  for (const std::size_t bytes : {100U, 200U, 300U, 700U, 3'000U, 20'000U}) {
    for (std::uint64_t before = 1; before <= 8; ++before) {
      const TempFolder folder;
      PickyDisk disk;
      disk.cut_short();
      const auto log = Log::create({folder.path() / "live", &disk}).value();
      // The first ones write the zeros.
      ASSERT_TRUE(append_frames(*log, 1, before, bytes));
      disk.fail(Kind::write, ".log", EIO, 1);
      ASSERT_FALSE(log->append(Position{before + 1}, frame_at(before + 1, bytes)));
      copy_folder(folder.path() / "live", folder.path() / "killed");
      for (const LogAccess access : {LogAccess::files_only, LogAccess::read_write}) {
        const auto opened = Log::open(folder.path() / "killed", access);
        ASSERT_TRUE(opened) << bytes << " bytes after " << before << " frames: " << opened.error().detail;
        EXPECT_EQ(last_of_gapless(*opened.value(), bytes).value(), before);
      }
    }
  }
}

TEST(LogInTrouble, an_operation_that_fails_while_it_opens_is_not_called_damage) {
  const TempFolder folder;
  {
    const auto log = Log::create(folder.path() / "live").value();
    ASSERT_TRUE(append_frames(*log, 1, 150, 900));
    copy_folder(folder.path() / "live", folder.path() / "killed");
  }
  for (const LogAccess access : {LogAccess::files_only, LogAccess::read_write}) {
    bool has_failed = true;
    for (std::uint64_t number = 1; has_failed; ++number) {
      copy_folder(folder.path() / "killed", folder.path() / "copy");
      FailingDisk disk;
      disk.fail({.number = number, .error = EIO});
      const auto opened = Log::open({folder.path() / "copy", &disk}, access);
      has_failed = disk.has_failed();
      EXPECT_TRUE(opened || opened.error().code == ErrorCode::read_only) << "operation " << number << ": " << opened.error().detail;
    }
  }
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
