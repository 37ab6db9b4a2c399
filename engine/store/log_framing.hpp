// The framing of RocksDB's WAL and MANIFEST files, read to the last byte: RocksDB itself takes some damage for the torn tail
// that a crash leaves, and drops what follows in silence.
//
// Such a file is blocks of 32 KiB. A block holds fragments, each with a header of 7 bytes: CRC-32C of type and payload
// (masked, 4 bytes), length of the payload (2), type (1); all little-endian. Fewer than 7 bytes left in a block are zeros.
// A record is one fragment of type full, or a first, any middle ones, and a last. One of a WAL begins with the sequence number of its
// first change (8 bytes) and how many changes it holds (4); these numbers have no gaps, also from one WAL to the next.
//
// A crash cuts a file that grows short. A WAL is also written over zeros (`wal_files`): there it leaves sectors of its last record as they
// were. One record at most: each is synced before the next is written.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/files/disk.hpp"
#include "events/result.hpp"

namespace daybook {

inline constexpr std::size_t framing_block_bytes = 32 * 1024;
inline constexpr std::size_t framing_header_bytes = 7;
/// What a disk writes whole or not at all.
inline constexpr std::size_t sector_bytes = 512;

/// What a file without damage holds.
struct Framing {
  std::uint64_t records = 0;
  /// Offset of what comes after the last whole record.
  std::uint64_t end = 0;
  /// The file ends within a record, as after a crash, or in zeros.
  bool torn = false;
  /// Of a WAL: the number of its first record's first change, and the one that follows its last. 0 where there is none.
  std::uint64_t first_sequence = 0;
  std::uint64_t next_sequence = 0;

  friend bool operator==(const Framing&, const Framing&) = default;
};

/// How bytes get into a file.
enum class Writing : std::uint8_t {
  at_the_end,
  over_zeros,  ///< or at the end
};

/// Takes the blocks of one file in order.
class FramingReader {
 public:
  explicit FramingReader(Writing writing) : writing_(writing) {}

  /// `block` is 32 KiB; the last one may be shorter. `corrupt`, with the offset in the file, on damage; do not go on then.
  Result<void> read(std::string_view block);
  /// What the blocks so far make when the file ends here.
  Framing finish() const;

 private:
  struct Fragment;
  Result<void> read_fragment(std::string_view block, const Fragment& fragment);
  void note_record(std::uint64_t end);
  Result<void> read_trailer(std::string_view block, std::size_t offset);
  Result<void> read_past_the_end(std::string_view block) const;
  bool is_torn(std::string_view block, const Fragment& fragment) const;
  Error damage(std::size_t offset_in_block, std::string_view what) const;

  Writing writing_;
  std::uint64_t block_offset_ = 0;
  /// Of what was read; not yet `torn` within a record.
  Framing framing_;
  bool in_record_ = false;
  /// The first bytes of the record that is being read.
  std::string head_;
};

/// Reads the whole file, also beside its writer. `corrupt` names file and offset.
Result<Framing> check_framing(const Place& file, Writing writing);

}  // namespace daybook
