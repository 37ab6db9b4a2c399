// What happens to debts and payments.
#include <algorithm>

#include "engine/domain/evolution.hpp"
#include "events/planted.hpp"

namespace daybook {
namespace {

void raise(Money& money, Money by) { money.minor += by.minor; }
void lower(Money& money, Money by) { money.minor -= by.minor; }

/// Money that paid off a claim.
void recover(Debt& debt, Money amount) {
  if (debt.written_off) {
    raise(debt.recovered_amount, amount);
  }
}

}  // namespace

void Evolution::operator()(const DebtIssued& event) {
  Debt& debt = state_.edit(event.debt_id);
  state_.edit_facts().last_debt = event.debt_id;
  debt.id = event.debt_id;
  debt.customer_id = event.customer_id;
  debt.debt_type = event.debt_type;
  debt.original_amount = event.original_amount;
  debt.current_balance = event.current_balance;
  debt.interest_rate = event.interest_rate;
  debt.minimum_payment = event.minimum_payment;
  debt.issue_date = event.issue_date;
  debt.due_date = event.due_date;
  debt.reference_number = event.reference_number;
  debt.sealed_at = envelope_.position;
  debt.created_at = debt.updated_at = envelope_.recorded_at;
  Customer& customer = state_.edit(event.customer_id);
  ++customer.debt_count;
  ++customer.open_debts;
}

void Evolution::operator()(const DebtImported& event) {
  (*this)(event.row);
  Debt& debt = state_.edit(event.row.debt_id);
  set_origin(debt, event.origin, UniqueKind::external_debt);
  debt.updated_at = event.origin.updated_at.value_or(debt.created_at);
}

void Evolution::operator()(const DebtStatusImported& event) {
  Debt& debt = state_.edit(event.debt_id);
  change_status(debt, event.status);
  if (event.status == DebtStatus::settled) {
    debt.forgiven_amount = event.amount;
    lower(debt.current_balance, event.amount);
  } else if (event.status == DebtStatus::written_off) {
    debt.written_off = true;
    debt.written_off_amount = event.amount;
  }
}

void Evolution::operator()(const DebtTermsChanged& event) {
  Debt& debt = touch(event.debt_id);
  event.interest_rate.apply_to(debt.interest_rate);
  event.minimum_payment.apply_to(debt.minimum_payment);
  event.due_date.apply_to(debt.due_date);
  event.reference_number.apply_to(debt.reference_number);
  if (!event.changed.empty()) {
    debt.sealed_at = envelope_.position;
  }
}

void Evolution::operator()(const DebtBalanceAdjusted& event) {
  Debt& debt = state_.edit(event.debt_id);
  if (event.kind != AdjustmentKind::import) {
    debt.updated_at = envelope_.recorded_at;
  }
  lower(debt.credit_balance, event.from_credit);
  raise(debt.current_balance, event.amount);
  lower(debt.current_balance, event.from_credit);
  recover(debt, event.from_credit);
}

void Evolution::operator()(const DebtDefaulted& event) { change_status(touch(event.debt_id), DebtStatus::defaulted); }

void Evolution::operator()(const DebtCured& event) { change_status(touch(event.debt_id), DebtStatus::active); }

void Evolution::operator()(const DebtPlacedInCollection& event) { change_status(touch(event.debt_id), DebtStatus::in_collection); }

void Evolution::operator()(const DebtRecalled& event) { change_status(touch(event.debt_id), DebtStatus::active); }

void Evolution::operator()(const DebtPaidOff& event) { change_status(touch(event.debt_id), DebtStatus::paid_off); }

void Evolution::operator()(const DebtWrittenOff& event) {
  Debt& debt = touch(event.debt_id);
  change_status(debt, DebtStatus::written_off);
  debt.written_off = true;
  debt.written_off_amount = event.amount;
}

void Evolution::operator()(const DebtSettled& event) {
  Debt& debt = touch(event.debt_id);
  change_status(debt, DebtStatus::settled);
  debt.forgiven_amount = event.forgiven;
  lower(debt.current_balance, event.forgiven);
}

void Evolution::operator()(const DebtReopened& event) {
  Debt& debt = touch(event.debt_id);
  change_status(debt, event.status);
  lower(debt.forgiven_amount, event.unforgiven);
  raise(debt.current_balance, event.unforgiven);
}

void Evolution::operator()(const CreditRefunded& event) { lower(touch(event.debt_id).credit_balance, event.amount); }

void Evolution::operator()(const CreditApplied& event) {
  lower(touch(event.from_debt_id).credit_balance, event.amount);
  Debt& to = touch(event.to_debt_id);
  lower(to.current_balance, event.amount);
  recover(to, event.amount);
}

void Evolution::operator()(const PaymentInitiated& event) {
  add_payment(event);
  raise(state_.edit(event.debt_id).pending_payment_amount, event.amount);
  ++state_.edit(event.customer_id).pending_payments;
}

void Evolution::operator()(const PaymentCompleted& event) {
  if (state_.find(event.payment_id) != nullptr) {
    end_pending(event.payment_id);
  } else {
    add_payment({event.payment_id, event.customer_id, event.debt_id, event.amount, event.payment_date, event.payment_method,
                 event.transaction_id, event.personal});
  }
  touch(event.debt_id);
  complete(event.payment_id, event.payment_date, event.applied, event.credited);
}

void Evolution::operator()(const PaymentImported& event) {
  add_payment(event.row);
  Payment& payment = state_.edit(event.row.payment_id);
  set_origin(payment, event.origin, UniqueKind::external_payment);
  payment.status = event.status;
  switch (event.status) {
    case PaymentStatus::pending:
      raise(state_.edit(event.row.debt_id).pending_payment_amount, event.row.amount);
      ++state_.edit(event.row.customer_id).pending_payments;
      break;
    case PaymentStatus::completed:
      complete(event.row.payment_id, event.row.payment_date, event.applied, event.credited);
      break;
    case PaymentStatus::failed:
      break;
    case PaymentStatus::refunded:
      payment.refunded_amount = event.row.amount;
      break;
  }
}

void Evolution::operator()(const PaymentFailed& event) {
  end_pending(event.payment_id);
  state_.edit(event.payment_id).status = PaymentStatus::failed;
}

void Evolution::operator()(const PaymentRefunded& event) {
  Debt& debt = touch(event.debt_id);
  lower(debt.credit_balance, event.from_credit);
  raise(debt.current_balance, planted(Bug::refund_not_restoring) ? Money{} : event.restored);
  lower(debt.total_paid, event.amount);
  recover(debt, event.from_credit);
  Payment& payment = state_.edit(event.payment_id);
  if (payment.since_write_off) {
    lower(debt.recovered_amount, event.amount);
  }
  raise(payment.refunded_amount, event.amount);
  if (payment.refunded_amount == payment.amount) {
    payment.status = PaymentStatus::refunded;
    debt.last_payment_date_stale |= debt.last_payment_date == payment.payment_date;
  }
}

void Evolution::change_status(Debt& debt, DebtStatus status) {
  if (status == DebtStatus::paid_off || status == DebtStatus::settled) {
    debt.status_before = debt.status;
  }
  if (is_open(debt.status) != is_open(status)) {
    state_.edit(debt.customer_id).open_debts += is_open(status) ? 1U : ~std::uint64_t{0};
  }
  debt.status = status;
}

void Evolution::add_payment(const PaymentInitiated& event) {
  Payment& payment = state_.edit(event.payment_id);
  state_.edit_facts().last_payment = event.payment_id;
  payment.id = event.payment_id;
  payment.customer_id = event.customer_id;
  payment.debt_id = event.debt_id;
  payment.amount = event.amount;
  payment.payment_date = event.payment_date;
  payment.payment_method = event.payment_method;
  payment.transaction_id = event.transaction_id;
  payment.created_at = envelope_.recorded_at;
  payment.has_notes = !event.personal.empty();
  if (event.transaction_id) {
    state_.hold(UniqueKind::transaction_id, *event.transaction_id, event.payment_id.value);
  }
  ++state_.edit(event.customer_id).payment_count;
  ++state_.edit(event.debt_id).payment_count;
}

void Evolution::end_pending(PaymentId id) {
  const Payment& payment = state_.edit(id);
  lower(state_.edit(payment.debt_id).pending_payment_amount, payment.amount);
  --state_.edit(payment.customer_id).pending_payments;
}

void Evolution::complete(PaymentId id, Instant payment_date, Money applied, Money credited) {
  Payment& payment = state_.edit(id);
  Debt& debt = state_.edit(payment.debt_id);
  payment.status = PaymentStatus::completed;
  payment.payment_date = payment_date;
  payment.applied = applied;
  payment.credited = credited;
  payment.since_write_off = debt.written_off;
  lower(debt.current_balance, applied);
  raise(debt.credit_balance, credited);
  raise(debt.total_paid, payment.amount);
  recover(debt, applied);
  if (!debt.last_payment_date || payment_date >= *debt.last_payment_date) {
    debt.last_payment_date = payment_date;
    debt.last_payment_date_stale = false;
  }
}

}  // namespace daybook
