#include <algorithm>
#include <limits>

#include "tests/support/model.hpp"
#include "tests/support/model_personal.hpp"

namespace daybook::model {
namespace {

constexpr Cents cents_max = std::numeric_limits<Cents>::max();

}  // namespace

void Model::pay_off_if_nothing_owed(Debt& debt, std::vector<std::string>& events) {
  if (is_open(debt) && debt.current_balance == 0) {
    status_before_[debt.id] = debt.status;
    debt.status = DebtStatus::paid_off;
    events.emplace_back("DebtPaidOff");
  }
}

Cents Model::owe_more(Debt& debt, Cents amount) {
  const Cents from_credit = std::min(amount, debt.credit_balance);
  debt.credit_balance -= from_credit;
  debt.current_balance += amount - from_credit;
  if (ever_written_off_.contains(debt.id)) {
    debt.recovered_amount += from_credit;
  }
  return amount - from_credit;
}

void Model::reopen(Debt& debt, std::vector<std::string>& events) {
  if (debt.status != DebtStatus::paid_off && debt.status != DebtStatus::settled) {
    return;
  }
  if (debt.status == DebtStatus::settled) {
    debt.current_balance += debt.forgiven_amount;
    debt.forgiven_amount = 0;
  }
  debt.status = status_before_.at(debt.id);
  events.emplace_back("DebtReopened");
}

Model::Outcome Model::run(const IssueDebt& command) {
  const Id customer = command.customer_id.value;
  if (!customers_.contains(customer)) {
    return refuse(ErrorCode::customer_not_found, "/customer_id");
  }
  if (stale(customer)) {
    return refuse(ErrorCode::version_conflict, "/expected_version");
  }
  if (customers_.at(customer).status != CustomerStatus::active) {
    return refuse(ErrorCode::customer_not_active, "/customer_id");
  }
  if (later_than_now(command.issue_date)) {
    return refuse(ErrorCode::date_in_future, "/issue_date");
  }
  Debt debt;
  debt.id = debts_.size() + 1;
  debt.customer_id = customer;
  debt.debt_type = command.debt_type;
  debt.original_amount = command.original_amount.minor;
  debt.current_balance = command.current_balance.value_or(command.original_amount).minor;
  debt.interest_rate = command.interest_rate;
  if (command.minimum_payment) {
    debt.minimum_payment = command.minimum_payment->minor;
  }
  debt.issue_date = command.issue_date;
  debt.due_date = command.due_date;
  debt.reference_number = command.reference_number;
  put(debt.personal, "account_number", command.account_number);
  put(debt.personal, "notes", command.notes);
  debt.created_at = now_;
  debt.updated_at = now_;
  debts_[debt.id] = debt;
  return {{}, {"DebtIssued"}, debt.id, customer};
}

Model::Outcome Model::run(const ChangeDebtTerms& command) {
  const Id id = command.debt_id.value;
  if (!debts_.contains(id)) {
    return refuse(ErrorCode::debt_not_found, "/debt_id");
  }
  Debt& debt = debts_.at(id);
  if (stale(debt.customer_id)) {
    return refuse(ErrorCode::version_conflict, "/expected_version");
  }
  Debt changed = debt;
  command.interest_rate.apply_to(changed.interest_rate);
  if (command.minimum_payment.given()) {
    changed.minimum_payment.reset();
    if (command.minimum_payment.value()) {
      changed.minimum_payment = command.minimum_payment.value()->minor;
    }
  }
  command.due_date.apply_to(changed.due_date);
  command.reference_number.apply_to(changed.reference_number);
  put(changed.personal, "account_number", command.account_number);
  put(changed.personal, "notes", command.notes);
  if (changed == debt) {
    return {{}, {}, id, debt.customer_id};
  }
  debt = changed;
  debt.updated_at = now_;
  return {{}, {"DebtTermsChanged"}, id, debt.customer_id};
}

std::optional<Fault> Model::objection(const AdjustDebt& command, const Debt& debt) const {
  const bool adjustable =
      is_open(debt) || debt.status == DebtStatus::written_off || (debt.status == DebtStatus::paid_off && command.amount.minor > 0);
  if (!adjustable) {
    return Fault{ErrorCode::invalid_transition, "/debt_id"};
  }
  if (command.effective_at && later_than_now(*command.effective_at)) {
    return Fault{ErrorCode::date_in_future, "/effective_at"};
  }
  const Cents amount = command.amount.minor;
  if (amount < 0 && debt.current_balance + amount < 0) {
    return Fault{ErrorCode::amount_out_of_range, "/amount"};
  }
  if (amount > 0 && debt.current_balance > cents_max - amount) {
    return Fault{ErrorCode::amount_out_of_range, "/amount"};
  }
  return std::nullopt;
}

Model::Outcome Model::run(const AdjustDebt& command) {
  const Id id = command.debt_id.value;
  if (!debts_.contains(id)) {
    return refuse(ErrorCode::debt_not_found, "/debt_id");
  }
  Debt& debt = debts_.at(id);
  if (stale(debt.customer_id)) {
    return refuse(ErrorCode::version_conflict, "/expected_version");
  }
  if (const auto fault = objection(command, debt)) {
    return {fault, {}, 0, 0};
  }
  std::vector<std::string> events{"DebtBalanceAdjusted"};
  if (command.amount.minor < 0) {
    debt.current_balance += command.amount.minor;
    pay_off_if_nothing_owed(debt, events);
  } else if (owe_more(debt, command.amount.minor) > 0) {
    reopen(debt, events);
  }
  debt.updated_at = now_;
  return {{}, events, id, debt.customer_id};
}

Model::Outcome Model::run(const DefaultDebt& command) {
  return change_debt_status(command.debt_id.value, {DebtStatus::active}, DebtStatus::defaulted, "DebtDefaulted");
}

Model::Outcome Model::run(const CureDebt& command) {
  return change_debt_status(command.debt_id.value, {DebtStatus::defaulted}, DebtStatus::active, "DebtCured");
}

Model::Outcome Model::run(const PlaceDebt& command) {
  return change_debt_status(command.debt_id.value, {DebtStatus::active, DebtStatus::defaulted}, DebtStatus::in_collection,
                            "DebtPlacedInCollection");
}

Model::Outcome Model::run(const RecallDebt& command) {
  return change_debt_status(command.debt_id.value, {DebtStatus::in_collection}, DebtStatus::active, "DebtRecalled");
}

Model::Outcome Model::run(const WriteOffDebt& command) {
  const Outcome outcome = change_debt_status(command.debt_id.value, {DebtStatus::active, DebtStatus::defaulted, DebtStatus::in_collection},
                                             DebtStatus::written_off, "DebtWrittenOff");
  if (!outcome.refused) {
    Debt& debt = debts_.at(outcome.id);
    debt.written_off_amount = debt.current_balance;
    ever_written_off_.insert(debt.id);
  }
  return outcome;
}

Model::Outcome Model::run(const SettleDebt& command) {
  std::set<DebtStatus> from{DebtStatus::active, DebtStatus::defaulted, DebtStatus::in_collection};
  const auto found = debts_.find(command.debt_id.value);
  if (found != debts_.end() && found->second.current_balance > 0) {
    from.insert(DebtStatus::written_off);
  }
  const DebtStatus before = found == debts_.end() ? DebtStatus::active : found->second.status;
  const Outcome outcome = change_debt_status(command.debt_id.value, from, DebtStatus::settled, "DebtSettled");
  if (!outcome.refused) {
    Debt& debt = debts_.at(outcome.id);
    status_before_[debt.id] = before;
    debt.forgiven_amount = debt.current_balance;
    debt.current_balance = 0;
  }
  return outcome;
}

Model::Outcome Model::change_debt_status(Id id, std::set<DebtStatus> from, DebtStatus to, std::string event) {
  if (!debts_.contains(id)) {
    return refuse(ErrorCode::debt_not_found, "/debt_id");
  }
  Debt& debt = debts_.at(id);
  if (stale(debt.customer_id)) {
    return refuse(ErrorCode::version_conflict, "/expected_version");
  }
  if (!from.contains(debt.status)) {
    return refuse(ErrorCode::invalid_transition, "/debt_id");
  }
  debt.status = to;
  debt.updated_at = now_;
  return {{}, {event}, id, debt.customer_id};
}

Model::Outcome Model::run(const RefundCredit& command) {
  const Id id = command.debt_id.value;
  if (!debts_.contains(id)) {
    return refuse(ErrorCode::debt_not_found, "/debt_id");
  }
  Debt& debt = debts_.at(id);
  if (stale(debt.customer_id)) {
    return refuse(ErrorCode::version_conflict, "/expected_version");
  }
  if (command.amount.minor > debt.credit_balance) {
    return refuse(ErrorCode::amount_out_of_range, "/amount");
  }
  debt.credit_balance -= command.amount.minor;
  debt.updated_at = now_;
  return {{}, {"CreditRefunded"}, id, debt.customer_id};
}

Model::Outcome Model::run(const ApplyCredit& command) {
  if (!debts_.contains(command.from_debt_id.value)) {
    return refuse(ErrorCode::debt_not_found, "/from_debt_id");
  }
  if (!debts_.contains(command.to_debt_id.value)) {
    return refuse(ErrorCode::debt_not_found, "/to_debt_id");
  }
  Debt& from = debts_.at(command.from_debt_id.value);
  Debt& to = debts_.at(command.to_debt_id.value);
  const Cents amount = command.amount.minor;
  if (stale(from.customer_id)) {
    return refuse(ErrorCode::version_conflict, "/expected_version");
  }
  if (to.customer_id != from.customer_id) {
    return refuse(ErrorCode::debt_not_owned_by_customer, "/to_debt_id");
  }
  if (!is_open(to) && to.status != DebtStatus::written_off) {
    return refuse(ErrorCode::invalid_transition, "/to_debt_id");
  }
  if (amount > from.credit_balance || amount > to.current_balance) {
    return refuse(ErrorCode::amount_out_of_range, "/amount");
  }
  std::vector<std::string> events{"CreditApplied"};
  from.credit_balance -= amount;
  from.updated_at = now_;
  to.current_balance -= amount;
  to.updated_at = now_;
  if (ever_written_off_.contains(to.id)) {
    to.recovered_amount += amount;
  }
  pay_off_if_nothing_owed(to, events);
  return {{}, events, from.id, from.customer_id};
}

}  // namespace daybook::model
