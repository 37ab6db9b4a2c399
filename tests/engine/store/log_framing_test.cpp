#include "engine/store/log_framing.hpp"

#include <algorithm>
#include <filesystem>
#include <gtest/gtest.h>
#include <random>
#include <string>
#include <vector>

#include "engine/files/crc32c.hpp"
#include "tests/engine/store/damage.hpp"
#include "tests/engine/store/frames.hpp"
#include "tests/support/temp_folder.hpp"

namespace daybook {
namespace {

enum FragmentType : char { full = 1, first = 2, middle = 3, last = 4 };

std::string fragment(char type, std::string_view payload) {
  const std::uint32_t crc = crc32c(payload, crc32c(std::string_view(&type, 1)));
  const std::uint32_t masked = ((crc >> 15) | (crc << 17)) + 0xa282ead8U;
  std::string bytes;
  for (const unsigned shift : {0U, 8U, 16U, 24U}) {
    bytes.push_back(static_cast<char>(masked >> shift & 0xff));
  }
  bytes.push_back(static_cast<char>(payload.size() & 0xff));
  bytes.push_back(static_cast<char>(payload.size() >> 8 & 0xff));
  return bytes + type + std::string(payload);
}

/// Writes records as RocksDB does.
class FramingWriter {
 public:
  void add(std::string_view record) {
    bool begins = true;
    do {
      pad_block();
      const std::size_t room = framing_block_bytes - bytes_.size() % framing_block_bytes - framing_header_bytes;
      const std::string_view part = record.substr(0, room);
      record.remove_prefix(part.size());
      const bool ends = record.empty();
      bytes_ += fragment(begins ? (ends ? full : first) : (ends ? last : middle), part);
      begins = false;
    } while (!record.empty());
    ends_.push_back(bytes_.size());
  }

  const std::string& bytes() const { return bytes_; }
  /// Where each record ends.
  const std::vector<std::size_t>& ends() const { return ends_; }

 private:
  void pad_block() {
    const std::size_t rest = framing_block_bytes - bytes_.size() % framing_block_bytes;
    bytes_.append(rest < framing_header_bytes ? rest : 0, '\0');
  }

