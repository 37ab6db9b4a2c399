// Of several violated rules the first in the order of the error table is reported. Each row breaks two at once: those
// that stand next to each other in the table, of all that can meet in one command.
#include <gtest/gtest.h>
#include <limits>

#include "tests/support/spec.hpp"

namespace daybook::spec {
namespace {

struct Clash {
  const char* name;
  std::vector<Event> history;
  Command command;
  std::optional<std::uint64_t> expected_version;
  ErrorCode first;
  const char* pointer;
};

const Values taken{{SealedField::ssn, "123-45-6789"}, {SealedField::email, "ada@bank.test"}};
constexpr Instant tomorrow{noon.microseconds + microseconds_per_day};
constexpr Instant day_before_issue{issue_day.microseconds - microseconds_per_day};

RecordPayment payment(std::uint64_t customer, std::uint64_t debt, Instant date) {
  return {.customer_id = {customer}, .debt_id = {debt}, .amount = {1}, .payment_date = date, .status = PaymentStatus::completed};
}

PaymentInitiated with_transaction(std::uint64_t id, std::uint64_t debt) {
  PaymentInitiated initiated = pending(id, debt, 1);
  initiated.transaction_id = "t-1";
  return initiated;
}

std::vector<Event> two_customers() { return {customer(1), customer(2), debt(1, 100'00), debt(2, 100'00, 2)}; }

std::vector<Event> closed_with_open_debt_and_pending_payment() {
  return {customer(1),
          debt(1, 100'00),
          paid(1, 1, 100'00),
          DebtPaidOff{{1}},
          CustomerClosed{{1}},
          refunded(1, 1, 0, 1'00),
          DebtReopened{{1}, DebtStatus::active, {}},
          pending(2, 1, 1)};
}

RecordPayment reused_transaction(std::uint64_t debt, Instant date) {
  RecordPayment command = payment(1, debt, date);
  command.transaction_id = "t-1";
  return command;
}

CreateCustomer born_tomorrow_with_taken_values() {
  CreateCustomer command{.first_name = "Bo", .last_name = "Diddley", .phone_primary = "555"};
  command.date_of_birth = Date{day_of(noon).days + 1};
  command.ssn = "123456789";
  command.email = "ada@bank.test";
  return command;
}

CreateCustomer with_taken_values() {
  CreateCustomer command = born_tomorrow_with_taken_values();
  command.date_of_birth.reset();
  return command;
}

std::vector<Clash> not_found_and_version() {
  return {
      {"customer before debt", {}, payment(1, 1, noon), 9, ErrorCode::customer_not_found, "/customer_id"},
      {"debt before version", {customer(1)}, payment(1, 1, noon), 9, ErrorCode::debt_not_found, "/debt_id"},
      {"a listed debt before version",
       {customer(1)},
       LogCommunication{.customer_id = {1}, .debt_ids = std::vector<DebtId>{{1}}},
       9,
       ErrorCode::debt_not_found,
       "/debt_ids/0"},
      {"version before ownership", two_customers(), payment(1, 2, noon), 9, ErrorCode::version_conflict, "/expected_version"},
      {"version before ownership of credit", two_customers(), ApplyCredit{{1}, {2}, {1}}, 9, ErrorCode::version_conflict,
       "/expected_version"},
      {"version before standing", customer_that_is(CustomerStatus::frozen),
       IssueDebt{.customer_id = {1}, .debt_type = "loan", .original_amount = {1}, .issue_date = tomorrow}, 9, ErrorCode::version_conflict,
       "/expected_version"},
      {"version before open debts", {customer(1), debt(1, 1)}, CloseCustomer{{1}}, 9, ErrorCode::version_conflict, "/expected_version"},
      {"version before pending payments",
       {customer(1), debt(1, 1), pending(1, 1, 1), DebtSettled{{1}, {1}}},
       CloseCustomer{{1}},
       9,
       ErrorCode::version_conflict,
       "/expected_version"},
      {"version before inactivity",
       {customer(1), account(1, "A-1"), AccountDeactivated{{1}}},
       MakeAccountPrimary{{1}},
       9,
       ErrorCode::version_conflict,
       "/expected_version"},
      {"version before transition", debt_that_is(DebtStatus::paid_off), CureDebt{{1}}, 9, ErrorCode::version_conflict, "/expected_version"},
      {"version before date",
       {customer(1)},
       LogCommunication{.customer_id = {1}, .timestamp = tomorrow},
       9,
       ErrorCode::version_conflict,
       "/expected_version"},
      {"version before duplicate", {customer(1, taken)}, with_taken_values(), 9, ErrorCode::version_conflict, "/expected_version"},
      {"version before duplicate account",
       {customer(1), account(1, "A-1")},
       LinkAccount{.customer_id = {1}, .account_type = "checking", .account_number = "A-1"},
       9,
       ErrorCode::version_conflict,
       "/expected_version"},
      {"version before amount", {customer(1), debt(1, 1)}, RefundCredit{{1}, {1}}, 9, ErrorCode::version_conflict, "/expected_version"},
      {"a field that state refuses before version",
       {customer(1),
        [] {
          CommunicationLogged letter = call(1);
          letter.communication_type = CommunicationType::letter;
          return letter;
        }()},
       AmendCommunication{.communication_id = {1}, .duration_seconds = 1},
       9,
       ErrorCode::invalid_field,
       "/duration_seconds"},
  };
}

std::vector<Clash> ownership_and_standing() {
  return {
      {"ownership before transition",
       {customer(1), customer(2), debt(1, 1), debt(2, 1, 2), DebtSettled{{2}, {1}}},
       ApplyCredit{{1}, {2}, {1}},
       {},
       ErrorCode::debt_not_owned_by_customer,
       "/to_debt_id"},
      {"ownership before issue", two_customers(), payment(1, 2, day_before_issue), {}, ErrorCode::debt_not_owned_by_customer, "/debt_id"},
      {"ownership before date", two_customers(), payment(1, 2, tomorrow), {}, ErrorCode::debt_not_owned_by_customer, "/debt_id"},
      {"ownership of a listed debt before date",
       two_customers(),
       LogCommunication{.customer_id = {1}, .timestamp = tomorrow, .debt_ids = std::vector<DebtId>{{2}}},
       {},
       ErrorCode::debt_not_owned_by_customer,
       "/debt_ids/0"},
      {"ownership before amount", two_customers(), ApplyCredit{{1}, {2}, {1}}, {}, ErrorCode::debt_not_owned_by_customer, "/to_debt_id"},
      {"standing before date",
       customer_that_is(CustomerStatus::frozen),
       IssueDebt{.customer_id = {1}, .debt_type = "loan", .original_amount = {1}, .issue_date = tomorrow},
       {},
       ErrorCode::customer_not_active,
       "/customer_id"},
      {"open debts before pending payments",
       {customer(1), debt(1, 1), pending(1, 1, 1)},
       CloseCustomer{{1}},
       {},
       ErrorCode::customer_has_open_debts,
       "/customer_id"},
      {"open debts before transition",
       closed_with_open_debt_and_pending_payment(),
       CloseCustomer{{1}},
       {},
       ErrorCode::customer_has_open_debts,
       "/customer_id"},
      {"pending payments before transition",
       {customer(1), debt(1, 1), DebtSettled{{1}, {1}}, CustomerClosed{{1}}, pending(1, 1, 1)},
       CloseCustomer{{1}},
       {},
       ErrorCode::customer_has_pending_payments,
       "/customer_id"},
  };
}

std::vector<Clash> transition() {
  return {
      {"transition before issue",
       payment_that_is(PaymentStatus::completed),
       CompletePayment{{1}, day_before_issue},
       {},
       ErrorCode::invalid_transition,
       "/payment_id"},
      {"transition before payment",
       payment_that_is(PaymentStatus::failed),
       RefundPayment{.payment_id = {1}, .refunded_at = day_before_issue},
       {},
       ErrorCode::invalid_transition,
       "/payment_id"},
      {"transition before date",
       debt_that_is(DebtStatus::settled),
       AdjustDebt{.debt_id = {1}, .amount = {1}, .effective_at = tomorrow},
       {},
       ErrorCode::invalid_transition,
       "/debt_id"},
      {"transition before excess",
       payment_that_is(PaymentStatus::pending),
       RefundPayment{.payment_id = {1}, .amount = Money{31'00}},
       {},
       ErrorCode::invalid_transition,
       "/payment_id"},
      {"transition before amount",
       debt_that_is(DebtStatus::paid_off),
       AdjustDebt{.debt_id = {1}, .amount = {-1}},
       {},
       ErrorCode::invalid_transition,
       "/debt_id"},
      {"transition of a target before amount",
       {customer(1), debt(1, 1), debt(2, 1), DebtSettled{{2}, {1}}},
       ApplyCredit{{1}, {2}, {1}},
       {},
       ErrorCode::invalid_transition,
       "/to_debt_id"},
  };
}

std::vector<Clash> dates_and_amounts() {
  DebtIssued late = debt(1, 100'00);
  late.issue_date = later(noon, 3 * microseconds_per_day);
  PaymentCompleted paid_tomorrow = paid(1, 1, 30'00);
  paid_tomorrow.payment_date = later(noon, 2 * microseconds_per_day);
  return {
      {"issue before date", {customer(1), late}, payment(1, 1, tomorrow), {}, ErrorCode::payment_before_issue, "/payment_date"},
      {"issue before transaction id",
       {customer(1), debt(1, 1), with_transaction(1, 1)},
       reused_transaction(1, day_before_issue),
       {},
       ErrorCode::payment_before_issue,
       "/payment_date"},
      {"payment before date",
       {customer(1), debt(1, 100'00), paid_tomorrow},
       RefundPayment{.payment_id = {1}, .refunded_at = tomorrow},
       {},
       ErrorCode::refund_before_payment,
       "/refunded_at"},
      {"payment before excess",
       payment_that_is(PaymentStatus::completed),
       RefundPayment{.payment_id = {1}, .amount = Money{31'00}, .refunded_at = day_before_issue},
       {},
       ErrorCode::refund_before_payment,
       "/refunded_at"},
      {"date before excess",
       payment_that_is(PaymentStatus::completed),
       RefundPayment{.payment_id = {1}, .amount = Money{31'00}, .refunded_at = tomorrow},
       {},
       ErrorCode::date_in_future,
       "/refunded_at"},
      {"date before ssn", {customer(1, taken)}, born_tomorrow_with_taken_values(), {}, ErrorCode::date_in_future, "/date_of_birth"},
      {"ssn before email", {customer(1, taken)}, with_taken_values(), {}, ErrorCode::duplicate_ssn, "/ssn"},
      {"date before transaction id",
       {customer(1), debt(1, 1), with_transaction(1, 1)},
       reused_transaction(1, tomorrow),
       {},
       ErrorCode::date_in_future,
       "/payment_date"},
      {"date before amount",
       {customer(1), debt(1, 1)},
       AdjustDebt{.debt_id = {1}, .amount = {-2}, .effective_at = tomorrow},
       {},
       ErrorCode::date_in_future,
       "/effective_at"},
      {"transaction id before amount",
       {customer(1), debt(1, 1), with_transaction(1, 1), paid(2, 1, 1, std::numeric_limits<std::int64_t>::max() - 1), DebtPaidOff{{1}}},
       reused_transaction(1, noon),
       {},
       ErrorCode::duplicate_transaction_id,
       "/transaction_id"},
  };
}

TEST(Precedence, follows_the_error_table) {
  std::vector<Clash> clashes = not_found_and_version();
  for (const auto& more : {ownership_and_standing(), transition(), dates_and_amounts()}) {
    clashes.insert(clashes.end(), more.begin(), more.end());
  }
  for (const Clash& clash : clashes) {
    SCOPED_TRACE(clash.name);
    Given before = given(clash.history);
    if (clash.expected_version) {
      before.expecting(*clash.expected_version);
    }
    before.when(clash.command).then_refused(clash.first, clash.pointer);
  }
}

}  // namespace
}  // namespace daybook::spec
