// The naive model: what `semantics.md` says, once more, in plain maps and straight-line code. It predicts the answer
// to every command and every row, so that the product can be compared with something that shares none of its rules.
#pragma once

#include <set>

#include "tests/support/model_rows.hpp"

namespace daybook::model {

class Model {
 public:
  /// `now` is the `recorded_at` the command's events get; it never decreases.
  Answer submit(const Request& request, Instant now);

  /// Of the newest event; the first is LedgerOpened.
  Id position() const { return position_; }
  const std::map<Id, Customer>& customers() const { return customers_; }
  /// `last_payment_date` is filled in by `debt()` alone.
  const std::map<Id, Debt>& debts() const { return debts_; }
  const std::map<Id, Payment>& payments() const { return payments_; }
  const std::map<Id, Communication>& communications() const { return communications_; }
  const std::map<Id, Account>& accounts() const { return accounts_; }

  /// The row as it reads, with its derived columns.
  Debt debt(Id id) const;
  /// Whole days from `due_date` to `day`.
  std::int64_t days_past_due(Id debt, Date day) const;
  CustomerSummary summary(Id customer, Date day) const;
  PortfolioSummary portfolio(Date day) const;

 private:
  /// What a command came to: one fault, or what happened to which row of which customer.
  struct Outcome {
    std::optional<Fault> refused;
    std::vector<std::string> events;
    Id id = 0;
    Id customer = 0;
  };
  struct Seen {
    Command command;
    Answer answer;
  };

  static Outcome refuse(ErrorCode code, std::string pointer) { return {Fault{code, std::move(pointer)}, {}, 0, 0}; }
  Answer run_dry(const Request& request, Instant now) const;
  /// Whether the customer is not at the version the request expects.
  bool stale(Id customer) const;
  bool later_than_now(Instant date) const;

  Outcome run(const CreateCustomer& command);
  Outcome run(const UpdateCustomer& command);
  Outcome run(const FreezeCustomer& command);
  Outcome run(const UnfreezeCustomer& command);
  Outcome run(const CloseCustomer& command);
  Outcome run(const ReopenCustomer& command);
  Outcome run(const IssueDebt& command);
  Outcome run(const ChangeDebtTerms& command);
  Outcome run(const AdjustDebt& command);
  Outcome run(const DefaultDebt& command);
  Outcome run(const CureDebt& command);
  Outcome run(const PlaceDebt& command);
  Outcome run(const RecallDebt& command);
  Outcome run(const WriteOffDebt& command);
  Outcome run(const SettleDebt& command);
  Outcome run(const RefundCredit& command);
  Outcome run(const ApplyCredit& command);
  Outcome run(const RecordPayment& command);
  Outcome run(const CompletePayment& command);
  Outcome run(const FailPayment& command);
  Outcome run(const RefundPayment& command);
  Outcome run(const LogCommunication& command);
  Outcome run(const AmendCommunication& command);
  Outcome run(const LinkAccount& command);
  Outcome run(const UpdateAccount& command);
  Outcome run(const MakeAccountPrimary& command);
  Outcome run(const DeactivateAccount& command);
  Outcome run(const ReactivateAccount& command);

  Outcome change_customer_status(Id id, std::set<CustomerStatus> from, CustomerStatus to, std::string event);
  Outcome change_debt_status(Id id, std::set<DebtStatus> from, DebtStatus to, std::string event);
  std::optional<Fault> duplicate_of(const Personal& values, Id customer) const;
  /// What stands against an adjustment.
  std::optional<Fault> objection(const AdjustDebt& command, const Debt& debt) const;
  std::optional<Fault> objection(const RefundPayment& command, const Payment& payment) const;
  /// An open debt that owes nothing any more is paid off.
  void pay_off_if_nothing_owed(Debt& debt, std::vector<std::string>& events);
  /// Owes `amount` more: credit first. Returns what was restored.
  Cents owe_more(Debt& debt, Cents amount);
  void reopen(Debt& debt, std::vector<std::string>& events);
  /// Money has arrived.
  void complete(Payment& payment, std::vector<std::string>& events);
  /// Demotes the customer's primary account.
  void demote(Id customer);

  Instant now_;
  std::optional<Version> expected_;
  Id position_ = 1;
  std::map<Id, Customer> customers_;
  std::map<Id, Debt> debts_;
  std::map<Id, Payment> payments_;
  std::map<Id, Communication> communications_;
  std::map<Id, Account> accounts_;
  /// Status a debt goes back to when something is owed again.
  std::map<Id, DebtStatus> status_before_;
  std::set<Id> ever_written_off_;
  /// Payments completed after their debt was written off.
  std::set<Id> since_write_off_;
  std::map<std::string, Seen> seen_;
};

/// Everything wrong with a request that can be seen without state, in the order of an answer's `errors[]`.
std::vector<Fault> field_faults(const Request& request);

}  // namespace daybook::model
