#include "engine/store/log_framing.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <thread>

#include "engine/files/crc32c.hpp"
#include "engine/files/file.hpp"
#include "events/require.hpp"

namespace daybook {
namespace {

/// Of a WAL's record: sequence number and how many changes.
constexpr std::size_t record_head_bytes = 12;

/// Little-endian.
std::uint64_t octets_at(std::string_view bytes, std::size_t index, std::size_t count) {
  std::uint64_t number = 0;
  for (std::size_t octet = count; octet-- > 0;) {
    number = number << 8 | static_cast<unsigned char>(bytes[index + octet]);
  }
  return number;
}

bool all_zeros(std::string_view bytes) { return bytes.find_first_not_of('\0') == std::string_view::npos; }

// RocksDB stores checksums so that a checksum over bytes that hold checksums stays strong.
std::uint32_t mask(std::uint32_t crc) { return ((crc >> 15) | (crc << 17)) + 0xa282ead8U; }

std::size_t end_of_sector(std::size_t offset) { return (offset / sector_bytes + 1) * sector_bytes; }

/// Whether what some sector holds between `from` and `to` was never written.
bool lacks_a_sector(std::string_view block, std::size_t from, std::size_t to) {
  while (from < to) {
    const std::size_t end = std::min(end_of_sector(from), to);
    if (all_zeros(block.substr(from, end - from))) {
      return true;
    }
    from = end;
  }
  return false;
}

}  // namespace

/// A fragment as its header tells it; nothing checked. `block` holds the whole header at `offset_in_block`.
struct FramingReader::Fragment {
  enum Type : std::uint8_t { full = 1, first = 2, middle = 3, last = 4 };

  Fragment(std::string_view block, std::size_t at)
      : offset_in_block(at),
        header(block.substr(at, framing_header_bytes)),
        checksum(static_cast<std::uint32_t>(octets_at(header, 0, 4))),
        length(octets_at(header, 4, 2)),
        type(static_cast<std::uint8_t>(header[6])),
        typed_payload(block.substr(at + framing_header_bytes - 1)) {}

  std::size_t offset_in_block;
  std::string_view header;
  std::uint32_t checksum;
  std::size_t length;
  std::uint8_t type;
  std::string_view typed_payload;  ///< from the type on, to the end of the block

  std::string_view payload() const { return typed_payload.substr(1, length); }
  std::size_t end() const { return offset_in_block + framing_header_bytes + length; }
  bool is_complete() const { return 1 + length <= typed_payload.size(); }
  bool has_known_type() const { return type >= full && type <= last; }
  bool begins() const { return type == full || type == first; }
  bool has_right_checksum() const { return mask(crc32c(typed_payload.substr(0, 1 + length))) == checksum; }
  bool is_whole() const { return has_known_type() && is_complete() && has_right_checksum(); }
  bool lacks_header(std::string_view block) const;
  bool has_other_length() const;
  bool may_have(std::size_t payload_bytes) const;

