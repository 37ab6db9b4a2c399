// What each event does to state: one overload an event. Internal to engine/domain; `evolve.hpp` is the way in.
#pragma once

#include <optional>

#include "engine/domain/state.hpp"
#include "events/record.hpp"

namespace daybook {

/// Applies the event of one record. Total, without rules.
class Evolution {
 public:
  Evolution(State& state, const Envelope& envelope) : state_(state), envelope_(envelope) {}
  void operator()(const LedgerOpened& event);
  void operator()(const CustomerCreated& event);
  void operator()(const CustomerImported& event);
  void operator()(const CustomerProfileChanged& event);
  void operator()(const CustomerFrozen& event);
  void operator()(const CustomerUnfrozen& event);
  void operator()(const CustomerClosed& event);
  void operator()(const CustomerReopened& event);
  void operator()(const DebtIssued& event);
  void operator()(const DebtImported& event);
  void operator()(const DebtStatusImported& event);
  void operator()(const DebtTermsChanged& event);
  void operator()(const DebtBalanceAdjusted& event);
  void operator()(const DebtDefaulted& event);
  void operator()(const DebtCured& event);
  void operator()(const DebtPlacedInCollection& event);
  void operator()(const DebtRecalled& event);
  void operator()(const DebtPaidOff& event);
  void operator()(const DebtWrittenOff& event);
  void operator()(const DebtSettled& event);
  void operator()(const DebtReopened& event);
  void operator()(const CreditRefunded& event);
  void operator()(const CreditApplied& event);
  void operator()(const PaymentInitiated& event);
  void operator()(const PaymentCompleted& event);
  void operator()(const PaymentImported& event);
  void operator()(const PaymentFailed& event);
  void operator()(const PaymentRefunded& event);
  void operator()(const CommunicationLogged& event);
  void operator()(const CommunicationImported& event);
  void operator()(const CommunicationAmended& event);
  void operator()(const AccountLinked& event);
  void operator()(const AccountImported& event);
  void operator()(const AccountChanged& event);
  void operator()(const PrimaryAccountChanged& event);
  void operator()(const AccountDeactivated& event);
  void operator()(const AccountReactivated& event);
  void operator()(const TokenCreated& event);
  void operator()(const TokenRevoked& event);
  void operator()(const DataRevealed&) {}

 private:
  // The row, changed now.
  Customer& touch(CustomerId id) { return touched(state_.edit(id)); }
  Debt& touch(DebtId id) { return touched(state_.edit(id)); }
  Account& touch(AccountId id) { return touched(state_.edit(id)); }

  template <class Row>
  Row& touched(Row& row) {
    row.updated_at = envelope_.recorded_at;
    return row;
  }

  void take(UniqueKind kind, const std::optional<Token>& token, std::uint64_t holder) {
    if (token) {
      state_.hold(kind, token->view(), holder);
    }
  }

  void replace(UniqueKind kind, std::optional<Token>& old, const std::optional<Token>& token, std::uint64_t holder) {
    if (old) {
      state_.release(kind, old->view());
    }
    old = token;
    take(kind, token, holder);
  }

  template <class Row>
  void hold_origin(Row& row, const ImportOrigin& origin, UniqueKind kind) {
    row.external = External{origin.source, origin.external_id};
    state_.hold(kind, external_name(origin.source, origin.external_id), envelope_.position.value);
  }

  template <class Row>
  void set_origin(Row& row, const ImportOrigin& origin, UniqueKind kind) {
    hold_origin(row, origin, kind);
    row.created_at = origin.created_at.value_or(row.created_at);
  }

  void set_status(CustomerId id, CustomerStatus status) { touch(id).status = status; }
  void change_status(Debt& debt, DebtStatus status);
  void add_payment(const PaymentInitiated& event);
  void end_pending(PaymentId id);
  void complete(PaymentId id, Instant payment_date, Money applied, Money credited);

  State& state_;
  const Envelope& envelope_;
};

}  // namespace daybook
