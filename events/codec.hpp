// The one codec: records and frames to bytes and back (`ledger.capnp`).
//
// A record's bytes are one single-segment Cap'n Proto message without segment table; they are what the tree hashes.
// Tokens are not written. Decoding never trusts its input: any bytes give a value or `corrupt`, in bounded time and memory.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "events/record.hpp"
#include "events/result.hpp"

namespace daybook {

/// Root of the Merkle tree, SHA-256.
using RootBytes = std::array<std::uint8_t, 32>;

/// The record's stored bytes, a multiple of 8. Same record, same bytes. The position is not part of them. Requires what decoding checks:
/// ids from 1, instants on the calendar.
std::string encode_record(const Record& record);

/// `corrupt` for bytes that are no record; an event or format this version does not know is named in the detail.
/// `bytes` needs no alignment. The position is left empty, and recorded_at in records written without.
Result<Record> decode_record(std::string_view bytes);

/// Records that were made durable together.
struct Frame {
  Position first;
  Instant recorded_at;
  std::vector<std::string> records;
  /// Of the tree after the last record.
  RootBytes root{};
};

/// The frame's stored bytes. `records` must not be empty, and each as encode_record made it; `first` is from 1.
std::string encode_frame(const Frame& frame);

/// A frame read back, without decoding its records. Owns its bytes.
class FrameReader {
 public:
  /// `corrupt` when the bytes are no frame, or a frame without records.
  static Result<FrameReader> open(std::string_view bytes);

  FrameReader(FrameReader&&) noexcept;
  FrameReader& operator=(FrameReader&&) noexcept;
  ~FrameReader();

  Position first() const;
  /// Position of the last record.
  Position last() const;
  Instant recorded_at() const;
  const RootBytes& root() const;
  std::size_t size() const;
  /// Stored bytes of the record at first() + index; good as long as this reader.
  std::string_view bytes(std::size_t index) const;
  /// The record at first() + index, envelope complete.
  Result<Record> record(std::size_t index) const;

 private:
  struct Content;
  explicit FrameReader(std::unique_ptr<Content> content);
  std::unique_ptr<Content> content_;
};

}  // namespace daybook