  static bool any_whole(std::string_view block, std::size_t from);
};

/// A sector that holds some of it was never written.
bool FramingReader::Fragment::lacks_header(std::string_view block) const {
  const std::size_t next = end_of_sector(offset_in_block);
  const bool goes_on = next < offset_in_block + framing_header_bytes;
  return all_zeros(block.substr(offset_in_block, next - offset_in_block)) || (goes_on && all_zeros(block.substr(next, sector_bytes)));
}

/// Its checksum is that of more or fewer bytes.
bool FramingReader::Fragment::has_other_length() const {
  std::uint32_t crc = 0;
  for (std::size_t index = 0; index < typed_payload.size(); ++index) {
    crc = crc32c(typed_payload.substr(index, 1), crc);
    if (mask(crc) == checksum && may_have(index)) {
      return true;
    }
  }
  return false;
}

/// Whether after such a payload comes what follows a fragment: another one, or zeros. A checksum alone is not enough: among so many some
/// fit by chance, in one torn tail of 200,000, and what clients send stands in payloads.
bool FramingReader::Fragment::may_have(std::size_t payload_bytes) const {
  const std::string_view rest = typed_payload.substr(1 + payload_bytes);
  if (rest.size() < framing_header_bytes) {
    return all_zeros(rest);
  }
  // Of zeros none may be the payload's own: then it could end at any of them.
  return Fragment(rest, 0).is_whole() || (all_zeros(rest) && typed_payload[payload_bytes] != '\0');
}

bool FramingReader::Fragment::any_whole(std::string_view block, std::size_t from) {
  for (; from + framing_header_bytes <= block.size(); ++from) {
    const Fragment fragment(block, from);
    if (fragment.is_whole() && fragment.may_have(fragment.length)) {
      return true;
    }
  }
  return false;
}

/// Whether a crash explains it: the file ends in it, or a sector of it was never written. Not when its length was changed, nor when
/// something whole comes after it: its record was the last.
bool FramingReader::is_torn(std::string_view block, const Fragment& fragment) const {
  const std::size_t offset = fragment.offset_in_block;
  const bool lacks_header = writing_ == Writing::over_zeros && fragment.lacks_header(block);
  bool explained = !fragment.is_complete() && block.size() < framing_block_bytes;
  if (writing_ == Writing::over_zeros && !explained) {
    explained = (lacks_header || fragment.is_complete()) && lacks_a_sector(block, offset, lacks_header ? block.size() : fragment.end());
  }
  return explained && (lacks_header || !fragment.has_other_length()) && !Fragment::any_whole(block, offset + 1);
}

Result<void> FramingReader::read(std::string_view block) {
  require(block.size() <= framing_block_bytes, "a block is 32 KiB at most");
  require(block_offset_ % framing_block_bytes == 0, "only the last block is shorter");
  if (framing_.torn) {
    BOOST_OUTCOME_TRY(read_past_the_end(block));
  }
  std::size_t offset = 0;
  while (!framing_.torn && offset + framing_header_bytes <= block.size()) {
    const Fragment fragment(block, offset);
    BOOST_OUTCOME_TRY(read_fragment(block, fragment));
    offset = fragment.end();
  }
  BOOST_OUTCOME_TRY(read_trailer(block, offset));
  block_offset_ += block.size();
  return success();
}

Result<void> FramingReader::read_fragment(std::string_view block, const Fragment& fragment) {
  const std::size_t offset = fragment.offset_in_block;
  if (all_zeros(block.substr(offset))) {
    framing_.torn = true;
    return success();
  }
  if (!fragment.is_complete() || !fragment.has_right_checksum()) {
    framing_.torn = is_torn(block, fragment);
    if (framing_.torn) {
      return success();
    }
    const bool wrong_length = !fragment.is_complete() || fragment.has_other_length();
    return damage(offset, wrong_length ? "a wrong length" : "a wrong checksum");
  }
  if (!fragment.has_known_type()) {
    return damage(offset, "a fragment of unknown type " + std::to_string(fragment.type));
  }
  if (fragment.begins() == in_record_) {
    return damage(offset, in_record_ ? "a record without its end" : "a record without its start");
  }
  head_ = fragment.begins() ? "" : head_;
  head_ += fragment.payload().substr(0, record_head_bytes - head_.size());
  in_record_ = fragment.type == Fragment::first || fragment.type == Fragment::middle;
  if (!in_record_) {
    note_record(block_offset_ + fragment.end());
  }
  return success();
}

void FramingReader::note_record(std::uint64_t end) {
  ++framing_.records;
  framing_.end = end;
  if (head_.size() == record_head_bytes) {
    const std::uint64_t sequence = octets_at(head_, 0, 8);
    framing_.first_sequence = framing_.records == 1 ? sequence : framing_.first_sequence;
    framing_.next_sequence = sequence + octets_at(head_, 8, 4);
  }
}

/// More of the last record, as far as it got there, and zeros.
Result<void> FramingReader::read_past_the_end(std::string_view block) const {
  if (all_zeros(block)) {
    return success();
  }
  if (writing_ == Writing::over_zeros && block.size() < framing_header_bytes) {
    return success();
  }
  if (writing_ == Writing::over_zeros) {
    const Fragment fragment(block, 0);
    const bool goes_on = fragment.is_whole() && !fragment.begins();
    const bool is_cut = !fragment.is_complete() && block.size() < framing_block_bytes && !fragment.has_other_length();
    const bool lacks_header = fragment.lacks_header(block) || !fragment.is_complete();
    const bool lacks_some = lacks_a_sector(block, 0, lacks_header ? block.size() : fragment.end());
    if ((goes_on || is_cut || lacks_some) && !Fragment::any_whole(block, goes_on ? fragment.end() : 0)) {
      return success();
    }
  }
  return damage(0, "bytes after the end");
}

Result<void> FramingReader::read_trailer(std::string_view block, std::size_t offset) {
  if (framing_.torn || offset == block.size()) {
    return success();
  }
  if (block.size() < framing_block_bytes) {
    framing_.torn = true;
    return success();
  }
  return all_zeros(block.substr(offset)) ? Result<void>(success()) : damage(offset, "bytes after the last fragment of a block");
}

Framing FramingReader::finish() const {
  Framing framing = framing_;
  framing.torn = framing.torn || in_record_;
  return framing;
}

Error FramingReader::damage(std::size_t offset_in_block, std::string_view what) const {
  return error(ErrorCode::corrupt, std::string(what) + " at byte " + std::to_string(block_offset_ + offset_in_block));
}

namespace {

Result<Framing> read_framing(const Place& place, Writing writing) {
  BOOST_OUTCOME_TRY(const File file, File::open_read_only(place));
  BOOST_OUTCOME_TRY(const std::uint64_t size, file.size());
  FramingReader reader(writing);
  for (std::uint64_t offset = 0; offset < size; offset += framing_block_bytes) {
    const auto bytes = static_cast<std::size_t>(std::min<std::uint64_t>(framing_block_bytes, size - offset));
    BOOST_OUTCOME_TRY(const std::string block, file.read(offset, bytes));
    if (auto read = reader.read(block); !read) {
      return error(ErrorCode::corrupt, place.path.filename().string() + " has " + read.error().detail);
    }
    if (block.size() < bytes) {
      break;  // its writer has just cut off the zeros
    }
  }
  return reader.finish();
}

bool is_damage(const Result<Framing>& framing) { return !framing && framing.error().code == ErrorCode::corrupt; }

constexpr int looks_max = 4;
constexpr std::chrono::milliseconds between_looks{1};

}  // namespace

Result<Framing> check_framing(const Place& file, Writing writing) {
  auto framing = read_framing(file, writing);
  // What is written over zeros just now may be seen in part.
  for (int look = 1; writing == Writing::over_zeros && is_damage(framing) && look < looks_max; ++look) {
    std::this_thread::sleep_for(between_looks);
    framing = read_framing(file, writing);
  }
  return framing;
}

}  // namespace daybook