  std::string bytes_;
  std::vector<std::size_t> ends_;
};

/// Records of some hundred bytes, within one block.
FramingWriter short_file() {
  FramingWriter writer;
  for (const std::size_t bytes : {40U, 0U, 200U, 1U, 300U, 90U}) {
    writer.add(frame_at(bytes, bytes).substr(0, bytes));
  }
  return writer;
}

/// Records over several blocks, and a block whose last bytes hold no fragment.
FramingWriter long_file() {
  FramingWriter writer;
  writer.add(frame_at(1, 70'000));
  writer.add(frame_at(2, 100));
  const std::size_t room = 3 * framing_block_bytes - writer.bytes().size() - framing_header_bytes;
  writer.add(frame_at(3, room).substr(0, room - 3));
  writer.add(frame_at(4, 500));
  writer.add(frame_at(5, 40'000));
  return writer;
}

/// Without sequence numbers, which these records do not have.
Result<Framing> read(std::string_view bytes, Writing writing = Writing::at_the_end) {
  FramingReader reader(writing);
  for (; !bytes.empty(); bytes.remove_prefix(std::min(bytes.size(), framing_block_bytes))) {
    BOOST_OUTCOME_TRY(reader.read(bytes.substr(0, framing_block_bytes)));
  }
  Framing framing = reader.finish();
  framing.first_sequence = framing.next_sequence = 0;
  return framing;
}

bool is_refused(std::string_view bytes, Writing writing = Writing::at_the_end) {
  const auto framing = read(bytes, writing);
  return !framing && framing.error().code == ErrorCode::corrupt;
}

TEST(Framing, counts_the_records_of_a_whole_file) {
  EXPECT_EQ(read("").value(), Framing{});
  EXPECT_EQ(read(short_file().bytes()).value(), (Framing{.records = 6, .end = short_file().bytes().size(), .torn = false}));
  EXPECT_EQ(read(long_file().bytes()).value(), (Framing{.records = 5, .end = long_file().bytes().size(), .torn = false}));
}

TEST(Framing, takes_every_cut_for_a_torn_tail) {
  for (const FramingWriter& writer : {short_file(), long_file()}) {
    const std::size_t step = writer.bytes().size() / 150 + 1;
    for (std::size_t cut = 0; cut < writer.bytes().size(); cut += step) {
      const auto records = static_cast<std::uint64_t>(std::ranges::upper_bound(writer.ends(), cut) - writer.ends().begin());
      const auto framing = read(std::string_view(writer.bytes()).substr(0, cut));
      ASSERT_TRUE(framing) << "cut at " << cut << ": " << framing.error().detail;
      EXPECT_EQ(framing.value().records, records) << "cut at " << cut;
      EXPECT_EQ(framing.value().end, records == 0 ? 0 : writer.ends()[records - 1]) << "cut at " << cut;
      const bool at_an_end = cut == 0 || std::ranges::binary_search(writer.ends(), cut);
      EXPECT_TRUE(framing.value().torn != at_an_end) << "cut at " << cut;
    }
  }
}

TEST(Framing, refuses_every_flipped_bit_of_a_short_file) {
  const std::string bytes = short_file().bytes();
  for (std::size_t offset = 0; offset < bytes.size(); ++offset) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      EXPECT_TRUE(is_refused(flipped(bytes, offset, bit))) << "byte " << offset << ", bit " << bit;
    }
  }
}

TEST(Framing, refuses_flipped_bits_of_a_long_file) {
  const std::string bytes = long_file().bytes();
  const auto seed = std::random_device()();
  std::mt19937_64 random(seed);
  for (int trial = 0; trial < 200; ++trial) {
    const std::size_t offset = random() % bytes.size();
    const auto bit = static_cast<unsigned>(random() % 8);
    EXPECT_TRUE(is_refused(flipped(bytes, offset, bit))) << "byte " << offset << ", bit " << bit << ", seed " << seed;
  }
}

TEST(Framing, refuses_flipped_bits_around_the_end_of_a_block) {
  const std::string bytes = long_file().bytes();
  for (std::size_t offset = 3 * framing_block_bytes - 20; offset < 3 * framing_block_bytes + 20; ++offset) {
    EXPECT_TRUE(is_refused(flipped(bytes, offset))) << "byte " << offset;
  }
}

TEST(Framing, names_the_place) {
  const FramingWriter writer = short_file();
  const std::size_t second = writer.ends().front();
  EXPECT_EQ(read(flipped(writer.bytes(), second + framing_header_bytes - 1)).error().detail,
            "a wrong checksum at byte " + std::to_string(second));
}

TEST(Framing, takes_zeros_at_the_end_for_a_torn_tail) {
  const std::string bytes = short_file().bytes();
  for (const std::size_t zeros : {std::size_t{1}, std::size_t{7}, framing_block_bytes, 3 * framing_block_bytes}) {
    for (const Writing writing : {Writing::at_the_end, Writing::over_zeros}) {
      const auto framing = read(bytes + std::string(zeros, '\0'), writing);
      EXPECT_EQ(framing.value(), (Framing{.records = 6, .end = bytes.size(), .torn = true})) << zeros;
    }
  }
}

TEST(Framing, refuses_what_comes_after_zeros) {
  const std::string bytes = short_file().bytes();
  for (const Writing writing : {Writing::at_the_end, Writing::over_zeros}) {
    EXPECT_TRUE(is_refused(bytes + std::string(50, '\0') + fragment(full, "after"), writing));
    EXPECT_TRUE(is_refused(bytes + std::string(framing_block_bytes, '\0') + fragment(full, "after"), writing));
  }
}

TEST(Framing, refuses_fragments_out_of_order) {
  EXPECT_TRUE(is_refused(fragment(middle, "a")));
  EXPECT_TRUE(is_refused(fragment(last, "a")));
  EXPECT_TRUE(is_refused(fragment(first, "a") + fragment(full, "b")));
  EXPECT_TRUE(is_refused(fragment(first, "a") + fragment(first, "b")));
  EXPECT_EQ(read(fragment(first, "a") + fragment(middle, "b") + fragment(last, "c")).value(),
            (Framing{.records = 1, .end = 3 * (framing_header_bytes + 1), .torn = false}));
}

TEST(Framing, refuses_types_we_never_write) {
  for (const int type : {0, 5, 6, 7, 8, 9, 10, 129, 255}) {
    EXPECT_TRUE(is_refused(fragment(static_cast<char>(type), "recycled"))) << type;
  }
}

TEST(Framing, tells_a_changed_length_from_a_torn_tail) {
  const FramingWriter writer = short_file();
  const std::size_t last_record = writer.ends()[4];
  const std::string longer = flipped(writer.bytes(), last_record + 5, 6);
  EXPECT_TRUE(is_refused(longer));
  EXPECT_FALSE(is_refused(writer.bytes().substr(0, last_record + 50)));
}

/// The bytes of `writer`, then zeros: as a WAL stands while it is written.
std::string over_zeros(const FramingWriter& writer) { return writer.bytes() + std::string(2 * framing_block_bytes + 100, '\0'); }

/// As a crash leaves the last record: each of its sectors is there or still zeros, as `random` has it.
std::string without_sectors(std::string bytes, std::size_t from, std::size_t to, std::mt19937_64& random) {
  while (from < to) {
    const std::size_t end = std::min((from / sector_bytes + 1) * sector_bytes, to);
    if (random() % 2 == 0) {
      std::fill(bytes.begin() + static_cast<std::ptrdiff_t>(from), bytes.begin() + static_cast<std::ptrdiff_t>(end), '\0');
    }
    from = end;
  }
  return bytes;
}

TEST(FramingOverZeros, takes_lost_sectors_of_the_last_record_for_a_torn_tail) {
  const auto seed = std::random_device()();
  std::mt19937_64 random(seed);
  // At every place in a sector and around a block's end, within one block and over several.
  for (const std::size_t record_bytes : {3UL, 700UL, 3'000UL, 40'000UL, 100'000UL}) {
    for (std::size_t before = framing_block_bytes - 1'100; before < framing_block_bytes + 1'100; before += 7) {
      FramingWriter writer;
      writer.add(frame_at(1, 20));
      writer.add(frame_at(2, before).substr(0, before));
      const std::size_t end = writer.bytes().size();
      writer.add(frame_at(3, record_bytes).substr(0, record_bytes));
      const std::string whole = over_zeros(writer);
      std::string left = without_sectors(whole, end, writer.bytes().size(), random);
      // The zeros may have ended before the record does.
      left.resize(random() % 2 == 0 ? left.size() : end + random() % (left.size() - end));
      const auto framing = read(left, Writing::over_zeros);
      ASSERT_TRUE(framing) << record_bytes << " bytes after " << before << ", seed " << seed << ": " << framing.error().detail;
      const bool is_there = left.starts_with(writer.bytes());
      const bool torn = left.size() != framing.value().end;
      EXPECT_EQ(framing.value(), (Framing{.records = is_there ? 3U : 2U, .end = is_there ? writer.bytes().size() : end, .torn = torn}))
          << record_bytes << " bytes after " << before << ", seed " << seed;
    }
  }
}

/// A record's bytes as they stand over zeros, without its second sector; torn, since nothing comes after it.
Result<Framing> read_without_second_sector(std::string record) {
  record.resize(2 * framing_block_bytes, '\0');
  std::fill_n(record.begin() + sector_bytes, sector_bytes, '\0');
  return read(record, Writing::over_zeros);
}

TEST(FramingOverZeros, takes_a_checksum_that_fits_fewer_bytes_by_chance_for_a_torn_tail) {
  const std::string payload = frame_at(1, 1'500);
  std::string record = fragment(full, payload.substr(0, 100)) + payload.substr(100);
  record.replace(4, 2, fragment(full, payload).substr(4, 2));
  EXPECT_EQ(read_without_second_sector(record).value(), (Framing{.records = 0, .end = 0, .torn = true}));
}

// What clients send must not make a torn tail look like damage.
TEST(FramingOverZeros, takes_what_is_whole_within_the_last_record_for_a_part_of_it) {
  const std::string whole = fragment(full, std::string(1, '\0'));
  const std::string payload = frame_at(1, 200) + whole + frame_at(2, 1'200) + whole;
  EXPECT_EQ(read_without_second_sector(fragment(full, payload)).value(), (Framing{.records = 0, .end = 0, .torn = true}));
}

// What comes after it is whole, whatever length its header tells.
TEST(FramingOverZeros, refuses_a_header_overwritten_in_any_other_record) {
  const FramingWriter writer = short_file();
  const std::string bytes = over_zeros(writer);
  for (std::size_t record = 0; record + 1 < writer.ends().size(); ++record) {
    const std::size_t begin = record == 0 ? 0 : writer.ends()[record - 1];
    for (std::size_t length = 0; length < framing_block_bytes; length += 97) {
      std::string overwritten = bytes;
      overwritten.replace(begin, 4, "junk");
      overwritten[begin + 4] = static_cast<char>(length & 0xff);
      overwritten[begin + 5] = static_cast<char>(length >> 8 & 0xff);
      EXPECT_TRUE(is_refused(overwritten, Writing::over_zeros)) << "record " << record << ", length " << length;
    }
  }
}

TEST(FramingOverZeros, refuses_lost_sectors_of_any_other_record) {
  for (const FramingWriter& writer : {short_file(), long_file()}) {
    const std::string bytes = over_zeros(writer);
    for (std::size_t from = 0; from < *(writer.ends().end() - 2); from += sector_bytes) {
      const std::size_t count = std::min(sector_bytes, *(writer.ends().end() - 2) - from);
      std::string lost = bytes;
      lost.replace(from, count, std::string(count, '\0'));
      EXPECT_TRUE(is_refused(lost, Writing::over_zeros)) << "at " << from;
    }
  }
}

TEST(FramingOverZeros, refuses_every_flipped_bit_of_a_short_file) {
  const std::string bytes = over_zeros(short_file());
  for (std::size_t offset = 0; offset < short_file().bytes().size(); ++offset) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      EXPECT_TRUE(is_refused(flipped(bytes, offset, bit), Writing::over_zeros)) << "byte " << offset << ", bit " << bit;
    }
  }
}

TEST(FramingOverZeros, refuses_flipped_bits_of_a_long_file) {
  const std::string bytes = over_zeros(long_file());
  const auto seed = std::random_device()();
  std::mt19937_64 random(seed);
  for (int trial = 0; trial < 200; ++trial) {
    const std::size_t offset = random() % long_file().bytes().size();
    const auto bit = static_cast<unsigned>(random() % 8);
    EXPECT_TRUE(is_refused(flipped(bytes, offset, bit), Writing::over_zeros)) << "byte " << offset << ", bit " << bit << ", seed " << seed;
  }
}

TEST(Framing, tells_the_sequence_numbers_of_a_wal) {
  const auto record = [](char sequence, char changes) { return std::string{sequence, 1, 0, 0, 0, 0, 0, 0, changes, 0, 0, 0} + "changes"; };
  FramingWriter writer;
  writer.add(record(5, 1));
  // Its first fragment ends within these numbers.
  const std::size_t room = framing_block_bytes - writer.bytes().size() - 2 * framing_header_bytes - 9;
  writer.add(record(6, 2) + std::string(room - 19, 'x'));
  writer.add(record(8, 3) + std::string(100, 'x'));
  FramingReader reader(Writing::over_zeros);
  for (std::string_view left = writer.bytes(); !left.empty(); left.remove_prefix(std::min(left.size(), framing_block_bytes))) {
    ASSERT_TRUE(reader.read(left.substr(0, framing_block_bytes)));
  }
  const Framing expected{
      .records = 3, .end = writer.bytes().size(), .torn = false, .first_sequence = 256 + 5, .next_sequence = 256 + 8 + 3};
  EXPECT_EQ(reader.finish(), expected);
}

/// Cuts the file off when it is read first.
class CuttingDisk final : public Disk {
 public:
  explicit CuttingDisk(std::uintmax_t bytes) : bytes_(bytes) {}
  int carry_out(const FileOperation& operation, const Act& act) override {
    if (operation.kind == FileOperation::Kind::read) {
      std::filesystem::resize_file(operation.file, bytes_);
    }
    return act(operation.bytes.size());
  }

 private:
  std::uintmax_t bytes_;
};

TEST(FramingOverZeros, may_be_cut_to_its_end_by_the_writer_meanwhile) {
  const TempFolder folder;
  const auto file = folder.path() / "000007.log";
  for (const FramingWriter& writer : {short_file(), long_file()}) {
    write_bytes(file, over_zeros(writer));
    CuttingDisk disk(writer.bytes().size());
    EXPECT_EQ(check_framing(Place(file, &disk), Writing::over_zeros).value().end, writer.bytes().size());
  }
}

TEST(Framing, names_the_file) {
  const TempFolder folder;
  write_bytes(folder.path() / "000007.log", flipped(long_file().bytes(), 1000));
  const auto framing = check_framing(folder.path() / "000007.log", Writing::over_zeros);
  ASSERT_FALSE(framing);
  EXPECT_EQ(framing.error().detail, "000007.log has a wrong checksum at byte 0");
}

TEST(Framing, refuses_a_missing_file) {
  const TempFolder folder;
  EXPECT_EQ(check_framing(folder.path() / "000007.log", Writing::over_zeros).error().code, ErrorCode::corrupt);
}

}  // namespace
}  // namespace daybook
