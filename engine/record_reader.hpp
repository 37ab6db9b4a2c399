// Records by position, out of the frames of the log.
#pragma once

#include <functional>
#include <optional>

#include "engine/store/log.hpp"
#include "events/codec.hpp"

namespace daybook {

/// Keeps the frame it read last: neighbouring positions cost one read. One thread; must not outlive its Log.
class RecordReader {
 public:
  explicit RecordReader(const Log& log) : log_(&log) {}

  /// `corrupt` when there is no record at `position`.
  Result<Record> record(Position position);
  /// The frame that holds `position`; null when the log ends before it or begins after it. Good until the next call.
  Result<const FrameReader*> frame(Position position);

 private:
  const Log* log_;
  std::optional<FrameReader> frame_;
};

/// Position of the newest record; 0 on an empty log.
Result<Position> newest_position(const Log& log);

/// Every record from `from` to `to` (none: the end), in order, until `visit` returns false.
/// `corrupt` for a gap, naming the position.
Result<void> scan_records(const Log& log, Position from, Position to, const std::function<bool(Record&&)>& visit);

}  // namespace daybook
