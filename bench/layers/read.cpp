// Reading in process: a row, a customer's summary, a page; from memory, and from a disk that was not read before.
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <filesystem>
#include <unistd.h>

#include "bench/measure.hpp"
#include "bench/subject.hpp"
#include "events/require.hpp"

namespace daybook::bench {
namespace {

/// Reads something of the customer with this debt; false when it is not there.
using Read = bool (*)(const Snapshot& snapshot, DebtId debt);

CustomerId owner(DebtId debt) { return {Workload::customer_of(debt.value)}; }

bool read_customer(const Snapshot& snapshot, DebtId debt) { return snapshot.row(owner(debt)).has_value(); }
bool read_debt(const Snapshot& snapshot, DebtId debt) { return snapshot.row(debt).has_value(); }
bool read_summary(const Snapshot& snapshot, DebtId debt) { return snapshot.summary(owner(debt)).has_value(); }
bool read_page(const Snapshot& snapshot, DebtId debt) {
  constexpr std::size_t rows = 50;
  return snapshot.payments({.customer = owner(debt), .limit = rows}).has_value();
}

/// A thousand customers again and again, a new snapshot each time: what a server does.
void read_hot(benchmark::State& state, Subject& subject, Read read) {
  constexpr std::uint64_t debts = 1'000;
  const Ledger& ledger = subject.ledger();
  std::uint64_t number = 0;
  while (state.KeepRunning()) {
    require(read(ledger.snapshot(), {subject.workload().debt(1 + number++ % debts)}), "it is there");
  }
  state.SetItemsProcessed(state.iterations());
}

/// The same on one snapshot.
void read_hot_same_snapshot(benchmark::State& state, Subject& subject, Read read) {
  constexpr std::uint64_t debts = 1'000;
  const Snapshot snapshot = subject.ledger().snapshot();
  std::uint64_t number = 0;
  while (state.KeepRunning()) {
    require(read(snapshot, {subject.workload().debt(1 + number++ % debts)}), "it is there");
  }
  state.SetItemsProcessed(state.iterations());
}

/// Takes the folder's files out of the system's cache; those that are not on disk yet stay.
void forget(const std::filesystem::path& folder) {
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) {
      const int file = ::open(entry.path().c_str(), O_RDONLY | O_CLOEXEC);
      require(file >= 0, "a file of the ledger can be opened");
      ::fsync(file);
      ::posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
      ::close(file);
    }
  }
}

/// Each customer once, after the ledger was opened anew and its files forgotten.
void read_cold(benchmark::State& state, Subject& subject, Read read) {
  subject.close();
  forget(subject.options().directory);
  const Ledger& ledger = subject.ledger();
  forget(subject.options().directory);
  std::vector<std::int64_t> latencies;
  std::uint64_t number = 0;
  while (state.KeepRunning()) {
    const Stopwatch clock;
    require(read(ledger.snapshot(), {subject.workload().debt(++number)}), "it is there");
    latencies.push_back(clock.nanoseconds());
  }
  state.SetItemsProcessed(state.iterations());
  const Percentiles found = percentiles(std::move(latencies));
  state.counters["p50_us"] = found.p50 * 1e-3;
  state.counters["p99_us"] = found.p99 * 1e-3;
  state.counters["p999_us"] = found.p999 * 1e-3;
}

}  // namespace

void register_read(Subject& subject) {
  constexpr std::int64_t cold_reads = 1'000;
  const std::vector<std::pair<std::string, Read>> reads{
      {"customer", read_customer}, {"debt", read_debt}, {"summary", read_summary}, {"page", read_page}};
  for (const auto& [name, read] : reads) {
    // Opened before the clock starts, on one thread.
    const auto hot = [&subject, read = read](benchmark::State& state) { read_hot(state, subject, read); };
    const auto same = [&subject, read = read](benchmark::State& state) { read_hot_same_snapshot(state, subject, read); };
    const auto cold = [&subject, read = read](benchmark::State& state) { read_cold(state, subject, read); };
    benchmark::RegisterBenchmark(("read/" + name + "/hot").c_str(), hot);
    benchmark::RegisterBenchmark(("read/" + name + "/hot_same_snapshot").c_str(), same);
    benchmark::RegisterBenchmark(("read/" + name + "/cold").c_str(), cold)->Iterations(cold_reads);
  }
}

}  // namespace daybook::bench
