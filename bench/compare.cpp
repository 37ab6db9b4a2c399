#include "bench/compare.hpp"

#include "bench/measure.hpp"

namespace daybook::bench {
namespace {

/// How far apart the runs are, as a share of the middle one.
double spread(const std::vector<double>& runs) { return spread_of(runs).spread; }

}  // namespace

void run_round(benchmark::State& state, const SliceOptions& options, const Contest& contest) {
  while (state.KeepRunning()) {
    const Slice rocksdb = run_slice(options, contest.raw_rocksdb);
    const Slice file = run_slice(options, contest.raw_file);
    settle();
    reset_peak();
    const Slice ours = run_slice(options, contest.ours);
    const double debt = settle();
    state.SetIterationTime(ours.seconds);
    const auto events = static_cast<double>(ours.events);
    const Percentiles calls = percentiles(ours.latencies);
    const Percentiles raw_calls = percentiles(rocksdb.latencies);
    state.counters["events_per_s"] = ours.rate();
    state.counters["raw_rocksdb_per_s"] = rocksdb.rate();
    state.counters["raw_file_per_s"] = file.rate();
    state.counters["ratio"] = ours.rate() / rocksdb.rate();
    state.counters["file_ratio"] = ours.rate() / file.rate();
    state.counters["p50_us"] = calls.p50 * 1e-3;
    state.counters["p99_us"] = calls.p99 * 1e-3;
    state.counters["p999_us"] = calls.p999 * 1e-3;
    state.counters["raw_p50_us"] = raw_calls.p50 * 1e-3;
    state.counters["p50_ratio"] = calls.p50 / raw_calls.p50;
    state.counters["cpu_us_per_event"] = ours.cpu_seconds * 1e6 / events;
    state.counters["debt_cpu_us_per_event"] = debt * 1e6 / events;
    state.counters["peak_mib"] = static_cast<double>(peak_resident_bytes() >> 20U);
  }
}

void in_rounds(benchmark::internal::Benchmark* registered, int rounds) {
  registered->Iterations(1)->Repetitions(rounds)->UseManualTime()->Unit(benchmark::kMillisecond)->ReportAggregatesOnly();
  registered->ComputeStatistics("spread", spread, benchmark::StatisticUnit::kPercentage);
}

}  // namespace daybook::bench
