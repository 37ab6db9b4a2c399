// The commands with many fields.
#include "tests/support/generator.hpp"

namespace daybook {

CreateCustomer Generator::create_customer() {
  CreateCustomer command{.first_name = text(), .last_name = text(), .phone_primary = phone()};
  command.date_of_birth = sometimes<Date>(3, [&] { return birth_date(); });
  command.ssn = sometimes<std::string>(2, [&] { return ssn(); });
  command.email = sometimes<std::string>(2, [&] { return email(); });
  command.city = sometimes<std::string>(4, [&] { return text(); });
  command.country = sometimes<std::string>(4, [&] { return text(); });
  command.annual_income = sometimes<Money>(4, [&] { return amount(5'000'000); });
  command.credit_score = sometimes<std::int32_t>(4, [&] { return one_of<std::int32_t>({299, 300, 700, 850, 851}); });
  command.notes = sometimes<std::string>(4, [&] { return notes(); });
  command.account_status = sometimes<CustomerStatus>(20, [&] { return one_of({CustomerStatus::active, CustomerStatus::frozen}); });
  return command;
}

UpdateCustomer Generator::update_customer() {
  UpdateCustomer command{.customer_id = {customer_id()}};
  command.first_name = sometimes<std::string>(4, [&] { return text(); });
  command.phone_primary = sometimes<std::string>(4, [&] { return phone(); });
  command.date_of_birth = perhaps_changed<Date>(5, [&] { return birth_date(); });
  command.ssn = perhaps_changed<std::string>(2, [&] { return ssn(); });
  command.email = perhaps_changed<std::string>(2, [&] { return email(); });
  command.city = perhaps_changed<std::string>(5, [&] { return text(); });
  command.country = perhaps_changed<std::string>(5, [&] { return text(); });
  command.annual_income = perhaps_changed<Money>(5, [&] { return amount(5'000'000); });
  command.credit_score = perhaps_changed<std::int32_t>(5, [&] { return one_of<std::int32_t>({299, 300, 850, 851}); });
  command.notes = perhaps_changed<std::string>(5, [&] { return notes(); });
  return command;
}

IssueDebt Generator::issue_debt() {
  IssueDebt command{.customer_id = {customer_id()}, .debt_type = text(), .original_amount = amount(200), .issue_date = instant(now_)};
  command.current_balance = sometimes<Money>(4, [&] { return amount(100); });
  command.interest_rate = sometimes<Rate>(4, [&] { return Rate{static_cast<std::int32_t>(below(10'000'001))}; });
  command.minimum_payment = sometimes<Money>(4, [&] { return amount(25); });
  command.due_date = sometimes<Instant>(2, [&] { return instant(now_); });
  command.account_number = sometimes<std::string>(4, [&] { return text(); });
  command.reference_number = sometimes<std::string>(4, [&] { return text(); });
  command.notes = sometimes<std::string>(4, [&] { return notes(); });
  command.status = sometimes<DebtStatus>(20, [&] { return one_of({DebtStatus::active, DebtStatus::settled}); });
  command.days_past_due = sometimes<std::int32_t>(20, [&] { return one_of<std::int32_t>({0, 1}); });
  return command;
}

AdjustDebt Generator::adjust_debt() {
  const Id debt = debt_id();
  const auto row = model_.debts().find(debt);
  const model::Cents near = row == model_.debts().end() ? 50 : std::max(row->second.current_balance, row->second.credit_balance);
  const Money size = amount(near);
  // A bound of int64 has no opposite.
  const bool lower = one_in(2) && size.minor > 0;
  return AdjustDebt{.debt_id = {debt},
                    .amount = lower ? -size : size,
                    .kind = one_in(20) ? AdjustmentKind::import : one_of({AdjustmentKind::interest, AdjustmentKind::waiver}),
                    .effective_at = sometimes<Instant>(4, [&] { return instant(now_); })};
}

ApplyCredit Generator::apply_credit() {
  const Id from = debt_with([](const auto& row) { return row.credit_balance > 0; });
  const auto row = model_.debts().find(from);
  const Id owner = row == model_.debts().end() ? 0 : row->second.customer_id;
  const Id to = one_in(4) ? debt_id() : debt_with([&](const auto& debt) { return debt.customer_id == owner && debt.current_balance > 0; });
  const auto target = model_.debts().find(to);
  const model::Cents owed = target == model_.debts().end() ? 1 : target->second.current_balance;
  return ApplyCredit{{from}, {to}, amount(row == model_.debts().end() ? owed : std::min(owed, row->second.credit_balance))};
}

RecordPayment Generator::record_payment() {
  const Id debt = debt_id();
  const auto row = model_.debts().find(debt);
  const bool known = row != model_.debts().end();
  return RecordPayment{
      .customer_id = {known && !one_in(12) ? row->second.customer_id : customer_id()},
      .debt_id = {debt},
      .amount = amount(known ? row->second.current_balance : 10),
      .payment_date = instant(known ? row->second.issue_date : now_),
      .payment_method = sometimes<std::string>(4, [&] { return text(); }),
      .transaction_id = sometimes<std::string>(3, [&] { return "t-" + std::to_string(below(2 * model_.payments().size() + 2)); }),
      .status = sometimes<PaymentStatus>(
          2, [&] { return one_in(20)  ? PaymentStatus::refunded
                          : one_in(8) ? PaymentStatus::pending
                                      : PaymentStatus::completed; }),
      .notes = sometimes<std::string>(4, [&] { return notes(); })};
}

RefundPayment Generator::refund_payment() {
  const Id payment = payment_with(PaymentStatus::completed);
  const auto row = model_.payments().find(payment);
  const bool known = row != model_.payments().end();
  return RefundPayment{.payment_id = {payment},
                       .amount = sometimes<Money>(2, [&] { return amount(known ? row->second.amount - row->second.refunded_amount : 10); }),
                       .kind = sometimes<RefundKind>(3, [&] { return one_of({RefundKind::returned, RefundKind::error}); }),
                       .refunded_at = sometimes<Instant>(3, [&] { return instant(known ? row->second.payment_date : now_); })};
}

LogCommunication Generator::log_communication() {
  LogCommunication command{.customer_id = {customer_id()}};
  command.communication_type = one_of({CommunicationType::call, CommunicationType::sms});
  command.direction = one_of({Direction::inbound, Direction::outbound});
  command.timestamp = sometimes<Instant>(2, [&] { return instant(now_); });
  command.duration_seconds = sometimes<std::int32_t>(3, [&] { return one_of<std::int32_t>({-1, 0, 180}); });
  command.contact_phone = sometimes<std::string>(4, [&] { return phone(); });
  command.contact_email = sometimes<std::string>(4, [&] { return email(); });
  command.outcome = sometimes<std::string>(3, [&] { return text(); });
  command.notes = sometimes<std::string>(4, [&] { return notes(); });
  command.debt_ids = sometimes<std::vector<DebtId>>(3, [&] {
    const DebtId debt{debt_id()};
    return one_in(2) || !debt ? std::vector{debt} : std::vector{debt, DebtId{debt.value + 1}};
  });
  return command;
}

LinkAccount Generator::link_account() {
  LinkAccount command{.customer_id = {customer_id()}, .account_type = text(), .account_number = "a-" + std::to_string(below(40))};
  command.routing_number = sometimes<std::string>(3, [&] { return routing_number(); });
  command.bank_name = sometimes<std::string>(3, [&] { return text(); });
  command.is_active = sometimes<bool>(8, [&] { return !one_in(4); });
  command.is_primary = sometimes<bool>(2, [&] { return !one_in(4); });
  command.notes = sometimes<std::string>(4, [&] { return notes(); });
  return command;
}

}  // namespace daybook
