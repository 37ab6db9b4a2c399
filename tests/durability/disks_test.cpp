// The disks of the tests do what they promise: without that, no trial on them means anything.
#include <cerrno>
#include <fstream>
#include <gtest/gtest.h>
#include <set>

#include "engine/files/file.hpp"
#include "engine/store/rows.hpp"
#include "tests/durability/failing_disk.hpp"
#include "tests/durability/forgetful_disk.hpp"
#include "tests/durability/mishaps.hpp"
#include "tests/support/temp_folder.hpp"

namespace daybook::durability {
namespace {

namespace fs = std::filesystem;

std::string content_of(const fs::path& file) { return read_file(file, 1 << 20).value(); }

/// What is found after each of many power losses of the same work.
template <class Work>
std::set<std::string> leftovers(const std::string& file, Work work) {
  std::set<std::string> found;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const TempFolder folder;
    ForgetfulDisk disk(folder.path(), 0, seed);
    work(Place(folder.path(), &disk));
    disk.cut_power();
    disk.leave();
    found.insert(fs::exists(folder.path() / file) ? "=" + content_of(folder.path() / file) : "none");
  }
  return found;
}

TEST(ForgetfulDisk, keeps_what_was_synced_with_its_folder) {
  EXPECT_EQ(leftovers("a",
                      [](const Place& folder) {
                        auto file = File::create(folder / "a").value();
                        ASSERT_TRUE(file.write(0, "12"));
                        ASSERT_TRUE(file.sync());
                        ASSERT_TRUE(sync_directory(folder));
                      }),
            std::set<std::string>{"=12"});
}

TEST(ForgetfulDisk, forgets_any_part_of_what_was_appended_and_not_synced) {
  EXPECT_EQ(leftovers("a",
                      [](const Place& folder) {
                        auto file = File::create(folder / "a").value();
                        ASSERT_TRUE(file.write(0, "12"));
                        ASSERT_TRUE(file.sync());
                        ASSERT_TRUE(sync_directory(folder));
                        ASSERT_TRUE(file.write(2, std::string_view("34")));
                      }),
            (std::set<std::string>{"=12", "=123", "=1234"}));
}

TEST(ForgetfulDisk, forgets_a_file_whose_folder_was_not_synced) {
  EXPECT_EQ(leftovers("a",
                      [](const Place& folder) {
                        auto file = File::create(folder / "a").value();
                        ASSERT_TRUE(file.write(0, "1"));
                        ASSERT_TRUE(file.sync());
                      }),
            (std::set<std::string>{"none", "=1"}));
}

TEST(ForgetfulDisk, keeps_what_was_published) {
  EXPECT_EQ(leftovers("a",
                      [](const Place& folder) {
                        ASSERT_TRUE(write_new_file(folder / "a.new", std::vector<std::uint8_t>{'1'}));
                        const auto staged = StagedPath::prepare(folder / "a").value();
                        auto file = File::create(staged.place()).value();
                        ASSERT_TRUE(file.write(0, "2"));
                        ASSERT_TRUE(file.sync());
                        ASSERT_TRUE(staged.publish());
                      }),
            std::set<std::string>{"=2"});
}

TEST(ForgetfulDisk, overwrites_sectors_each_by_itself) {
  const std::string old_bytes(1024, 'o');
  const std::string new_bytes(1024, 'n');
  const auto found = leftovers("a", [&](const Place& folder) {
    auto file = File::create(folder / "a").value();
    ASSERT_TRUE(file.write(0, old_bytes));
    ASSERT_TRUE(file.sync());
    ASSERT_TRUE(sync_directory(folder));
    ASSERT_TRUE(file.write(0, new_bytes));
  });
  EXPECT_TRUE(found.contains("=" + old_bytes));
  EXPECT_TRUE(found.contains("=" + new_bytes));
  EXPECT_TRUE(found.contains("=" + old_bytes.substr(512) + new_bytes.substr(512)));
}

TEST(ForgetfulDisk, fails_everything_once_the_power_is_gone) {
  const TempFolder folder;
  ForgetfulDisk disk(folder.path(), 2, 1);
  auto file = File::create(Place(folder.path(), &disk) / "a").value();
  EXPECT_EQ(file.write(0, "1").error().code, ErrorCode::read_only);
  EXPECT_FALSE(disk.has_power());
  EXPECT_FALSE(file.sync());
  EXPECT_FALSE(File::open_read_only(Place(folder.path(), &disk) / "a"));
}

TEST(ForgetfulDisk, watches_the_files_of_rocksdb_too) {
  const TempFolder folder;
  ForgetfulDisk disk(folder.path(), 0, 1);
  auto rows = Rows::open(Place(folder.path(), &disk) / "views").value();
  for (const std::string key : {"a", "b"}) {
    RowBatch batch;
    batch.put(key, "1");
    ASSERT_TRUE(rows->write(batch));
    if (key == "a") {
      ASSERT_TRUE(rows->flush());
    }
  }
  disk.cut_power();
  rows.reset();
  disk.leave();
  const auto reopened = Rows::open(folder.path() / "views").value();
  EXPECT_EQ(reopened->get("a").value(), "1");
  EXPECT_EQ(reopened->get("b").value(), std::nullopt);
}

TEST(FailingDisk, fails_the_operation_it_is_told_to) {
  const TempFolder folder;
  FailingDisk disk;
  auto file = File::create(Place(folder.path(), &disk) / "a").value();
  disk.fail({.number = 2, .error = EIO});
  EXPECT_TRUE(file.write(0, "1"));
  EXPECT_EQ(file.write(0, "2").error().code, ErrorCode::read_only);
  EXPECT_TRUE(file.sync());
  EXPECT_EQ(content_of(folder.path() / "a"), "1");
  EXPECT_EQ(disk.operations(), 3U);
}

TEST(FailingDisk, cuts_writes_short) {
  const TempFolder folder;
  FailingDisk disk;
  auto file = File::create(Place(folder.path(), &disk) / "a").value();
  disk.fail({.number = 1, .error = ENOSPC, .for_ever = true, .how = Failure::How::cut_short});
  EXPECT_EQ(file.write(0, "1234").error().code, ErrorCode::storage_full);
  EXPECT_EQ(content_of(folder.path() / "a"), "12");
  EXPECT_EQ(check_free_space({folder.path(), &disk}, 0).error().code, ErrorCode::storage_full);
  disk.heal();
  EXPECT_TRUE(file.write(0, "1234"));
}

TEST(FailingDisk, does_what_it_reports_as_failed) {
  const TempFolder folder;
  FailingDisk disk;
  auto file = File::create(Place(folder.path(), &disk) / "a").value();
  disk.fail({.number = 1, .error = EIO, .how = Failure::How::unheard});
  EXPECT_FALSE(file.write(0, "1234"));
  EXPECT_EQ(content_of(folder.path() / "a"), "1234");
}

TEST(Endurance, ends_on_a_disk_that_lies_about_syncs) { EXPECT_NE(lose_power(1, true), "") << "or else losses are not noticed"; }

}  // namespace
}  // namespace daybook::durability
