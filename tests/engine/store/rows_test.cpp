#include "engine/store/rows.hpp"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "tests/engine/store/child.hpp"
#include "tests/engine/store/damage.hpp"
#include "tests/engine/store/frames.hpp"
#include "tests/support/temp_folder.hpp"

namespace daybook {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::unique_ptr<Rows> open_rows(const std::filesystem::path& directory) {
  auto rows = Rows::open(directory);
  require(rows.has_value(), rows ? "" : rows.error().detail);
  return std::move(rows).value();
}

void put(Rows& rows, std::string_view key, std::string_view value) {
  RowBatch batch;
  batch.put(std::string(key), std::string(value));
  require(rows.write(batch).has_value(), "the batch is written");
}

std::vector<std::string> keys(const RowSnapshot& snapshot, std::string_view prefix, std::string_view from = {},
                              std::size_t count_max = 100) {
  std::vector<std::string> found;
  const auto scanned = snapshot.scan(prefix, from, [&](std::string_view key, std::string_view) {
    found.emplace_back(key);
    return found.size() < count_max;
  });
  require(scanned.has_value(), "the scan succeeds");
  return found;
}

TEST(Rows, gives_back_what_was_written) {
  const TempFolder folder;
  const auto rows = open_rows(folder.path() / "views");
  RowBatch batch;
  batch.put("a", "1");
  batch.put("b", std::string("2\0three", 7));
  batch.put("c", "4");
  batch.erase("c");
  EXPECT_GT(batch.bytes(), 10U);
  ASSERT_TRUE(rows->write(batch));
  EXPECT_EQ(rows->get("a").value(), "1");
  EXPECT_EQ(rows->get("b").value(), std::string("2\0three", 7));
  EXPECT_EQ(rows->get("c").value(), std::nullopt);
}

TEST(Rows, scans_a_prefix_in_order) {
  const TempFolder folder;
  const auto rows = open_rows(folder.path() / "views");
  for (const std::string_view key : {"a", "b", "b1", "b2", "b3", "c"}) {
    put(*rows, key, "value");
  }
  const auto snapshot = rows->snapshot();
  EXPECT_THAT(keys(*snapshot, "b"), ElementsAre("b", "b1", "b2", "b3"));
  EXPECT_THAT(keys(*snapshot, "b", "b2"), ElementsAre("b2", "b3"));
  EXPECT_THAT(keys(*snapshot, "b", "a"), ElementsAre("b", "b1", "b2", "b3"));
  EXPECT_THAT(keys(*snapshot, "b", "b1", 2), ElementsAre("b1", "b2"));
  EXPECT_THAT(keys(*snapshot, "b", "c"), IsEmpty());
  EXPECT_THAT(keys(*snapshot, "d"), IsEmpty());
  EXPECT_THAT(keys(*snapshot, ""), ElementsAre("a", "b", "b1", "b2", "b3", "c"));
}

TEST(Rows, scans_prefixes_that_end_in_the_highest_byte) {
  const TempFolder folder;
  const auto rows = open_rows(folder.path() / "views");
  for (const std::string_view key : {"a\xfe", "a\xff", "a\xff\xff", "b", "\xff", "\xff\xff"}) {
    put(*rows, key, "value");
  }
  const auto snapshot = rows->snapshot();
  EXPECT_THAT(keys(*snapshot, "a\xff"), ElementsAre("a\xff", "a\xff\xff"));
  EXPECT_THAT(keys(*snapshot, "\xff"), ElementsAre("\xff", "\xff\xff"));
}

TEST(Rows, keep_a_snapshot_as_it_was) {
  const TempFolder folder;
  auto rows = open_rows(folder.path() / "views");
  put(*rows, "a", "old");
  const auto snapshot = rows->snapshot();
  put(*rows, "a", "new");
  put(*rows, "b", "new");
  ASSERT_TRUE(rows->flush());
  EXPECT_EQ(snapshot->get("a").value(), "old");
  EXPECT_THAT(keys(*snapshot, ""), ElementsAre("a"));
  EXPECT_EQ(rows->get("a").value(), "new");
  rows.reset();
  EXPECT_EQ(snapshot->get("a").value(), "old");
}

TEST(Rows, keep_only_what_was_flushed) {
  const TempFolder folder;
  const auto directory = folder.path() / "views";
  auto rows = open_rows(directory);
  put(*rows, "a", "flushed");
  ASSERT_TRUE(rows->flush());
  put(*rows, "a", "lost");
  put(*rows, "b", "lost");
  rows.reset();
  rows = open_rows(directory);
  EXPECT_EQ(rows->get("a").value(), "flushed");
  EXPECT_EQ(rows->get("b").value(), std::nullopt);
}

TEST(Rows, keep_whole_batches_when_the_process_is_killed) {
  const TempFolder folder;
  const auto directory = folder.path() / "views";
  const auto seed = std::random_device()();
  std::mt19937_64 random(seed);
  std::uint64_t flushed = 0;
  for (int round = 0; round < 6; ++round) {
    Child child({"write_rows_for_ever", directory, "0"});
    for (std::uint64_t lines = 1 + random() % 30; lines > 0; --lines) {
      flushed = std::stoull(child.read_line().value());
    }
    child.kill();
    const auto rows = open_rows(directory);
    const std::string number = rows->get("a").value().value();
    ASSERT_GE(std::stoull(number), flushed) << "seed " << seed;
    ASSERT_EQ(rows->get("b").value(), number) << "seed " << seed;
    ASSERT_TRUE(rows->get("row " + number).value()) << "seed " << seed;
    ASSERT_TRUE(rows->verify_checksums()) << "seed " << seed;
  }
}

TEST(Rows, are_busy_while_held) {
  const TempFolder folder;
  const auto rows = open_rows(folder.path() / "views");
  EXPECT_EQ(Rows::open(folder.path() / "views").error().code, ErrorCode::busy);
}

TEST(Rows, report_damage_of_a_table_file) {
  const TempFolder folder;
  const auto directory = folder.path() / "views";
  {
    const auto rows = open_rows(directory);
    put(*rows, "a", frame_at(1, 5000));
    ASSERT_TRUE(rows->flush());
  }
  flip_byte(file_named(directory, ".sst"), 1000);
  const auto rows = open_rows(directory);
  EXPECT_EQ(rows->get("a").error().code, ErrorCode::corrupt);
  EXPECT_EQ(rows->snapshot()->scan("", "", [](auto, auto) { return true; }).error().code, ErrorCode::corrupt);
  EXPECT_EQ(rows->verify_checksums().error().code, ErrorCode::corrupt);
}

TEST(Rows, refuse_a_folder_with_a_missing_or_damaged_file) {
  const TempFolder folder;
  const auto directory = folder.path() / "views";
  const auto copy = folder.path() / "copy";
  {
    const auto rows = open_rows(directory);
    put(*rows, "a", "1");
    ASSERT_TRUE(rows->flush());
  }
  for (const std::string_view part : {".sst", "MANIFEST-"}) {
    copy_folder(directory, copy);
    flip_byte(file_named(copy, part), std::filesystem::file_size(file_named(copy, part)) - 3);
    EXPECT_EQ(Rows::open(copy).error().code, ErrorCode::corrupt) << part;
    std::filesystem::remove(file_named(copy, part));
    EXPECT_EQ(Rows::open(copy).error().code, ErrorCode::corrupt) << part;
  }
}

TEST(Rows, report_a_folder_that_cannot_be_made) {
  const TempFolder folder;
  write_bytes(folder.path() / "file", "in the way");
  EXPECT_FALSE(Rows::open(folder.path() / "file" / "views"));
}

TEST(RowsFilesOnly, see_the_last_flush_beside_the_holder) {
  const TempFolder folder;
  const auto directory = folder.path() / "views";
  const auto rows = open_rows(directory);
  put(*rows, "a", "flushed");
  ASSERT_TRUE(rows->flush());
  put(*rows, "a", "later");
  const auto before = content_of(directory);
  {
    const auto reader = Rows::open_files_only(directory);
    ASSERT_TRUE(reader);
    EXPECT_EQ(reader.value()->get("a").value(), "flushed");
    EXPECT_THAT(keys(*reader.value()->snapshot(), "a"), ElementsAre("a"));
    EXPECT_TRUE(reader.value()->verify_checksums());
  }
  EXPECT_TRUE(content_of(directory) == before);
}

TEST(RowsFilesOnly, stay_readable_while_the_holder_replaces_files) {
  const TempFolder folder;
  const auto directory = folder.path() / "views";
  const auto rows = open_rows(directory);
  put(*rows, "a", frame_at(0, 1000));
  ASSERT_TRUE(rows->flush());
  const auto reader = Rows::open_files_only(directory);
  ASSERT_TRUE(reader);
  const auto first_table = file_named(directory, ".sst");
  for (std::uint64_t number = 1; std::filesystem::exists(first_table); ++number) {
    put(*rows, "a", frame_at(number, 1000));
    ASSERT_TRUE(rows->flush());
  }
  EXPECT_EQ(reader.value()->get("a").value(), frame_at(0, 1000));
}

TEST(RowsFilesOnly, follow_a_holder_that_flushes_and_merges) {
  const TempFolder folder;
  const auto directory = folder.path() / "views";
  const auto rows = open_rows(directory);
  std::atomic<std::uint64_t> flushed = 0;
  std::jthread writing([&](const std::stop_token& stop) {
    for (std::uint64_t number = 1; !stop.stop_requested(); ++number) {
      RowBatch batch;
      batch.put("a", std::to_string(number));
      batch.put("row " + std::to_string(number % 50), frame_at(number, 20'000));
      batch.put("b", std::to_string(number));
      require(rows->write(batch).has_value(), "the batch is written");
      if (number % 200 == 0) {
        require(rows->flush().has_value(), "the rows are flushed");
        flushed = number;
      }
    }
  });
  int verified_rounds = 0;
  while (flushed < 3000) {
    const std::uint64_t before = flushed;
    const auto reader = Rows::open_files_only(directory);
    ASSERT_TRUE(reader || reader.error().code == ErrorCode::busy) << reader.error().detail;
    if (reader && before > 0) {
      ASSERT_GE(std::stoull(reader.value()->get("a").value().value()), before);
      ASSERT_EQ(reader.value()->get("a").value(), reader.value()->get("b").value());
      ASSERT_EQ(keys(*reader.value()->snapshot(), "row").size(), 50U);
      const auto verified = reader.value()->verify_checksums();
      ASSERT_TRUE(verified || verified.error().code == ErrorCode::busy) << verified.error().detail;
      verified_rounds += verified ? 1 : 0;
    }
  }
  EXPECT_GT(verified_rounds, 0);
}

TEST(RowsFilesOnly, refuse_writes_and_missing_folders) {
  const TempFolder folder;
  const auto directory = folder.path() / "views";
  EXPECT_EQ(Rows::open_files_only(directory).error().code, ErrorCode::corrupt);
  open_rows(directory).reset();
  const auto reader = Rows::open_files_only(directory);
  EXPECT_EQ(reader.value()->write(RowBatch()).error().code, ErrorCode::read_only);
  EXPECT_EQ(reader.value()->flush().error().code, ErrorCode::read_only);
}

}  // namespace
}  // namespace daybook
