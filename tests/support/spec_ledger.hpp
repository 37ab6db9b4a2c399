// A ledger of domain code alone: validate, decide and evolve over MapState, with everything else as plain as can be.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/domain/decide.hpp"
#include "engine/domain/laws.hpp"
#include "engine/domain/map_state.hpp"
#include "events/record.hpp"
#include "tests/support/model_rows.hpp"
#include "tests/support/spec_sealing.hpp"

namespace daybook::spec {

/// The customer whose stream an event joins; none for the ledger's own.
CustomerId stream_of(const State& state, const Event& event);

/// Puts facts on a log in memory: fills in their envelopes, evolves the state, learns the sealed values.
class Log {
 public:
  void append(const std::vector<Event>& events, Instant recorded_at, const std::string& idempotency_key = {});

  const MapState& state() const { return state_; }
  const std::vector<Record>& records() const { return records_; }
  /// Laws that do not hold.
  std::vector<std::string> broken_laws() const;
  Sealer& sealer() { return sealer_; }
  const Sealer& sealer() const { return sealer_; }

 private:
  MapState state_;
  std::vector<Record> records_;
  Laws laws_;
  Sealer sealer_;
};

/// Answers requests as the product does, so that they can be compared with the model's answers. Starts opened.
class DomainLedger {
 public:
  DomainLedger();
  model::Answer submit(const model::Request& request, Instant now);
  const Log& log() const { return log_; }

  // Rows in the model's terms.
  model::Customer customer(CustomerId id) const;
  model::Debt debt(DebtId id) const;
  model::Payment payment(PaymentId id) const;
  model::Communication communication(CommunicationId id) const;
  model::Account account(AccountId id) const;
  model::CustomerSummary summary(CustomerId id, Date day) const;

 private:
  struct Seen {
    Command command;
    model::Answer answer;
  };
  /// The answer to a key used before.
  std::optional<model::Answer> replay(const model::Request& request) const;
  model::Personal personal(Table table, std::uint64_t id) const;

  Log log_;
  /// Commands by the position of their first event.
  std::map<std::uint64_t, Seen> seen_;
};

}  // namespace daybook::spec
