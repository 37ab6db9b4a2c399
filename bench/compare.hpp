// We and the raw limit in turns: what one turn took, and what the two make together.
#pragma once

#include <benchmark/benchmark.h>
#include <cstdint>
#include <functional>
#include <vector>

namespace daybook::bench {

/// One turn.
struct Slice {
  std::uint64_t events = 0;
  double seconds = 0;
  double cpu_seconds = 0;
  /// Of each call, in nanoseconds.
  std::vector<std::int64_t> latencies;

  double rate() const { return static_cast<double>(events) / seconds; }
};

/// Does `events` of the work and returns when they are durable. Called from several threads at once.
using Call = std::function<void()>;

/// `threads` threads, each calling again and again until `seconds` have passed; `events` a call.
struct SliceOptions {
  double seconds = 0;
  unsigned threads = 1;
  std::uint64_t events = 1;
};
Slice run_slice(const SliceOptions& options, const Call& call);

/// The work of a turn, done by each of the three.
struct Contest {
  Call ours;
  Call raw_rocksdb;
  Call raw_file;
};

/// One round: the raw limit's turns, then ours. Sets the iteration's time and the counters: `events_per_s`, percentiles of a call,
/// `cpu_us_per_event`, `debt_cpu_us_per_event` (work put off), `ratio` (our rate by that of RocksDB), `p50_ratio`, and the same
/// against the file.
void run_round(benchmark::State& state, const SliceOptions& options, const Contest& contest);

/// Adds `rounds` repetitions of one round each, reported as median and spread.
void in_rounds(benchmark::internal::Benchmark* registered, int rounds);

}  // namespace daybook::bench
