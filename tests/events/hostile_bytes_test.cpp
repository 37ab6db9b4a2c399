// Any bytes give a value or `corrupt`: no crash, no hang, no memory beyond the size of the input. Run under ASan and UBSan.
#include <algorithm>
#include <gtest/gtest.h>
#include <random>

#include "events/codec.hpp"
#include "tests/events/samples.hpp"

namespace daybook {
namespace {

/// Decodes, and on success uses what came out. Returns whether the bytes were accepted.
bool accepts_record(std::string_view bytes) {
  const Result<Record> record = decode_record(bytes);
  if (!record) {
    EXPECT_EQ(record.error().code, ErrorCode::corrupt);
    EXPECT_FALSE(record.error().detail.empty());
    return false;
  }
  encode_record(record.value());
  return true;
}

bool accepts_frame(std::string_view bytes) {
  const Result<FrameReader> frame = FrameReader::open(bytes);
  if (!frame) {
    EXPECT_EQ(frame.error().code, ErrorCode::corrupt);
    return false;
  }
  for (std::size_t i = 0; i < frame.value().size(); ++i) {
    accepts_record(frame.value().bytes(i));
  }
  return true;
}

std::string small_frame() {
  Frame frame{.first = {1}, .recorded_at = {1'738'324'800'000'000}, .records = {}, .root = {}};
  frame.records.push_back(encode_record({{}, CustomerFrozen{{7}}}));
  frame.records.push_back(encode_record({{}, DebtPaidOff{{21}}}));
  return encode_frame(frame);
}

template <class Accepts>
void try_every_truncation(const std::string& bytes, Accepts accepts) {
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    // Of its own size, so that reading past the end is seen.
    const std::vector<char> cut(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
    EXPECT_FALSE(accepts({cut.data(), cut.size()})) << size;
  }
}

template <class Accepts>
void try_every_flip(std::string bytes, Accepts accepts) {
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    const char mask = static_cast<char>(1U << (bit % 8));
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ mask);
    accepts(bytes);
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ mask);
  }
}

TEST(HostileBytes, truncated_records_are_refused) {
  for (const Sample& sample : samples()) {
    SCOPED_TRACE(sample.name);
    try_every_truncation(encode_record(sample.record), accepts_record);
  }
}

TEST(HostileBytes, records_survive_every_flipped_bit) {
  for (const Sample& sample : samples()) {
    SCOPED_TRACE(sample.name);
    try_every_flip(encode_record(sample.record), accepts_record);
  }
}

TEST(HostileBytes, truncated_frames_are_refused) { try_every_truncation(small_frame(), accepts_frame); }

TEST(HostileBytes, frames_survive_every_flipped_bit) { try_every_flip(small_frame(), accepts_frame); }

/// Overwrites a few words with bits that are likely to be pointers, or swaps words.
void mutate(std::string& bytes, std::mt19937_64& random) {
  const std::size_t words = bytes.size() / 8;
  for (std::uint64_t changes = 1 + random() % 4; changes > 0; --changes) {
    const std::size_t at = random() % words * 8;
    switch (random() % 4) {
      case 0:
        bytes[random() % bytes.size()] = static_cast<char>(random());
        break;
      case 1: {
        const std::uint64_t word = random() & random() & random() & random();
        std::copy_n(reinterpret_cast<const char*>(&word), 8, bytes.begin() + static_cast<std::ptrdiff_t>(at));
        break;
      }
      case 2:
        bytes.replace(at, 8, bytes.substr(random() % words * 8, 8));
        break;
      default:
        bytes.replace(at, 8, 8, static_cast<char>(random() % 2 == 0 ? 0xFF : 0));
        break;
    }
  }
}

TEST(HostileBytes, records_and_frames_survive_random_damage) {
  const std::uint64_t seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  const std::vector<Sample> all = samples();
  std::vector<std::string> records;
  std::ranges::transform(all, std::back_inserter(records), [](const Sample& sample) { return encode_record(sample.record); });
  const std::string frame = small_frame();
  for (int i = 0; i < 100'000; ++i) {
    std::string bytes = i % 10 == 0 ? frame : records[random() % records.size()];
    mutate(bytes, random);
    i % 10 == 0 ? accepts_frame(bytes) : accepts_record(bytes);
  }
}

/// A few words that claim a list of half a billion members: memory must follow the input, not the claim.
TEST(HostileBytes, claimed_lengths_allocate_nothing) {
  std::string frame = small_frame();
  // Word 5 of the frame is the pointer to the records: offset and kind in the lower half, the length in bits 35 to 63.
  const std::size_t list_pointer = 8 * 5;
  std::fill_n(frame.begin() + static_cast<std::ptrdiff_t>(list_pointer) + 5, 3, '\xFF');
  EXPECT_FALSE(accepts_frame(frame));
}

/// All records of a list being one and the same would make a small frame read like a large one.
TEST(HostileBytes, records_that_overlap_are_refused) {
  Frame frame{.first = {1}, .recorded_at = {}, .records = {}, .root = {}};
  frame.records.assign(64, encode_record({{}, CustomerFrozen{{7}}}));
  std::string bytes = encode_frame(frame);
  const std::size_t first_pointer = 8 * (bytes.size() / 8 - 64 * (1 + frame.records[0].size() / 8));
  // Each pointer moved onto the first record: the offset, in bits 2 to 31, counts words from the end of the pointer.
  for (std::uint32_t i = 0; i < 64; ++i) {
    const std::uint32_t offset_and_kind = ((63 - i) << 2U) | 1U;
    std::copy_n(reinterpret_cast<const char*>(&offset_and_kind), 4, bytes.begin() + static_cast<std::ptrdiff_t>(first_pointer + 8UL * i));
  }
  // With as many words as one record would need, the frame is still larger than what is visited once.
  bytes.resize(first_pointer + 8 * 64 + frame.records[0].size());
  EXPECT_FALSE(accepts_frame(bytes));
}

}  // namespace
}  // namespace daybook
