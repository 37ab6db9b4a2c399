#include "bench/plain_ledger.hpp"

#include <algorithm>

#include "engine/domain/evolve.hpp"
#include "events/require.hpp"

namespace daybook::bench {
namespace {

/// After every date of the workload.
constexpr Instant now{1'767'225'600'000'000};

}  // namespace

PlainLedger::PlainLedger(const Workload& workload) : workload_(workload) {
  for (std::uint64_t number = 1; number <= workload.customers(); ++number) {
    apply(record_of(decide(workload.create_customer(number).command)));
  }
  for (std::uint64_t number = 1; number <= workload.debts(); ++number) {
    apply(record_of(decide(workload.issue_debt(number).command)));
  }
}

Decision PlainLedger::decide(const Command& command) const {
  Sealing sealing;
  sealing.new_key = {state_.facts().last_key.value + 1};
  auto decision = daybook::decide(state_, command, sealing, {.now = now, .expected_version = {}});
  require(decision.has_value(), "the rules allow every command of the workload");
  return std::move(decision).value();
}

Record PlainLedger::payment_record(std::uint64_t number) const { return record_of(decide(workload_.record_payment(number).command)); }

void PlainLedger::apply(const Record& record) { evolve(state_, record); }

Record PlainLedger::record_of(Decision decision) const {
  require(decision.events.size() == 1, "a command of the workload makes one event");
  const Customer* customer = state_.find(decision.customer);
  Record record;
  record.event = std::move(decision.events.front());
  record.envelope.position = {state_.facts().position.value + 1};
  record.envelope.recorded_at = now;
  record.envelope.customer = decision.customer;
  record.envelope.version = {customer == nullptr ? 1 : customer->version.value + 1};
  record.envelope.actor = "embedded";
  return record;
}

WorkloadOptions layer_workload(WorkloadOptions options) {
  options.debts = std::min<std::uint64_t>(options.debts, 100'000);
  return options;
}

}  // namespace daybook::bench
