// The framing of RocksDB's WAL and MANIFEST files, read to the last byte: RocksDB itself takes some damage for the torn tail
// that a crash leaves, and drops what follows in silence.
//
// Such a file is blocks of 32 KiB. A block holds fragments, each with a header of 7 bytes: CRC-32C of type and payload
// (masked, 4 bytes), length of the payload (2), type (1); all little-endian. Fewer than 7 bytes left in a block are zeros.
// A record is one fragment of type full, or a first, any middle ones, and a last.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/files/disk.hpp"
#include "events/result.hpp"

namespace daybook {

inline constexpr std::size_t framing_block_bytes = 32 * 1024;
inline constexpr std::size_t framing_header_bytes = 7;

/// What a file without damage holds.
struct Framing {
  std::uint64_t records = 0;
  /// The file ends within a record, as after a crash, or in zeros.
  bool torn = false;

  friend bool operator==(const Framing&, const Framing&) = default;
};

/// Takes the blocks of one file in order.
class FramingReader {
 public:
  /// `block` is 32 KiB; the last one may be shorter. `corrupt`, with the offset in the file, on damage; do not go on then.
  Result<void> read(std::string_view block);
  /// What the blocks so far make when the file ends here.
  Framing finish() const;

 private:
  struct Fragment;
  static Fragment fragment_at(std::string_view block, std::size_t offset);
  static bool is_cut_short(std::string_view block, Fragment fragment);
  Result<void> read_fragment(std::string_view block, const Fragment& fragment);
  Result<void> read_trailer(std::string_view block, std::size_t offset);
  Error damage(std::size_t offset_in_block, std::string_view what) const;

  std::uint64_t block_offset_ = 0;
  std::uint64_t records_ = 0;
  bool in_record_ = false;
  bool torn_ = false;
};

/// Reads the whole file, also while its writer appends. `corrupt` names file and offset.
Result<Framing> check_framing(const Place& file);

}  // namespace daybook
