// The laws of `semantics.md`, summed from the events themselves and held against the state that evolve made of them.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/domain/map_state.hpp"

namespace daybook::spec {

/// Watches a log from its first event on.
class Laws {
 public:
  void take(const Event& event);
  /// One sentence for every law that does not hold between the events taken and `state`; laws 1 to 6.
  std::vector<std::string> broken(const MapState& state) const;

 private:
  using Cents = std::int64_t;
  struct DebtSums {
    DebtStatus status = DebtStatus::active;
    DebtStatus status_before = DebtStatus::active;
    bool written_off = false;
    Cents opening = 0;
    Cents adjusted = 0;
    Cents completed = 0;
    Cents refunded = 0;
    Cents credit_refunded = 0;
    Cents credit_applied_away = 0;
    Cents credit_applied_here = 0;
    Cents forgiven = 0;
    Cents claim = 0;
    /// What raised or lowered the claim later, beside money.
    Cents claim_changes = 0;
  };
  struct PaymentSums {
    PaymentStatus status = PaymentStatus::pending;
    Cents amount = 0;
    Cents applied = 0;
    Cents credited = 0;
    Cents refunded = 0;
    bool since_write_off = false;
    bool imported_refunded = false;
  };
  using Postings = std::vector<std::pair<std::string, Cents>>;

  template <class Fact>
  void take_fact(const Fact&) {}
  void take_fact(const DebtIssued& fact);
  void take_fact(const DebtImported& fact);
  void take_fact(const DebtStatusImported& fact);
  void take_fact(const DebtBalanceAdjusted& fact);
  void take_fact(const DebtDefaulted& fact);
  void take_fact(const DebtCured& fact);
  void take_fact(const DebtPlacedInCollection& fact);
  void take_fact(const DebtRecalled& fact);
  void take_fact(const DebtWrittenOff& fact);
  void take_fact(const DebtSettled& fact);
  void take_fact(const DebtPaidOff& fact);
  void take_fact(const DebtReopened& fact);
  void take_fact(const CreditRefunded& fact);
  void take_fact(const CreditApplied& fact);
  void take_fact(const PaymentInitiated& fact);
  void take_fact(const PaymentCompleted& fact);
  void take_fact(const PaymentImported& fact);
  void take_fact(const PaymentFailed& fact);
  void take_fact(const PaymentRefunded& fact);

  void move(DebtId id, const std::vector<DebtStatus>& from, DebtStatus to);
  void move(PaymentId id, const std::vector<PaymentStatus>& from, PaymentStatus to);
  void post(const Postings& postings);
  void settle_money(PaymentId id, DebtId debt, Money amount, Money applied, Money credited);
  /// "receivable", or "claim" once the debt was written off.
  std::string owed_on(DebtId id) const;
  void check_debts(const MapState& state, std::vector<std::string>& broken) const;
  void check_payments(const MapState& state, std::vector<std::string>& broken) const;
  void check_books(const MapState& state, std::vector<std::string>& broken) const;
  static void check_holders(const MapState& state, std::vector<std::string>& broken);

  std::map<DebtId, DebtSums> debts_;
  std::map<PaymentId, PaymentSums> payments_;
  std::map<std::string, Cents> books_;
  /// What the events themselves broke.
  std::vector<std::string> broken_;
};

}  // namespace daybook::spec
