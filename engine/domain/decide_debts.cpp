#include <algorithm>

#include "engine/domain/rules.hpp"

namespace daybook {
namespace {

/// A debt the command may be decided on: found, and its customer at the expected version.
Result<const Debt*> find_current(const Question& question, DebtId id) {
  BOOST_OUTCOME_TRY(const Debt* debt, find(question, id));
  BOOST_OUTCOME_TRY(check_version(question, owner(question, debt->customer_id).version));
  return debt;
}

Decision decided(const Debt& debt, Event event) { return decided(debt.customer_id, debt.id.value, std::move(event)); }

Error wrong_status(const Debt& debt, std::string_view pointer = "/debt_id") { return invalid_transition(describe(debt), pointer); }

/// A change of status from one of `from`.
Result<Decision> change_status(const Question& question, DebtId id, std::initializer_list<DebtStatus> from, Event event) {
  BOOST_OUTCOME_TRY(const Debt* debt, find_current(question, id));
  if (is_stale(question, debt->sealed_at)) {
    return prepare_again();
  }
  if (std::ranges::find(from, debt->status) == from.end()) {
    return wrong_status(*debt);
  }
  return decided(*debt, std::move(event));
}

Result<Decision> raise_balance(const Debt& debt, DebtBalanceAdjusted event) {
  event.from_credit = std::min(debt.credit_balance, event.amount);
  const Money owed{event.amount.minor - event.from_credit.minor};
  BOOST_OUTCOME_TRY(sum(debt.current_balance, owed));
  BOOST_OUTCOME_TRY(sum(debt.recovered_amount, event.from_credit));
  Decision decision = decided(debt, event);
  if (debt.status == DebtStatus::paid_off && owed.minor > 0) {
    decision.events.emplace_back(DebtReopened{debt.id, debt.status_before, Money{}});
  }
  return decision;
}

Result<Decision> lower_balance(const Debt& debt, const DebtBalanceAdjusted& event) {
  const Money left{debt.current_balance.minor + event.amount.minor};
  if (left.minor < 0) {
    return refuse(ErrorCode::amount_out_of_range, "the balance would go below 0", "/amount");
  }
  Decision decision = decided(debt, event);
  if (is_open(debt.status) && left.minor == 0) {
    decision.events.emplace_back(DebtPaidOff{debt.id});
  }
  return decision;
}

}  // namespace

Result<Decision> decide_on(const IssueDebt& command, const Question& question) {
  BOOST_OUTCOME_TRY(const Customer* customer, find(question, command.customer_id));
  BOOST_OUTCOME_TRY(check_version(question, customer->version));
  if (is_stale(question, Position{})) {
    return prepare_again();
  }
  if (customer->status != CustomerStatus::active) {
    return refuse(ErrorCode::customer_not_active,
                  "customer " + std::to_string(customer->id.value) + " is " + std::string(to_text(customer->status)), "/customer_id");
  }
  BOOST_OUTCOME_TRY(check_not_in_future(question, command.issue_date, "/issue_date"));
  const DebtId id{question.state.facts().last_debt.value + 1};
  return daybook::decided(
      customer->id, id.value,
      DebtIssued{id, customer->id, command.debt_type, command.original_amount, command.current_balance.value_or(command.original_amount),
                 command.interest_rate, command.minimum_payment, command.issue_date, command.due_date, command.reference_number,
                 question.sealing.personal, question.sealing.secret});
}

Result<Decision> decide_on(const ChangeDebtTerms& command, const Question& question) {
  BOOST_OUTCOME_TRY(const Debt* debt, find_current(question, command.debt_id));
  if (is_stale(question, debt->sealed_at)) {
    return prepare_again();
  }
  const Sealing& sealing = question.sealing;
  DebtTermsChanged event{debt->id,
                         difference(command.interest_rate, debt->interest_rate),
                         difference(command.minimum_payment, debt->minimum_payment),
                         difference(command.due_date, debt->due_date),
                         difference(command.reference_number, debt->reference_number),
                         sealing.changed,
                         sealing.personal,
                         sealing.secret};
  const bool changes = event.interest_rate.given() || event.minimum_payment.given() || event.due_date.given() ||
                       event.reference_number.given() || !event.changed.empty();
  return changes ? decided(*debt, std::move(event)) : nothing(debt->customer_id, debt->id.value);
}

Result<Decision> decide_on(const AdjustDebt& command, const Question& question) {
  BOOST_OUTCOME_TRY(const Debt* debt, find_current(question, command.debt_id));
  if (is_stale(question, debt->sealed_at)) {
    return prepare_again();
  }
  const bool raises = command.amount.minor > 0;
  if (!is_open(debt->status) && debt->status != DebtStatus::written_off && !(raises && debt->status == DebtStatus::paid_off)) {
    return wrong_status(*debt);
  }
  const Instant effective_at = command.effective_at.value_or(question.now());
  BOOST_OUTCOME_TRY(check_not_in_future(question, effective_at, "/effective_at"));
  const DebtBalanceAdjusted event{debt->id, command.amount, command.kind, effective_at, Money{}};
  return raises ? raise_balance(*debt, event) : lower_balance(*debt, event);
}

Result<Decision> decide_on(const DefaultDebt& command, const Question& question) {
  return change_status(question, command.debt_id, {DebtStatus::active}, DebtDefaulted{command.debt_id});
}

Result<Decision> decide_on(const CureDebt& command, const Question& question) {
  return change_status(question, command.debt_id, {DebtStatus::defaulted}, DebtCured{command.debt_id});
}

Result<Decision> decide_on(const PlaceDebt& command, const Question& question) {
  return change_status(question, command.debt_id, {DebtStatus::active, DebtStatus::defaulted},
                       DebtPlacedInCollection{command.debt_id, command.agency});
}

Result<Decision> decide_on(const RecallDebt& command, const Question& question) {
  return change_status(question, command.debt_id, {DebtStatus::in_collection}, DebtRecalled{command.debt_id});
}

Result<Decision> decide_on(const WriteOffDebt& command, const Question& question) {
  BOOST_OUTCOME_TRY(const Debt* debt, find_current(question, command.debt_id));
  if (is_stale(question, debt->sealed_at)) {
    return prepare_again();
  }
  if (!is_open(debt->status)) {
    return wrong_status(*debt);
  }
  return decided(*debt, DebtWrittenOff{debt->id, debt->current_balance});
}

Result<Decision> decide_on(const SettleDebt& command, const Question& question) {
  BOOST_OUTCOME_TRY(const Debt* debt, find_current(question, command.debt_id));
  if (is_stale(question, debt->sealed_at)) {
    return prepare_again();
  }
  const bool claim_left = debt->status == DebtStatus::written_off && debt->current_balance.minor > 0;
  if (!is_open(debt->status) && !claim_left) {
    return wrong_status(*debt);
  }
  return decided(*debt, DebtSettled{debt->id, debt->current_balance});
}

Result<Decision> decide_on(const RefundCredit& command, const Question& question) {
  BOOST_OUTCOME_TRY(const Debt* debt, find_current(question, command.debt_id));
  if (is_stale(question, debt->sealed_at)) {
    return prepare_again();
  }
  if (command.amount > debt->credit_balance) {
    return refuse(ErrorCode::amount_out_of_range, "more than the credit", "/amount");
  }
  return decided(*debt, CreditRefunded{debt->id, command.amount});
}

Result<Decision> decide_on(const ApplyCredit& command, const Question& question) {
  BOOST_OUTCOME_TRY(const Debt* from, find(question, command.from_debt_id, "/from_debt_id"));
  BOOST_OUTCOME_TRY(const Debt* to, find(question, command.to_debt_id, "/to_debt_id"));
  BOOST_OUTCOME_TRY(check_version(question, owner(question, from->customer_id).version));
  if (is_stale(question, from->sealed_at)) {
    return prepare_again();
  }
  if (to->customer_id != from->customer_id) {
    return refuse(ErrorCode::debt_not_owned_by_customer, "the debts belong to different customers", "/to_debt_id");
  }
  if (!is_open(to->status) && to->status != DebtStatus::written_off) {
    return wrong_status(*to, "/to_debt_id");
  }
  if (command.amount > from->credit_balance || command.amount > to->current_balance) {
    return refuse(ErrorCode::amount_out_of_range, "more than the credit or than the balance it should pay", "/amount");
  }
  BOOST_OUTCOME_TRY(sum(to->recovered_amount, command.amount));
  Decision decision = decided(*from, CreditApplied{from->id, to->id, command.amount});
  if (is_open(to->status) && command.amount == to->current_balance) {
    decision.events.emplace_back(DebtPaidOff{to->id});
  }
  return decision;
}

}  // namespace daybook
