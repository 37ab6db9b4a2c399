#include "engine/store/log_framing.hpp"

#include <algorithm>
#include <string>
#include <system_error>

#include "engine/files/crc32c.hpp"
#include "engine/files/file.hpp"
#include "events/require.hpp"

namespace daybook {

/// A fragment as its header tells it; nothing checked.
struct FramingReader::Fragment {
  enum Type : std::uint8_t { full = 1, first = 2, middle = 3, last = 4 };

  std::size_t offset_in_block;
  std::uint32_t checksum;
  std::size_t length;
  std::uint8_t type;
  std::string_view typed_payload;  ///< from the type on, to the end of the block

  std::string_view checked_bytes() const { return typed_payload.substr(0, 1 + length); }
  bool is_complete() const { return 1 + length <= typed_payload.size(); }
  bool has_known_type() const { return type >= full && type <= last; }
  bool has_right_checksum() const;
};

namespace {

std::uint32_t octet_at(std::string_view bytes, std::size_t index) { return static_cast<unsigned char>(bytes[index]); }

bool all_zeros(std::string_view bytes) { return bytes.find_first_not_of('\0') == std::string_view::npos; }

// RocksDB stores checksums so that a checksum over bytes that hold checksums stays strong.
std::uint32_t mask(std::uint32_t crc) { return ((crc >> 15) | (crc << 17)) + 0xa282ead8U; }

}  // namespace

bool FramingReader::Fragment::has_right_checksum() const { return mask(crc32c(checked_bytes())) == checksum; }

/// `block` must hold a whole header at `offset`.
FramingReader::Fragment FramingReader::fragment_at(std::string_view block, std::size_t offset) {
  const std::string_view rest = block.substr(offset);
  return {.offset_in_block = offset,
          .checksum = octet_at(rest, 0) | octet_at(rest, 1) << 8 | octet_at(rest, 2) << 16 | octet_at(rest, 3) << 24,
          .length = octet_at(rest, 4) | octet_at(rest, 5) << 8,
          .type = static_cast<std::uint8_t>(rest[6]),
          .typed_payload = rest.substr(6)};
}

/// A crash cuts a file short. When the fragment that does not fit would fit with another length, or something whole comes after
/// it, its length was changed instead.
bool FramingReader::is_cut_short(std::string_view block, Fragment fragment) {
  const std::size_t offset = fragment.offset_in_block;
  fragment.length = fragment.typed_payload.size() - 1;
  if (fragment.has_right_checksum()) {
    return false;
  }
  for (std::size_t next = offset + 1; next + framing_header_bytes <= block.size(); ++next) {
    const Fragment candidate = fragment_at(block, next);
    if (candidate.has_known_type() && candidate.is_complete() && candidate.has_right_checksum()) {
      return false;
    }
  }
  return true;
}

Result<void> FramingReader::read(std::string_view block) {
  require(block.size() <= framing_block_bytes, "a block is 32 KiB at most");
  require(block_offset_ % framing_block_bytes == 0, "only the last block is shorter");
  if (torn_ && !all_zeros(block)) {
    return damage(0, "bytes after the end");
  }
  std::size_t offset = 0;
  while (!torn_ && offset + framing_header_bytes <= block.size()) {
    const Fragment fragment = fragment_at(block, offset);
    BOOST_OUTCOME_TRY(read_fragment(block, fragment));
    offset += framing_header_bytes + fragment.length;
  }
  BOOST_OUTCOME_TRY(read_trailer(block, offset));
  block_offset_ += block.size();
  return success();
}

Result<void> FramingReader::read_fragment(std::string_view block, const Fragment& fragment) {
  if (all_zeros(block.substr(fragment.offset_in_block, framing_header_bytes))) {
    torn_ = true;
    return all_zeros(block.substr(fragment.offset_in_block)) ? Result<void>(success()) : damage(fragment.offset_in_block, "zeros");
  }
  if (!fragment.is_complete()) {
    torn_ = block.size() < framing_block_bytes && is_cut_short(block, fragment);
    return torn_ ? Result<void>(success()) : damage(fragment.offset_in_block, "a wrong length");
  }
  if (!fragment.has_right_checksum()) {
    return damage(fragment.offset_in_block, "a wrong checksum");
  }
  if (!fragment.has_known_type()) {
    return damage(fragment.offset_in_block, "a fragment of unknown type " + std::to_string(fragment.type));
  }
  const bool begins = fragment.type == Fragment::full || fragment.type == Fragment::first;
  if (begins == in_record_) {
    return damage(fragment.offset_in_block, begins ? "a record without its end" : "a record without its start");
  }
  in_record_ = fragment.type == Fragment::first || fragment.type == Fragment::middle;
  records_ += in_record_ ? 0 : 1;
  return success();
}

Result<void> FramingReader::read_trailer(std::string_view block, std::size_t offset) {
  if (torn_ || offset == block.size()) {
    return success();
  }
  if (block.size() < framing_block_bytes) {
    torn_ = true;
    return success();
  }
  return all_zeros(block.substr(offset)) ? Result<void>(success()) : damage(offset, "bytes after the last fragment of a block");
}

Framing FramingReader::finish() const { return {.records = records_, .torn = torn_ || in_record_}; }

Error FramingReader::damage(std::size_t offset_in_block, std::string_view what) const {
  return error(ErrorCode::corrupt, std::string(what) + " at byte " + std::to_string(block_offset_ + offset_in_block));
}

Result<Framing> check_framing(const Place& place) {
  BOOST_OUTCOME_TRY(const File file, File::open_read_only(place));
  BOOST_OUTCOME_TRY(const std::uint64_t size, file.size());
  FramingReader reader;
  for (std::uint64_t offset = 0; offset < size; offset += framing_block_bytes) {
    const auto bytes = static_cast<std::size_t>(std::min<std::uint64_t>(framing_block_bytes, size - offset));
    BOOST_OUTCOME_TRY(const std::string block, file.read(offset, bytes));
    if (auto read = reader.read(block); !read) {
      return error(ErrorCode::corrupt, place.path.filename().string() + " has " + read.error().detail);
    }
  }
  return reader.finish();
}

}  // namespace daybook
