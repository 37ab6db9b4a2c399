#include <algorithm>
#include <limits>

#include "tests/support/model.hpp"
#include "tests/support/model_personal.hpp"

namespace daybook::model {
namespace {

/// Whether `date` is on an earlier UTC day than `other`.
bool on_earlier_day(Instant date, Instant other) { return day_of(date) < day_of(other); }

}  // namespace

void Model::complete(Payment& payment, std::vector<std::string>& events) {
  Debt& debt = debts_.at(payment.debt_id);
  payment.status = PaymentStatus::completed;
  payment.applied = std::min(payment.amount, debt.current_balance);
  payment.credited = payment.amount - payment.applied;
  debt.current_balance -= payment.applied;
  debt.credit_balance += payment.credited;
  debt.updated_at = now_;
  if (ever_written_off_.contains(debt.id)) {
    since_write_off_.insert(payment.id);
    debt.recovered_amount += payment.applied;
  }
  events.emplace_back("PaymentCompleted");
  pay_off_if_nothing_owed(debt, events);
}

Model::Outcome Model::run(const RecordPayment& command) {
  const Id customer = command.customer_id.value;
  if (!customers_.contains(customer)) {
    return refuse(ErrorCode::customer_not_found, "/customer_id");
  }
  if (!debts_.contains(command.debt_id.value)) {
    return refuse(ErrorCode::debt_not_found, "/debt_id");
  }
  if (stale(customer)) {
    return refuse(ErrorCode::version_conflict, "/expected_version");
  }
  const Debt& debt = debts_.at(command.debt_id.value);
  if (debt.customer_id != customer) {
    return refuse(ErrorCode::debt_not_owned_by_customer, "/debt_id");
  }
  if (on_earlier_day(command.payment_date, debt.issue_date)) {
    return refuse(ErrorCode::payment_before_issue, "/payment_date");
  }
  const bool completed = command.status == PaymentStatus::completed;
  if (completed && later_than_now(command.payment_date)) {
    return refuse(ErrorCode::date_in_future, "/payment_date");
  }
  for (const auto& [id, other] : payments_) {
    if (command.transaction_id && other.transaction_id == command.transaction_id) {
      return refuse(ErrorCode::duplicate_transaction_id, "/transaction_id");
    }
  }
  if (completed && debt.credit_balance > std::numeric_limits<Cents>::max() - command.amount.minor) {
    return refuse(ErrorCode::amount_out_of_range, "/amount");
  }
  Payment payment;
  payment.id = payments_.size() + 1;
  payment.customer_id = customer;
  payment.debt_id = debt.id;
  payment.amount = command.amount.minor;
  payment.payment_date = command.payment_date;
  payment.payment_method = command.payment_method;
  payment.transaction_id = command.transaction_id;
  put(payment.personal, "notes", command.notes);
  payment.created_at = now_;
  std::vector<std::string> events;
  if (completed) {
    complete(payment, events);
  } else {
    events.emplace_back("PaymentInitiated");
  }
  payments_[payment.id] = payment;
  return {{}, events, payment.id, customer};
}

Model::Outcome Model::run(const CompletePayment& command) {
  const Id id = command.payment_id.value;
  if (!payments_.contains(id)) {
    return refuse(ErrorCode::payment_not_found, "/payment_id");
  }
  Payment& payment = payments_.at(id);
  if (stale(payment.customer_id)) {
    return refuse(ErrorCode::version_conflict, "/expected_version");
  }
  if (payment.status != PaymentStatus::pending) {
    return refuse(ErrorCode::invalid_transition, "/payment_id");
  }
  const Instant date = command.payment_date.value_or(payment.payment_date);
  if (on_earlier_day(date, debts_.at(payment.debt_id).issue_date)) {
    return refuse(ErrorCode::payment_before_issue, "/payment_date");
  }
  if (later_than_now(date)) {
    return refuse(ErrorCode::date_in_future, "/payment_date");
  }
  payment.payment_date = date;
  std::vector<std::string> events;
  complete(payment, events);
  return {{}, events, id, payment.customer_id};
}

Model::Outcome Model::run(const FailPayment& command) {
  const Id id = command.payment_id.value;
  if (!payments_.contains(id)) {
    return refuse(ErrorCode::payment_not_found, "/payment_id");
  }
  Payment& payment = payments_.at(id);
  if (stale(payment.customer_id)) {
    return refuse(ErrorCode::version_conflict, "/expected_version");
  }
  if (payment.status != PaymentStatus::pending) {
    return refuse(ErrorCode::invalid_transition, "/payment_id");
  }
  payment.status = PaymentStatus::failed;
  return {{}, {"PaymentFailed"}, id, payment.customer_id};
}

std::optional<Fault> Model::objection(const RefundPayment& command, const Payment& payment) const {
  if (payment.status != PaymentStatus::completed) {
    return Fault{ErrorCode::invalid_transition, "/payment_id"};
  }
  const Instant date = command.refunded_at.value_or(now_);
  if (on_earlier_day(date, payment.payment_date)) {
    return Fault{ErrorCode::refund_before_payment, "/refunded_at"};
  }
  if (later_than_now(date)) {
    return Fault{ErrorCode::date_in_future, "/refunded_at"};
  }
  if (command.amount && command.amount->minor > payment.amount - payment.refunded_amount) {
    return Fault{ErrorCode::refund_exceeds_payment, "/amount"};
  }
  const Debt& debt = debts_.at(payment.debt_id);
  const Cents amount = command.amount.value_or(Money{payment.amount - payment.refunded_amount}).minor;
  const Cents restored = amount - std::min(amount, debt.credit_balance);
  if (debt.current_balance + debt.forgiven_amount > std::numeric_limits<Cents>::max() - restored) {
    return Fault{ErrorCode::amount_out_of_range, "/amount"};
  }
  return std::nullopt;
}

Model::Outcome Model::run(const RefundPayment& command) {
  const Id id = command.payment_id.value;
  if (!payments_.contains(id)) {
    return refuse(ErrorCode::payment_not_found, "/payment_id");
  }
  Payment& payment = payments_.at(id);
  if (stale(payment.customer_id)) {
    return refuse(ErrorCode::version_conflict, "/expected_version");
  }
  if (const auto fault = objection(command, payment)) {
    return {fault, {}, 0, 0};
  }
  const Cents left = payment.amount - payment.refunded_amount;
  const Cents amount = command.amount.value_or(Money{left}).minor;
  payment.refunded_amount += amount;
  if (payment.refunded_amount == payment.amount) {
    payment.status = PaymentStatus::refunded;
  }
  Debt& debt = debts_.at(payment.debt_id);
  if (since_write_off_.contains(id)) {
    debt.recovered_amount -= amount;
  }
  std::vector<std::string> events{"PaymentRefunded"};
  if (owe_more(debt, amount) > 0) {
    reopen(debt, events);
  }
  debt.updated_at = now_;
  return {{}, events, id, payment.customer_id};
}

}  // namespace daybook::model
