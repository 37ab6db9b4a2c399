// Rules and state without a store: for the layers below the engine.
#pragma once

#include <vector>

#include "bench/workload.hpp"
#include "engine/domain/decide.hpp"
#include "engine/domain/map_state.hpp"
#include "events/record.hpp"

namespace daybook::bench {

/// The workload's customers and debts in plain maps. One thread.
class PlainLedger {
 public:
  explicit PlainLedger(const Workload& workload);

  const Workload& workload() const { return workload_; }
  MapState& state() { return state_; }

  /// Decides without changing anything; aborts on a refusal.
  Decision decide(const Command& command) const;
  /// The record of payment `number`, as the newest there is; not applied.
  Record payment_record(std::uint64_t number) const;
  void apply(const Record& record);

 private:
  Record record_of(Decision decision) const;

  const Workload& workload_;
  MapState state_;
};

/// Debts that a benchmark of a layer works on: as the workload has, but no more than fit a cache or two.
WorkloadOptions layer_workload(WorkloadOptions options);

}  // namespace daybook::bench
