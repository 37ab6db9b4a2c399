// What a log makes of damaged files: refused at open or named by `verify_checksums`, never silent.
#include <algorithm>
#include <filesystem>
#include <gtest/gtest.h>
#include <latch>
#include <string>
#include <vector>

#include "engine/store/log.hpp"
#include "engine/store/log_framing.hpp"
#include "tests/engine/store/damage.hpp"
#include "tests/engine/store/frames.hpp"
#include "tests/support/temp_folder.hpp"

namespace daybook {
namespace {

constexpr std::size_t damaged_frame_bytes = 300;

/// The bytes of a WAL; those of its zeros are none.
std::string read_wal(const std::filesystem::path& wal) {
  return read_bytes(wal).substr(0, check_framing(wal, Writing::over_zeros).value().end);
}

/// A log with `frames` in the WAL, copied from under its holder, and a place for damaged copies of it.
class LogDamage : public testing::Test {
 protected:
  void SetUp() override {
    auto log = Log::create(folder_.path() / "live");
    ASSERT_TRUE(log);
    ASSERT_TRUE(append_frames(*log.value(), 1, frames_in_tables, damaged_frame_bytes));
    log.value().reset();
    log = Log::open(folder_.path() / "live");  // moves them to a table file
    ASSERT_TRUE(log);
    ASSERT_TRUE(append_frames(*log.value(), frames_in_tables + 1, frames, damaged_frame_bytes));
    copy_folder(folder_.path() / "live", whole_);
  }

  std::filesystem::path whole_file(std::string_view part) const { return file_named(whole_, part); }

  /// A fresh copy in which `file` holds `bytes`.
  const std::filesystem::path& damaged(const std::filesystem::path& file, std::string_view bytes) const {
    copy_folder(whole_, damaged_);
    write_bytes(damaged_ / file.filename(), bytes);
    return damaged_;
  }

  /// Nothing when the damage passed unseen.
  static std::optional<Error> damage_found(const std::filesystem::path& directory, LogAccess access) {
    auto log = Log::open(directory, access);
    if (!log) {
      return log.error();
    }
    const auto verified = log.value()->verify_checksums();
    return verified ? std::nullopt : std::optional(verified.error());
  }

  void expect_every_flip_found(const std::filesystem::path& file, std::size_t from, std::size_t step) const {
    const std::string bytes = read_bytes(file);
    for (std::size_t offset = from; offset < bytes.size(); offset += step) {
      const auto found = damage_found(damaged(file, flipped(bytes, offset, offset % 8)), LogAccess::files_only);
      ASSERT_TRUE(found) << file.filename() << ", byte " << offset;
      EXPECT_EQ(found->code, ErrorCode::corrupt) << file.filename() << ", byte " << offset << ": " << found->detail;
    }
  }

  static constexpr std::uint64_t frames_in_tables = 250;
  static constexpr std::uint64_t frames = 350;

