// Opening a ledger: after a clean end, and as a kill leaves it.
#include <benchmark/benchmark.h>
#include <filesystem>

#include "bench/measure.hpp"
#include "bench/pipeline.hpp"
#include "bench/subject.hpp"
#include "events/require.hpp"

namespace daybook::bench {
namespace {

/// Until the first row is read.
double seconds_to_open(const LedgerOptions& options) {
  const Stopwatch clock;
  const auto ledger = Ledger::open(options);
  require(ledger.has_value(), "the ledger opens");
  require(ledger.value()->snapshot().row(DebtId{1}).has_value(), "the first debt is there");
  return clock.seconds();
}

void open_clean(benchmark::State& state, Subject& subject) {
  subject.close();
  while (state.KeepRunning()) {
    state.SetIterationTime(seconds_to_open(subject.options()));
  }
}

/// Everything answered is in the files, as after kill -9; the views miss `range` payments.
void open_killed(benchmark::State& state, Subject& subject) {
  const auto payments = static_cast<std::uint64_t>(state.range(0));
  const std::filesystem::path copy = subject.settings().folder / "killed";
  Ledger& ledger = subject.ledger();
  require(ledger.flush().has_value(), "the views are flushed");
  while (state.KeepRunning()) {
    submit_all(ledger, {.first = subject.take_numbers(payments), .count = payments},
               [&](std::uint64_t number) { return subject.workload().record_payment(number); });
    settle();
    std::filesystem::copy(subject.options().directory, copy, std::filesystem::copy_options::recursive);
    state.SetIterationTime(seconds_to_open({.directory = copy}));
    std::filesystem::remove_all(copy);
    require(ledger.flush().has_value(), "the views are flushed");
  }
  state.counters["missing_events"] = static_cast<double>(payments);
}

}  // namespace

void register_open(Subject& subject) {
  const auto clean = [&subject](benchmark::State& state) { open_clean(state, subject); };
  const auto killed = [&subject](benchmark::State& state) { open_killed(state, subject); };
  const auto missing = static_cast<std::int64_t>(std::min<std::uint64_t>(subject.settings().payments, 100'000));
  for (auto* registered :
       {benchmark::RegisterBenchmark("open/clean", clean), benchmark::RegisterBenchmark("open/killed", killed)->Arg(missing)}) {
    registered->Iterations(1)->Repetitions(subject.settings().rounds)->UseManualTime()->Unit(benchmark::kMillisecond);
    registered->ReportAggregatesOnly();
  }
}

}  // namespace daybook::bench
