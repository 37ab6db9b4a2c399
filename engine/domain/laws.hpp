// The laws of the ledger, summed from the events themselves and held against the state that evolve made of them.
//
// 1  What a debt owes less its credit is the sum of what happened to it; a claim less what was recovered is what is left.
// 2  Closed debts owe nothing, open debts owe something.
// 3  What a payment paid off and what it was credited are its amount; refunds do not exceed it.
// 4  The postings of every event sum to zero; each account is the sum of the rows it stands for.
// 5  A unique value has one holder; a customer has at most one primary account, and that is active.
// 6  Debts and payments change status only along the ways there are.
// 8  Running sums are the sums of the events. (7, equal replays, is held by comparing digests.)
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/domain/state.hpp"
#include "events/record.hpp"

namespace daybook {

/// Watches a log from its first event on. Memory grows with the debts and payments seen. One thread.
class Laws {
 public:
  /// A law that does not hold. `position`: of the event that broke it; none when only the sums tell.
  struct Breach {
    Position position;
    std::string sentence;
  };

  void take(const Record& record);
  /// Every law that does not hold between the events taken and `state`. Without `tokens`, state knows no blind indexes and
  /// the part of law 5 that rests on them is left out.
  std::vector<Breach> broken(const State& state, bool tokens = true) const;

 private:
  __extension__ using Cents = __int128;
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
  std::string owed_on(DebtId id);
  void check_debts(const State& state, std::vector<Breach>& broken) const;
  void check_payments(const State& state, std::vector<Breach>& broken) const;
  void check_books(const State& state, std::vector<Breach>& broken) const;
  static void check_tokens(const State& state, std::vector<Breach>& broken);
  static void check_holders(const State& state, std::vector<Breach>& broken);

  std::map<DebtId, DebtSums> debts_;
  std::map<PaymentId, PaymentSums> payments_;
  std::map<std::string, Cents> books_;
  /// What the events themselves broke.
  std::vector<Breach> broken_;
  Position position_;
};

}  // namespace daybook