  TempFolder folder_;
  std::filesystem::path whole_ = folder_.path() / "whole";
  std::filesystem::path damaged_ = folder_.path() / "damaged";
};

TEST_F(LogDamage, is_not_found_where_there_is_none) {
  EXPECT_FALSE(damage_found(whole_, LogAccess::files_only));
  const auto log = Log::open(whole_);
  ASSERT_TRUE(log);
  EXPECT_EQ(last_of_gapless(*log.value(), damaged_frame_bytes).value(), frames);
  EXPECT_TRUE(log.value()->verify_checksums());
}

TEST_F(LogDamage, of_the_wal_is_refused_at_open) {
  const auto wal = whole_file(".log");
  const std::string bytes = read_wal(wal);
  for (std::size_t offset = 0; offset < bytes.size(); offset += 397) {
    for (const LogAccess access : {LogAccess::read_write, LogAccess::files_only}) {
      const auto log = Log::open(damaged(wal, flipped(bytes, offset, offset % 8)), access);
      ASSERT_FALSE(log) << "byte " << offset;
      EXPECT_EQ(log.error().code, ErrorCode::corrupt);
      EXPECT_NE(log.error().detail.find(wal.filename().string()), std::string::npos) << log.error().detail;
    }
  }
}

// RocksDB takes these for a torn tail, and opens without what follows.
TEST_F(LogDamage, of_a_length_at_the_end_of_the_wal_is_refused_at_open) {
  const auto wal = whole_file(".log");
  const std::string bytes = read_wal(wal);
  const std::size_t record_bytes = framing_header_bytes + 12 + 1 + 1 + 8 + 2 + frame_at(frames, damaged_frame_bytes).size();
  for (const std::size_t zeros : {0UL, 100UL, 3 * framing_block_bytes}) {
    for (const std::size_t records_from_end : {1U, 2U}) {
      const std::size_t high_byte_of_length = bytes.size() - records_from_end * record_bytes + 5;
      const auto log = Log::open(damaged(wal, flipped(bytes, high_byte_of_length, 6) + std::string(zeros, '\0')));
      ASSERT_FALSE(log) << records_from_end;
      EXPECT_EQ(log.error().code, ErrorCode::corrupt);
      EXPECT_NE(log.error().detail.find("a wrong length"), std::string::npos) << log.error().detail;
    }
  }
}

TEST_F(LogDamage, is_not_what_a_crash_leaves_at_the_end_of_the_wal) {
  const auto wal = whole_file(".log");
  const std::string bytes = read_wal(wal);
  for (std::size_t cut = 0; cut < bytes.size(); cut += 1009) {
    for (const LogAccess access : {LogAccess::files_only, LogAccess::read_write}) {
      const auto log = Log::open(damaged(wal, std::string_view(bytes).substr(0, cut)), access);
      ASSERT_TRUE(log) << log.error().detail;
      const std::uint64_t last = last_of_gapless(*log.value(), damaged_frame_bytes).value();
      EXPECT_GE(last, frames_in_tables) << "cut at " << cut;
      EXPECT_LT(last, frames) << "cut at " << cut;
      EXPECT_TRUE(log.value()->verify_checksums()) << "cut at " << cut;
    }
  }
}

TEST_F(LogDamage, is_not_what_a_crash_leaves_of_what_was_written_over_zeros) {
  const auto wal = whole_file(".log");
  const std::string bytes = read_wal(wal);
  const std::string_view all = bytes;
  for (std::size_t cut = 0; cut + 100 < bytes.size(); cut += 1009) {
    for (const LogAccess access : {LogAccess::files_only, LogAccess::read_write}) {
      const auto log =
          Log::open(damaged(wal, std::string(all.substr(0, cut / sector_bytes * sector_bytes)) + std::string(70'000, '\0')), access);
      ASSERT_TRUE(log) << log.error().detail;
      const std::uint64_t last = last_of_gapless(*log.value(), damaged_frame_bytes).value();
      EXPECT_GE(last, frames_in_tables) << "cut at " << cut;
      EXPECT_LT(last, frames) << "cut at " << cut;
      EXPECT_TRUE(log.value()->verify_checksums()) << "cut at " << cut;
    }
  }
}

TEST_F(LogDamage, of_the_manifest_is_found) { expect_every_flip_found(whole_file("MANIFEST-"), 0, 1); }

TEST_F(LogDamage, of_current_is_found) { expect_every_flip_found(whole_file("CURRENT"), 0, 1); }

TEST_F(LogDamage, of_the_identity_is_found) { expect_every_flip_found(whole_file("IDENTITY"), 0, 1); }

TEST_F(LogDamage, of_the_format_is_found) { expect_every_flip_found(whole_file("FORMAT"), 0, 1); }

TEST_F(LogDamage, of_a_table_file_is_found) { expect_every_flip_found(whole_file(".sst"), 0, 499); }

TEST_F(LogDamage, of_the_end_of_a_table_file_is_found) {
  const auto table = whole_file(".sst");
  expect_every_flip_found(table, std::filesystem::file_size(table) - 53, 1);
}

TEST_F(LogDamage, of_a_table_file_is_found_by_a_reader) {
  const auto table = whole_file(".sst");
  const std::string bytes = read_bytes(table);
  const auto log = Log::open(damaged(table, flipped(bytes, 1000)));
  ASSERT_TRUE(log);
  const auto read = last_of_gapless(*log.value(), damaged_frame_bytes);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, ErrorCode::corrupt);
  EXPECT_EQ(log.value()->find(Position{1}).error().code, ErrorCode::corrupt);
  const auto verified = log.value()->verify_checksums();
  ASSERT_FALSE(verified);
  EXPECT_NE(verified.error().detail.find(table.filename().string()), std::string::npos) << verified.error().detail;
}

TEST_F(LogDamage, by_missing_files_is_refused_at_open) {
  for (const std::string_view part : {"MANIFEST-", "CURRENT", ".sst", "FORMAT"}) {
    for (const LogAccess access : {LogAccess::read_write, LogAccess::files_only}) {
      copy_folder(whole_, damaged_);
      std::filesystem::remove(file_named(damaged_, part));
      const auto log = Log::open(damaged_, access);
      ASSERT_FALSE(log) << part;
      EXPECT_EQ(log.error().code, ErrorCode::corrupt) << part << ": " << log.error().detail;
    }
  }
}

TEST_F(LogDamage, by_a_table_file_cut_short_is_refused_at_open) {
  const auto table = whole_file(".sst");
  const std::string bytes = read_bytes(table);
  for (const std::size_t kept : {std::size_t{0}, std::size_t{10}, bytes.size() / 2, bytes.size() - 1}) {
    for (const LogAccess access : {LogAccess::read_write, LogAccess::files_only}) {
      const auto log = Log::open(damaged(table, std::string_view(bytes).substr(0, kept)), access);
      ASSERT_FALSE(log) << kept;
      EXPECT_EQ(log.error().code, ErrorCode::corrupt) << kept << ": " << log.error().detail;
    }
  }
}

TEST_F(LogDamage, never_shows_data_in_an_error) {
  const auto table = whole_file(".sst");
  const std::string bytes = read_bytes(table);
  for (std::size_t offset = 0; offset < bytes.size(); offset += 2999) {
    const auto found = damage_found(damaged(table, flipped(bytes, offset)), LogAccess::files_only);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->detail.find("frame"), std::string::npos) << found->detail;
    EXPECT_LT(found->detail.size(), 120U) << found->detail;
  }
}

/// Makes no table file until it is let go: what is full stays in its WAL.
class HoldingDisk final : public Disk {
 public:
  void let_go() { go_.count_down(); }
  int carry_out(const FileOperation& operation, const Act& act) override {
    if (operation.kind == FileOperation::Kind::create && operation.file.extension() == ".sst") {
      go_.wait();
    }
    return act(operation.bytes.size());
  }

 private:
  std::latch go_{1};
};

// The older one's last record was synced before the newer one began, so no crash explains that it is not there.
TEST(LogOfTwoWals, is_refused_without_the_end_of_the_older_one) {
  constexpr std::size_t large = 200'000;
  const TempFolder folder;
  HoldingDisk disk;
  ASSERT_TRUE(Log::create(folder.path() / "live"));
  auto log = Log::open(Place(folder.path() / "live", &disk));
  ASSERT_TRUE(log);
  const auto whole = folder.path() / "whole";
  std::vector<std::filesystem::path> wals;
  std::uint64_t last = 0;
  while (wals.size() < 2) {
    ++last;
    ASSERT_TRUE(append_frames(*log.value(), last, last, large));
    wals.clear();
    for (const auto& entry : std::filesystem::directory_iterator(folder.path() / "live")) {
      if (entry.path().extension() == ".log" && check_framing(entry.path(), Writing::over_zeros).value().records > 0) {
        wals.push_back(entry.path().filename());
      }
    }
  }
  std::ranges::sort(wals);
  copy_folder(folder.path() / "live", whole);
  disk.let_go();
  log.value().reset();
  const std::string bytes = read_wal(whole / wals.front());
  const std::string cut = bytes.substr(0, bytes.size() - large);
  std::string lacks_sector = bytes + std::string(100'000, '\0');
  lacks_sector.replace(bytes.size() / sector_bytes * sector_bytes - sector_bytes, sector_bytes, std::string(sector_bytes, '\0'));
  for (const LogAccess access : {LogAccess::files_only, LogAccess::read_write}) {
    for (const std::string& damaged : {cut, lacks_sector}) {
      copy_folder(whole, folder.path() / "damaged");
      write_bytes(folder.path() / "damaged" / wals.front(), damaged);
      const auto opened = Log::open(folder.path() / "damaged", access);
      ASSERT_FALSE(opened);
      EXPECT_EQ(opened.error().code, ErrorCode::corrupt);
      EXPECT_NE(opened.error().detail.find(wals.back().string()), std::string::npos) << opened.error().detail;
    }
    const auto opened = Log::open(whole, access);
    ASSERT_TRUE(opened) << opened.error().detail;
    EXPECT_EQ(opened.value()->newest().value()->first.value, last);
  }
}

}  // namespace
}  // namespace daybook
