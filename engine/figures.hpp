// What a running engine tells about itself.
#pragma once

#include <optional>

#include "engine/store/figures.hpp"
#include "events/error.hpp"
#include "events/ids.hpp"

namespace daybook {

struct EngineFigures {
  /// Newest position that is synced, and that reads show.
  Position durable{};
  Position visible{};
  /// Why writes are refused, as of the last one that was tried.
  std::optional<Error> refusal{};
  std::uint64_t failed_frames = 0;
  /// Of making a frame durable and visible.
  Distribution commit_nanoseconds{};
  Distribution frame_records{};
  Distribution frame_bytes{};
  LogFigures log{};
  RowsFigures views{};
};

/// A ledger's: the engine's, and what its callers have in flight.
struct LedgerFigures {
  EngineFigures engine{};
  std::uint64_t commands_in_flight = 0;
  std::uint64_t bytes_in_flight = 0;
};

/// Kept by the committer.
struct CommitStatistics {
  CommitStatistics();

  std::atomic<std::uint64_t> durable = 0;
  std::atomic<std::uint64_t> visible = 0;
  std::atomic<std::uint64_t> failed_frames = 0;
  Histogram commit_nanoseconds;
  Histogram frame_records;
  Histogram frame_bytes;
};

}  // namespace daybook
