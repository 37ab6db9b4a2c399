// What happened becomes state: payments applied to a ledger in plain maps.
#include <benchmark/benchmark.h>

#include "bench/plain_ledger.hpp"
#include "bench/subject.hpp"

namespace daybook::bench {
namespace {

void evolve_payment(benchmark::State& state, const WorkloadOptions& options) {
  const Workload workload(options);
  PlainLedger ledger(workload);
  std::uint64_t number = 0;
  constexpr std::size_t prepared = 1'000;
  std::vector<Record> records;
  while (state.KeepRunning()) {
    if (records.empty()) {
      // Decided against the state before all of them: the ids of the last ones are set here, not in the clock.
      state.PauseTiming();
      for (std::size_t i = 0; i < prepared; ++i) {
        records.push_back(ledger.payment_record(++number));
        std::get<PaymentCompleted>(records.back().event).payment_id = {number};
      }
      state.ResumeTiming();
    }
    ledger.apply(records.back());
    records.pop_back();
  }
  state.SetItemsProcessed(state.iterations());
}

}  // namespace

void register_evolve(Subject& subject) {
  benchmark::RegisterBenchmark("evolve/payment", evolve_payment, layer_workload(subject.settings().workload));
}

}  // namespace daybook::bench
