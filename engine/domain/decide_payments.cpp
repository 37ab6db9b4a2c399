#include <algorithm>

#include "engine/domain/rules.hpp"
#include "events/planted.hpp"

namespace daybook {
namespace {

struct Paid {
  const Payment* payment;
  const Debt* debt;
};

/// A payment and its debt, the customer at the expected version.
Result<Paid> find_current(const Question& question, PaymentId id) {
  BOOST_OUTCOME_TRY(const Payment* payment, find(question, id));
  BOOST_OUTCOME_TRY(const Debt* debt, find(question, payment->debt_id));
  BOOST_OUTCOME_TRY(check_version(question, owner(question, payment->customer_id).version));
  return Paid{payment, debt};
}

Error wrong_status(const Payment& payment) {
  return invalid_transition("payment " + std::to_string(payment.id.value) + " is " + std::string(to_text(payment.status)), "/payment_id");
}

Decision decided(const Payment& payment, Event event) { return decided(payment.customer_id, payment.id.value, std::move(event)); }

Result<void> check_after_issue(const Debt& debt, Instant payment_date) {
  if (day_of(payment_date) < day_of(debt.issue_date)) {
    return refuse(ErrorCode::payment_before_issue, "the debt was issued on " + format(day_of(debt.issue_date)), "/payment_date");
  }
  return success();
}

/// Completes `event` against its debt: how much is applied, how much is credit, whether the debt is paid off.
Result<Decision> complete(const Debt& debt, PaymentCompleted event) {
  BOOST_OUTCOME_TRY(const Application application, apply_payment(debt, event.amount));
  event.applied = application.applied;
  event.credited = application.credited;
  const CustomerId customer = event.customer_id;
  const std::uint64_t id = event.payment_id.value;
  Decision decision = daybook::decided(customer, id, std::move(event));
  if (is_open(debt.status) && application.applied == debt.current_balance) {
    decision.events.emplace_back(DebtPaidOff{debt.id});
  }
  return decision;
}

Result<Decision> initiate(const Debt& debt, PaymentInitiated event) {
  BOOST_OUTCOME_TRY(sum(debt.pending_payment_amount, event.amount));
  const CustomerId customer = event.customer_id;
  const std::uint64_t id = event.payment_id.value;
  return daybook::decided(customer, id, std::move(event));
}

/// Takes `amount` back: out of the debt's credit first, the rest is owed again.
Result<Decision> refund(const Paid& paid, Money amount, RefundKind kind, Instant refunded_at) {
  const Debt& debt = *paid.debt;
  const Money from_credit = std::min(amount, debt.credit_balance);
  const Money restored{amount.minor - from_credit.minor};
  const bool closed = debt.status == DebtStatus::paid_off || debt.status == DebtStatus::settled;
  const Money unforgiven = closed && restored.minor > 0 ? debt.forgiven_amount : Money{};
  BOOST_OUTCOME_TRY(const Money owed, sum(debt.current_balance, restored));
  BOOST_OUTCOME_TRY(sum(owed, unforgiven));
  BOOST_OUTCOME_TRY(sum(debt.recovered_amount, from_credit));
  Decision decision = decided(*paid.payment, PaymentRefunded{paid.payment->id, debt.id, amount, kind, refunded_at, from_credit, restored});
  if (closed && restored.minor > 0) {
    decision.events.emplace_back(DebtReopened{debt.id, debt.status_before, unforgiven});
  }
  return decision;
}

}  // namespace

Result<Decision> decide_on(const RecordPayment& command, const Question& question) {
  BOOST_OUTCOME_TRY(const Customer* customer, find(question, command.customer_id));
  BOOST_OUTCOME_TRY(const Debt* debt, find(question, command.debt_id));
  BOOST_OUTCOME_TRY(check_version(question, customer->version));
  if (is_stale(question, Position{})) {
    return prepare_again();
  }
  if (planted(Bug::wrong_precedence)) {
    BOOST_OUTCOME_TRY(check_after_issue(*debt, command.payment_date));
  }
  if (debt->customer_id != customer->id) {
    return refuse(ErrorCode::debt_not_owned_by_customer, "the debt belongs to another customer", "/debt_id");
  }
  const bool completed = command.status == PaymentStatus::completed;
  BOOST_OUTCOME_TRY(check_after_issue(*debt, command.payment_date));
  if (completed) {
    BOOST_OUTCOME_TRY(check_not_in_future(question, command.payment_date, "/payment_date"));
  }
  BOOST_OUTCOME_TRY(check_transaction_id(question, command.transaction_id, "/transaction_id"));
  const PaymentId id{question.state.facts().last_payment.value + 1};
  const Sealed& notes = question.sealing.personal;
  if (completed) {
    return complete(
        *debt,
        {id, customer->id, debt->id, command.amount, command.payment_date, command.payment_method, command.transaction_id, notes, {}, {}});
  }
  return initiate(
      *debt, {id, customer->id, debt->id, command.amount, command.payment_date, command.payment_method, command.transaction_id, notes});
}

Result<Decision> decide_on(const CompletePayment& command, const Question& question) {
  BOOST_OUTCOME_TRY(const Paid paid, find_current(question, command.payment_id));
  const Payment& payment = *paid.payment;
  if (is_stale(question, Position{})) {
    return prepare_again();
  }
  if (payment.status != PaymentStatus::pending) {
    return wrong_status(payment);
  }
  const Instant payment_date = command.payment_date.value_or(payment.payment_date);
  BOOST_OUTCOME_TRY(check_after_issue(*paid.debt, payment_date));
  BOOST_OUTCOME_TRY(check_not_in_future(question, payment_date, "/payment_date"));
  return complete(*paid.debt, {payment.id, payment.customer_id, payment.debt_id, payment.amount, payment_date, {}, {}, {}, {}, {}});
}

Result<Decision> decide_on(const FailPayment& command, const Question& question) {
  BOOST_OUTCOME_TRY(const Paid paid, find_current(question, command.payment_id));
  if (is_stale(question, Position{})) {
    return prepare_again();
  }
  if (paid.payment->status != PaymentStatus::pending) {
    return wrong_status(*paid.payment);
  }
  return decided(*paid.payment, PaymentFailed{paid.payment->id, paid.debt->id});
}

Result<Decision> decide_on(const RefundPayment& command, const Question& question) {
  BOOST_OUTCOME_TRY(const Paid paid, find_current(question, command.payment_id));
  const Payment& payment = *paid.payment;
  if (is_stale(question, Position{})) {
    return prepare_again();
  }
  if (payment.status != PaymentStatus::completed) {
    return wrong_status(payment);
  }
  const Instant refunded_at = command.refunded_at.value_or(question.now());
  if (day_of(refunded_at) < day_of(payment.payment_date)) {
    return refuse(ErrorCode::refund_before_payment, "the payment was made on " + format(day_of(payment.payment_date)), "/refunded_at");
  }
  BOOST_OUTCOME_TRY(check_not_in_future(question, refunded_at, "/refunded_at"));
  const Money left{payment.amount.minor - payment.refunded_amount.minor};
  const Money amount = command.amount.value_or(left);
  if (amount > left) {
    return refuse(ErrorCode::refund_exceeds_payment, "more than is left of the payment", "/amount");
  }
  return refund(paid, amount, command.kind.value_or(RefundKind::refund), refunded_at);
}

}  // namespace daybook
