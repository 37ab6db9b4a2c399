// Every projection rebuilt from the log.
#include "api/replay.hpp"

#include <benchmark/benchmark.h>

#include "bench/subject.hpp"
#include "events/require.hpp"

namespace daybook::bench {
namespace {

void replay_all(benchmark::State& state, Subject& subject) {
  subject.close();
  while (state.KeepRunning()) {
    const auto replayed = replay(subject.options(), {});
    require(replayed.has_value(), "the views are rebuilt");
    state.SetIterationTime(replayed.value().seconds);
    state.counters["events"] = static_cast<double>(replayed.value().events);
    state.counters["events_per_s"] = static_cast<double>(replayed.value().events) / replayed.value().seconds;
  }
}

}  // namespace

void register_replay(Subject& subject) {
  const auto replay = [&subject](benchmark::State& state) { replay_all(state, subject); };
  benchmark::RegisterBenchmark("replay", replay)->Iterations(1)->UseManualTime()->Unit(benchmark::kMillisecond);
}

}  // namespace daybook::bench
