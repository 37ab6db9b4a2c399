#include "engine/store/head.hpp"

#include <filesystem>
#include <gtest/gtest.h>
#include <string>

#include "engine/files/crc32c.hpp"
#include "tests/engine/store/damage.hpp"
#include "tests/support/temp_folder.hpp"

namespace daybook {
namespace {

constexpr LedgerId ledger{{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}};
constexpr std::size_t slot_bytes = 512;

Anchor anchor_at(std::uint64_t position) {
  Anchor anchor{.position = Position{position}, .root = {}};
  anchor.root.fill(static_cast<std::uint8_t>(position));
  return anchor;
}

/// A HEAD whose slots hold positions 1 and 2.
std::filesystem::path written_head(const TempFolder& folder) {
  const auto file = folder.path() / "HEAD";
  const auto head = Head::create(file, ledger);
  for (const std::uint64_t position : {1, 2}) {
    EXPECT_TRUE(head.value()->write(anchor_at(position)));
    EXPECT_TRUE(head.value()->sync());
  }
  return file;
}

TEST(Head, starts_at_position_zero) {
  const TempFolder folder;
  const auto head = Head::create(folder.path() / "HEAD", ledger);
  ASSERT_TRUE(head);
  EXPECT_EQ(head.value()->anchor(), Anchor{});
  EXPECT_EQ(head.value()->ledger_id(), ledger);
}

TEST(Head, keeps_the_newest_anchor) {
  const TempFolder folder;
  const auto file = folder.path() / "HEAD";
  for (std::uint64_t position = 1; position <= 5; ++position) {
    const auto head = position == 1 ? Head::create(file, ledger) : Head::open(file);
    ASSERT_TRUE(head.value()->write(anchor_at(position * 10)));
    ASSERT_TRUE(head.value()->write(anchor_at(position * 10 + 1)));
    if (position % 2 == 0) {
      ASSERT_TRUE(head.value()->sync());
    }
    EXPECT_EQ(read_head(file).value().anchor, anchor_at(position * 10 + 1));
  }
  const auto head = Head::open(file);
  EXPECT_EQ(head.value()->anchor(), anchor_at(51));
  EXPECT_EQ(head.value()->ledger_id(), ledger);
}

TEST(Head, leaves_the_synced_slot_alone_until_the_next_sync) {
  const TempFolder folder;
  const auto file = written_head(folder);
  const auto head = Head::open(file);
  const std::string before = read_bytes(file);
  ASSERT_TRUE(head.value()->write(anchor_at(3)));
  const bool synced_is_first = read_bytes(file).substr(0, slot_bytes) == before.substr(0, slot_bytes);
  for (std::uint64_t position = 4; position < 10; ++position) {
    ASSERT_TRUE(head.value()->write(anchor_at(position)));
    flip_byte(file, synced_is_first ? slot_bytes + 40 : 40);
    EXPECT_EQ(read_head(file).value().anchor, anchor_at(2));
  }
}

TEST(Head, survives_one_damaged_slot_and_says_so) {
  const TempFolder folder;
  const auto file = written_head(folder);
  const std::string whole = read_bytes(file);
  EXPECT_TRUE(read_head(file).value().is_whole);
  for (std::size_t offset = 0; offset < whole.size(); ++offset) {
    write_bytes(file, flipped(whole, offset));
    const auto head = read_head(file);
    ASSERT_TRUE(head) << "byte " << offset;
    EXPECT_FALSE(head.value().is_whole) << "byte " << offset;
    EXPECT_EQ(head.value().ledger_id, ledger);
    EXPECT_TRUE(head.value().anchor == anchor_at(1) || head.value().anchor == anchor_at(2));
  }
}

TEST(Head, mends_the_damaged_slot) {
  const TempFolder folder;
  const auto file = written_head(folder);
  for (const std::size_t offset : {std::size_t{40}, slot_bytes + 40}) {
    flip_byte(file, offset);
    const auto head = Head::open(file);
    ASSERT_TRUE(head.value()->write(anchor_at(7)));
    EXPECT_TRUE(read_head(file).value().is_whole);
    EXPECT_EQ(read_head(file).value().anchor, anchor_at(7));
  }
}

TEST(Head, refuses_two_damaged_slots) {
  const TempFolder folder;
  const auto file = written_head(folder);
  flip_byte(file, 40);
  flip_byte(file, slot_bytes + 40);
  EXPECT_EQ(Head::open(file).error().code, ErrorCode::corrupt);
}

TEST(Head, refuses_a_file_cut_within_the_first_slot) {
  const TempFolder folder;
  const auto file = written_head(folder);
  for (const std::size_t bytes : {std::size_t{0}, std::size_t{1}, slot_bytes - 1}) {
    std::filesystem::resize_file(file, bytes);
    EXPECT_EQ(Head::open(file).error().code, ErrorCode::corrupt) << bytes;
  }
}

TEST(Head, refuses_a_missing_file) {
  const TempFolder folder;
  EXPECT_EQ(Head::open(folder.path() / "HEAD").error().code, ErrorCode::corrupt);
  EXPECT_EQ(read_head(folder.path() / "HEAD").error().code, ErrorCode::corrupt);
}

TEST(Head, refuses_slots_of_two_ledgers) {
  const TempFolder folder;
  const auto file = written_head(folder);
  const auto other = folder.path() / "other";
  ASSERT_TRUE(Head::create(other, LedgerId{}));
  write_bytes(file, read_bytes(file).substr(0, slot_bytes) + read_bytes(other).substr(0, slot_bytes));
  EXPECT_EQ(Head::open(file).error().code, ErrorCode::corrupt);
}

TEST(Head, names_both_formats_when_it_is_newer_than_the_program) {
  const TempFolder folder;
  const auto file = written_head(folder);
  constexpr std::size_t magic_bytes = 8;
  constexpr std::size_t checksum_bytes = 4;
  std::string slot = read_bytes(file).substr(0, slot_bytes - checksum_bytes);
  slot[magic_bytes] = 9;
  const std::uint32_t checksum = crc32c(slot);
  for (const unsigned shift : {0U, 8U, 16U, 24U}) {
    slot.push_back(static_cast<char>(checksum >> shift & 0xff));
  }
  write_bytes(file, slot + slot);
  const auto head = Head::open(file);
  ASSERT_FALSE(head);
  EXPECT_EQ(head.error().code, ErrorCode::corrupt);
  EXPECT_EQ(head.error().detail, "HEAD has format 9, this program knows 1");
}

TEST(Head, is_not_created_over_another) {
  const TempFolder folder;
  const auto file = written_head(folder);
  EXPECT_FALSE(Head::create(file, ledger));
  EXPECT_EQ(read_head(file).value().anchor, anchor_at(2));
}

TEST(Head, is_created_over_what_a_crash_left) {
  const TempFolder folder;
  write_bytes(folder.path() / "HEAD.new", "half");
  EXPECT_TRUE(Head::create(folder.path() / "HEAD", ledger));
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "HEAD.new"));
}

}  // namespace
}  // namespace daybook
