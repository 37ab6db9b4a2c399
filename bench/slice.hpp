// A stretch of time in which threads do the same thing again and again.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <vector>

namespace daybook::bench {

/// What was done in it.
struct Slice {
  std::uint64_t events = 0;
  double seconds = 0;
  double cpu_seconds = 0;
  /// Of each call, in nanoseconds.
  std::vector<std::int64_t> latencies;

  double rate() const { return static_cast<double>(events) / seconds; }
};

/// Does its part of the work and returns when that is durable. Told which of the threads calls, from 0.
using Call = std::function<void(unsigned thread)>;

/// `threads` threads, each calling again and again until `seconds` have passed or all have made `calls` calls; `events` a call.
struct SliceOptions {
  double seconds = std::numeric_limits<double>::infinity();
  std::uint64_t calls = std::numeric_limits<std::uint64_t>::max();
  unsigned threads = 1;
  std::uint64_t events = 1;
  /// Called once at the end, while the clock still runs.
  std::function<void()> finish{};
};
Slice run_slice(const SliceOptions& options, const Call& call);

}  // namespace daybook::bench
