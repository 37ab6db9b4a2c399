#include "engine/store/log.hpp"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <gtest/gtest.h>
#include <random>
#include <string>
#include <thread>

#include "engine/files/file.hpp"
#include "engine/store/log_format.hpp"
#include "engine/store/log_framing.hpp"
#include "tests/engine/store/child.hpp"
#include "tests/engine/store/damage.hpp"
#include "tests/engine/store/frames.hpp"
#include "tests/support/temp_folder.hpp"

namespace daybook {
namespace {

constexpr std::size_t frame_bytes = 200;

std::unique_ptr<Log> new_log(const std::filesystem::path& directory) {
  auto log = Log::create(directory);
  require(log.has_value(), "the log is created");
  return std::move(log).value();
}

std::unique_ptr<Log> open_log(const std::filesystem::path& directory, LogAccess access = LogAccess::read_write) {
  auto log = Log::open(directory, access);
  require(log.has_value(), log ? "" : log.error().detail);
  return std::move(log).value();
}

std::size_t tables_in(const std::filesystem::path& directory) {
  return static_cast<std::size_t>(std::ranges::count_if(std::filesystem::directory_iterator(directory),
                                                        [](const auto& entry) { return entry.path().extension() == ".sst"; }));
}

TEST(Log, starts_empty) {
  const TempFolder folder;
  const auto log = new_log(folder.path() / "log");
  EXPECT_EQ(log->newest().value(), std::nullopt);
  EXPECT_EQ(log->find(Position{5}).value(), std::nullopt);
  EXPECT_EQ(log->scan(Position{1}).value()->next().value(), std::nullopt);
}

TEST(Log, gives_back_what_was_appended) {
  const TempFolder folder;
  const auto log = new_log(folder.path() / "log");
  for (const std::uint64_t first : {1, 4, 300, 70'000}) {
    ASSERT_TRUE(log->append(Position{first}, frame_at(first, frame_bytes)));
    EXPECT_EQ(log->newest().value(), (StoredFrame{Position{first}, frame_at(first, frame_bytes)}));
  }
}

TEST(Log, finds_the_frame_that_holds_a_position) {
  const TempFolder folder;
  const auto log = new_log(folder.path() / "log");
  for (const std::uint64_t first : {1, 4, 300}) {
    ASSERT_TRUE(log->append(Position{first}, "frame"));
  }
  EXPECT_EQ(log->find(Position{0}).value(), std::nullopt);
  EXPECT_EQ(log->find(Position{1}).value()->first, Position{1});
  EXPECT_EQ(log->find(Position{3}).value()->first, Position{1});
  EXPECT_EQ(log->find(Position{4}).value()->first, Position{4});
  EXPECT_EQ(log->find(Position{299}).value()->first, Position{4});
  EXPECT_EQ(log->find(Position{1'000'000}).value()->first, Position{300});
}

TEST(Log, scans_from_the_frame_that_holds_a_position) {
  const TempFolder folder;
  const auto log = new_log(folder.path() / "log");
  for (const std::uint64_t first : {1, 4, 300}) {
    ASSERT_TRUE(log->append(Position{first}, "frame"));
  }
  const auto cursor = std::move(log->scan(Position{5})).value();
  EXPECT_EQ(cursor->next().value()->first, Position{4});
  EXPECT_EQ(cursor->next().value()->first, Position{300});
  EXPECT_EQ(cursor->next().value(), std::nullopt);
  EXPECT_EQ(cursor->next().value(), std::nullopt);
  EXPECT_EQ(log->scan(Position{0}).value()->next().value()->first, Position{1});
}

TEST(Log, scans_the_log_as_it_was_when_the_scan_began) {
  const TempFolder folder;
  const auto log = new_log(folder.path() / "log");
  ASSERT_TRUE(log->append(Position{1}, "one"));
  const auto cursor = std::move(log->scan(Position{1})).value();
  ASSERT_TRUE(log->append(Position{2}, "two"));
  EXPECT_EQ(cursor->next().value()->first, Position{1});
  EXPECT_EQ(cursor->next().value(), std::nullopt);
}

TEST(Log, keeps_everything_over_reopening) {
  const TempFolder folder;
  const auto directory = folder.path() / "log";
  ASSERT_TRUE(append_frames(*new_log(directory), 1, 10, frame_bytes));
  for (std::uint64_t round = 1; round < 10; ++round) {
    const auto log = open_log(directory);
    EXPECT_EQ(last_of_gapless(*log, frame_bytes).value(), round * 10);
    ASSERT_TRUE(append_frames(*log, round * 10 + 1, round * 10 + 10, frame_bytes));
    EXPECT_TRUE(log->verify_checksums());
  }
}

TEST(Log, keeps_everything_over_many_table_files) {
  const TempFolder folder;
  const auto directory = folder.path() / "log";
  constexpr std::size_t large = 1024 * 1024;
  ASSERT_TRUE(append_frames(*new_log(directory), 1, 70, large));
  const auto log = open_log(directory);
  EXPECT_EQ(last_of_gapless(*log, large).value(), 70U);
  EXPECT_TRUE(log->verify_checksums());
}

TEST(Log, merges_the_small_files_of_short_runs) {
  const TempFolder folder;
  const auto directory = folder.path() / "log";
  ASSERT_TRUE(Log::create(directory));
  std::size_t tables_most = 0;
  for (std::uint64_t run = 1; run <= 100; ++run) {
    ASSERT_TRUE(append_frames(*open_log(directory), run, run, frame_bytes));
    tables_most = std::max(tables_most, tables_in(directory));
  }
  EXPECT_GT(tables_most, 50U);
  EXPECT_LE(tables_most, 65U);
  const auto log = open_log(directory);
  EXPECT_EQ(last_of_gapless(*log, frame_bytes).value(), 100U);
  EXPECT_TRUE(log->verify_checksums());
}

TEST(Log, lets_a_cursor_outlive_it) {
  const TempFolder folder;
  const auto directory = folder.path() / "log";
  auto log = new_log(directory);
  ASSERT_TRUE(append_frames(*log, 1, 2, frame_bytes));
  auto cursor = std::move(log->scan(Position{1})).value();
  log.reset();
  EXPECT_EQ(Log::open(directory).error().code, ErrorCode::busy);
  EXPECT_EQ(cursor->next().value()->first, Position{1});
  cursor.reset();
  EXPECT_TRUE(Log::open(directory));
}

TEST(Log, is_not_created_over_another) {
  const TempFolder folder;
  ASSERT_TRUE(append_frames(*new_log(folder.path() / "log"), 1, 3, frame_bytes));
  EXPECT_FALSE(Log::create(folder.path() / "log"));
  EXPECT_EQ(last_of_gapless(*open_log(folder.path() / "log"), frame_bytes).value(), 3U);
}

TEST(Log, is_created_over_what_a_crash_left) {
  const TempFolder folder;
  ASSERT_TRUE(Log::create(folder.path() / "other"));
  std::filesystem::rename(folder.path() / "other", folder.path() / "log.new");
  EXPECT_TRUE(Log::create(folder.path() / "log"));
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "log.new"));
}

TEST(Log, refuses_a_missing_folder) {
  const TempFolder folder;
  EXPECT_EQ(Log::open(folder.path() / "log").error().code, ErrorCode::corrupt);
  EXPECT_EQ(Log::open(folder.path() / "log", LogAccess::files_only).error().code, ErrorCode::corrupt);
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(Log, is_busy_while_another_process_holds_it) {
  const TempFolder folder;
  const auto directory = folder.path() / "log";
  ASSERT_TRUE(Log::create(directory));
  Child holder({"hold_log", directory, "0"});
  ASSERT_EQ(holder.read_line(), "holding");
  EXPECT_EQ(Log::open(directory).error().code, ErrorCode::busy);
  EXPECT_TRUE(Log::open(directory, LogAccess::files_only));
  holder.kill();
  EXPECT_TRUE(Log::open(directory));
}

TEST(Log, names_both_formats_when_it_is_newer_than_the_program) {
  const TempFolder folder;
  const auto directory = folder.path() / "log";
  ASSERT_TRUE(Log::create(directory));
  std::filesystem::remove(directory / "FORMAT");
  ASSERT_TRUE(write_log_format(directory, 27));
  for (const LogAccess access : {LogAccess::read_write, LogAccess::files_only}) {
    const auto log = Log::open(directory, access);
    ASSERT_FALSE(log);
    EXPECT_EQ(log.error().code, ErrorCode::corrupt);
    EXPECT_EQ(log.error().detail, "the log has format 27, this program knows up to 1");
  }
}

TEST(Log, takes_appends_only_when_open_for_writing) {
  const TempFolder folder;
  const auto directory = folder.path() / "log";
  ASSERT_TRUE(append_frames(*new_log(directory), 1, 3, frame_bytes));
  const auto log = open_log(directory, LogAccess::files_only);
  EXPECT_EQ(log->append(Position{4}, "frame").error().code, ErrorCode::read_only);
}

TEST(Log, stops_a_program_that_appends_out_of_order) {
  const TempFolder folder;
  ASSERT_TRUE(Log::create(folder.path() / "log"));
  Child child({"append_out_of_order", folder.path() / "log", "2"});
  EXPECT_EQ(child.read_line(), "appended 2");
  EXPECT_EQ(child.read_line(), std::nullopt);
  EXPECT_EQ(open_log(folder.path() / "log")->newest().value(), (StoredFrame{Position{2}, "first"}));
}

TEST(Log, refuses_appends_after_a_failed_one_until_it_is_opened_anew) {
  const TempFolder folder;
  const auto directory = folder.path() / "log";
  ASSERT_TRUE(Log::create(directory));
  Child child({"append_past_file_limit", directory, "100000"});
  EXPECT_EQ(child.read_line(), "outcome_unknown");
  EXPECT_EQ(child.read_line(), "read_only");
  const std::uint64_t acknowledged = std::stoull(child.read_line().value());
  EXPECT_GT(acknowledged, 50U);
  EXPECT_EQ(child.read_line(), std::to_string(acknowledged)) << "reads go on";
  EXPECT_EQ(child.read_line(), std::nullopt);
  const auto log = open_log(directory);
  const std::uint64_t last = last_of_gapless(*log, 1000).value();
  EXPECT_GE(last, acknowledged);
  EXPECT_TRUE(append_frames(*log, last + 1, last + 10, 1000));
}

TEST(Log, keeps_space_for_itself_on_the_disk) {
  const TempFolder folder;
  EXPECT_TRUE(check_free_space(folder.path(), 1));
  EXPECT_EQ(check_free_space(folder.path(), std::uint64_t{1} << 62).error().code, ErrorCode::storage_full);
}

TEST(Log, loses_nothing_acknowledged_when_its_process_is_killed) {
  const TempFolder folder;
  const auto directory = folder.path() / "log";
  ASSERT_TRUE(Log::create(directory));
  const auto seed = std::random_device()();
  std::mt19937_64 random(seed);
  constexpr std::size_t large = 150'000;
  std::uint64_t acknowledged = 0;
  for (int round = 0; round < 8; ++round) {
    Child child({"append_for_ever", directory, std::to_string(large)});
    for (std::uint64_t lines = random() % 120; lines > 0; --lines) {
      acknowledged = std::stoull(child.read_line().value());
    }
    child.kill();
    while (const auto line = child.read_line()) {
      acknowledged = std::stoull(*line);
    }
    const auto log = open_log(directory);
    ASSERT_GE(last_of_gapless(*log, large).value(), acknowledged) << "seed " << seed;
    ASSERT_TRUE(log->verify_checksums()) << "seed " << seed;
  }
}

TEST(LogFilesOnly, sees_what_is_synced_beside_the_holder) {
  const TempFolder folder;
  const auto directory = folder.path() / "log";
  const auto writer = new_log(directory);
  for (std::uint64_t position = 1; position <= 20; ++position) {
    ASSERT_TRUE(append_frames(*writer, position, position, frame_bytes));
    const auto reader = open_log(directory, LogAccess::files_only);
    EXPECT_EQ(last_of_gapless(*reader, frame_bytes).value(), position);
    EXPECT_EQ(reader->newest().value()->first, Position{position});
    EXPECT_EQ(reader->find(Position{1}).value()->bytes, frame_at(1, frame_bytes));
    EXPECT_TRUE(reader->verify_checksums());
  }
}

TEST(LogFilesOnly, stays_at_the_moment_it_was_opened) {
  const TempFolder folder;
  const auto directory = folder.path() / "log";
  const auto writer = new_log(directory);
  constexpr std::size_t large = 1024 * 1024;
  ASSERT_TRUE(append_frames(*writer, 1, 5, large));
  const auto reader = open_log(directory, LogAccess::files_only);
  const auto cursor = std::move(reader->scan(Position{1})).value();
  ASSERT_TRUE(append_frames(*writer, 6, 40, large));
  EXPECT_EQ(last_of_gapless(*reader, large).value(), 5U);
  EXPECT_EQ(cursor->next().value()->first, Position{1});
}

TEST(LogFilesOnly, follows_a_writer_that_flushes_meanwhile) {
  const TempFolder folder;
  const auto directory = folder.path() / "log";
  const auto writer = new_log(directory);
  constexpr std::size_t large = 100'000;
  std::atomic<std::uint64_t> acknowledged = 0;
  std::jthread appending([&] {
    for (std::uint64_t position = 1; position <= 700; ++position) {
      require(writer->append(Position{position}, frame_at(position, large)).has_value(), "the frame is appended");
      acknowledged = position;
    }
  });
  while (acknowledged < 700) {
    const std::uint64_t before = acknowledged;
    const auto reader = open_log(directory, LogAccess::files_only);
    const std::uint64_t seen = last_of_gapless(*reader, large).value();
    ASSERT_GE(seen, before);
    const auto verified = reader->verify_checksums();
    ASSERT_TRUE(verified) << verified.error().detail;
  }
}

TEST(LogFilesOnly, changes_nothing_in_the_folder) {
  const TempFolder folder;
  const auto directory = folder.path() / "log";
  ASSERT_TRUE(append_frames(*new_log(directory), 1, 40, frame_bytes));
  const auto writer = open_log(directory);
  ASSERT_TRUE(append_frames(*writer, 41, 80, frame_bytes));
  const auto copy = folder.path() / "copy";
  copy_folder(directory, copy);
  const auto before = content_of(copy);
  {
    const auto reader = open_log(copy, LogAccess::files_only);
    EXPECT_EQ(last_of_gapless(*reader, frame_bytes).value(), 80U);
    EXPECT_TRUE(reader->verify_checksums());
  }
  EXPECT_TRUE(content_of(copy) == before);
}

}  // namespace
}  // namespace daybook
