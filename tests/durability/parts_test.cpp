// What a part of a ledger alone does when its disk is in trouble, one thing at a time.
#include <cerrno>
#include <gtest/gtest.h>

#include "engine/files/file.hpp"
#include "engine/privacy/keyring.hpp"
#include "engine/store/head.hpp"
#include "engine/store/log.hpp"
#include "engine/store/rows.hpp"
#include "tests/durability/failing_disk.hpp"
#include "tests/durability/picky_disk.hpp"
#include "tests/support/seeded_randomness.hpp"
#include "tests/support/temp_folder.hpp"

namespace daybook::durability {
namespace {

using Kind = FileOperation::Kind;
using How = Failure::How;

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
