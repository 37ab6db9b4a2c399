// Everything that can be wrong with a ledger, looked for. Runs last: what was measured before has left a ledger that is right.
#include "api/verify.hpp"

#include <benchmark/benchmark.h>

#include "bench/subject.hpp"
#include "events/require.hpp"

namespace daybook::bench {
namespace {

void verify_all(benchmark::State& state, Subject& subject) {
  subject.close();
  while (state.KeepRunning()) {
    const auto verified = verify({.directory = subject.options().directory});
    require(verified.has_value(), "there is a ledger to verify");
    require(verified.value().faults.empty(), "verify finds nothing wrong");
    state.SetIterationTime(verified.value().seconds);
    state.counters["events"] = static_cast<double>(verified.value().events);
    state.counters["events_per_s"] = static_cast<double>(verified.value().events) / verified.value().seconds;
  }
}

}  // namespace

void register_verify(Subject& subject) {
  const auto verify = [&subject](benchmark::State& state) { verify_all(state, subject); };
  benchmark::RegisterBenchmark("verify", verify)->Iterations(1)->UseManualTime()->Unit(benchmark::kMillisecond);
}

}  // namespace daybook::bench
