// We and the raw limit in turns: what one turn took, and what the two make together.
#pragma once

#include <benchmark/benchmark.h>

#include "bench/slice.hpp"

namespace daybook::bench {

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
