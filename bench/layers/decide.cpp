// The rules: one payment against a ledger in plain maps.
#include <benchmark/benchmark.h>

#include "bench/plain_ledger.hpp"
#include "bench/subject.hpp"

namespace daybook::bench {
namespace {

void decide_payment(benchmark::State& state, const WorkloadOptions& options) {
  const Workload workload(options);
  const PlainLedger ledger(workload);
  constexpr std::uint64_t commands = 10'000;
  const std::vector<Request> requests = workload.record_payments(1, commands);
  std::uint64_t next = 0;
  while (state.KeepRunning()) {
    benchmark::DoNotOptimize(ledger.decide(requests[next++ % commands].command));
  }
  state.SetItemsProcessed(state.iterations());
}

}  // namespace

void register_decide(Subject& subject) {
  benchmark::RegisterBenchmark("decide/payment", decide_payment, layer_workload(subject.settings().workload));
}

}  // namespace daybook::bench
