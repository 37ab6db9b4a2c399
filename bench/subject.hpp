// What the benchmarks of all layers share: sizes, the ledger that is measured, and the raw limit beside it.
#pragma once

#include <atomic>
#include <filesystem>
#include <memory>

#include "api/ledger.hpp"
#include "bench/raw_limit.hpp"
#include "bench/workload.hpp"

namespace daybook::bench {

struct Settings {
  WorkloadOptions workload;
  /// Payments on the ledger before anything is measured.
  std::uint64_t payments = 0;
  /// How long a slice of a comparison runs.
  double slice_seconds = 0.3;
  /// Times that we and the raw limit take turns.
  int rounds = 5;
  /// Where everything is made.
  std::filesystem::path folder;
};

/// Both ways of making a frame durable without an engine.
struct RawLimit {
  raw_limit::Append rocksdb;
  raw_limit::Append file;
};

/// Made when first asked for, kept for the benchmarks that follow. One thread, but for `take_numbers`.
class Subject {
 public:
  explicit Subject(const Settings& settings) : settings_(settings), workload_(settings.workload) {}

  const Settings& settings() const { return settings_; }
  const Workload& workload() const { return workload_; }
  LedgerOptions options() const { return {.directory = settings_.folder / "ledger"}; }

  /// The ledger, filled and open.
  Ledger& ledger();
  /// The same, with nobody holding it.
  void close();
  RawLimit& raw();

  /// Numbers of `count` payments that were not made yet; the first of them. Any thread.
  std::uint64_t take_numbers(std::uint64_t count) { return next_number_.fetch_add(count); }

 private:
  void create();

  Settings settings_;
  Workload workload_;
  std::atomic<std::uint64_t> next_number_ = 1;
  bool created_ = false;
  std::unique_ptr<Ledger> ledger_;
  std::unique_ptr<RawLimit> raw_;
};

// A file a layer. `subject` must outlive the run.
void register_codec(Subject& subject);
void register_decide(Subject& subject);
void register_evolve(Subject& subject);
void register_tree(Subject& subject);
void register_seal(Subject& subject);
void register_append(Subject& subject);
void register_submit(Subject& subject);
void register_read(Subject& subject);
void register_open(Subject& subject);
void register_replay(Subject& subject);
void register_verify(Subject& subject);

}  // namespace daybook::bench
