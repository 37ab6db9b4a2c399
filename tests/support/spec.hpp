// Domain tests speak in events: given what happened, when a command comes, then this happens or that refuses it.
//
//   given(customer(1), debt(1, 1000)).when(RecordPayment{…}).then({PaymentCompleted{…}, DebtPaidOff{…}});
//
// No database, no clock, no keys. After every accepted command the laws are checked as well.
#pragma once

#include <source_location>
#include <string_view>
#include <vector>

#include "tests/support/spec_facts.hpp"
#include "tests/support/spec_ledger.hpp"

namespace daybook::spec {

/// What came of a command.
class Answered {
 public:
  Answered(Log log, Result<Decision> decision, Instant now);

  /// These events, in this order; none for a change that changes nothing.
  const Answered& then(const std::vector<Event>& events, std::source_location where = std::source_location::current()) const;
  /// This refusal, alone, at that pointer.
  const Answered& then_refused(ErrorCode code, std::string_view pointer,
                               std::source_location where = std::source_location::current()) const;
  /// The command was prepared from sealed groups that have been replaced.
  const Answered& then_prepare_again(std::source_location where = std::source_location::current()) const;
  /// The row created, else the first one named; the stream it joins.
  const Answered& with_id(std::uint64_t id, std::uint64_t customer, std::source_location where = std::source_location::current()) const;

  bool accepted() const { return decision_.has_value(); }
  ErrorCode code() const { return decision_.error().code; }
  // Rows after the events; the row must be there.
  Customer customer(std::uint64_t id) const { return *log_.state().find(CustomerId{id}); }
  Debt debt(std::uint64_t id) const { return *log_.state().find(DebtId{id}); }
  Payment payment(std::uint64_t id) const { return *log_.state().find(PaymentId{id}); }
  Account account(std::uint64_t id) const { return *log_.state().find(AccountId{id}); }
  Communication communication(std::uint64_t id) const { return *log_.state().find(CommunicationId{id}); }
  const MapState& state() const { return log_.state(); }

 private:
  Log log_;
  Result<Decision> decision_;
};

/// What happened before.
class Given {
 public:
  explicit Given(const std::vector<Event>& history);

  /// The clock says `now`; `noon` otherwise.
  Given& at(Instant now);
  Given& expecting(std::uint64_t version);
  /// Prepared as told, not by the sealer.
  Given& prepared(const Sealing& sealing);

  Answered when(const Command& command, std::source_location where = std::source_location::current()) const;
  Answered when(const Import& import, const Sealing& sealing = {}) const;
  /// How the sealer would prepare `command` here.
  Sealing preparation(const Command& command) const;

 private:
  Log log_;
  Circumstances circumstances_;
  std::optional<Sealing> sealing_;
};

/// Facts, or lists of facts, in order.
template <class... Facts>
Given given(const Facts&... facts) {
  std::vector<Event> history;
  [[maybe_unused]] const auto add = [&history](const auto& fact) {
    if constexpr (std::is_convertible_v<decltype(fact), Event>) {
      history.emplace_back(fact);
    } else {
      history.insert(history.end(), fact.begin(), fact.end());
    }
  };
  (add(facts), ...);
  return Given(history);
}

}  // namespace daybook::spec
