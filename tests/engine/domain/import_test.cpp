#include <gtest/gtest.h>
#include <set>

#include "engine/domain/validate.hpp"
#include "tests/support/spec.hpp"

namespace daybook::spec {
namespace {

ImportOrigin origin(std::int64_t id) {
  return {.source = "bank", .external_id = id, .created_at = issue_day, .updated_at = noon, .body_digest = {}};
}

ImportDebt old_debt(std::int64_t original, std::int64_t current, DebtStatus status) {
  ImportDebt import;
  import.row = {
      .customer_id = {1}, .debt_type = "loan", .original_amount = {original}, .current_balance = Money{current}, .issue_date = issue_day};
  import.status = status;
  import.origin = origin(7);
  return import;
}

ImportPayment old_payment(std::int64_t id, std::int64_t cents, PaymentStatus status = PaymentStatus::completed) {
  ImportPayment import;
  import.row = {.customer_id = {1}, .debt_id = {}, .amount = {cents}, .payment_date = issue_day};
  import.status = status;
  import.origin = origin(id);
  return import;
}

DebtImported imported(std::int64_t original) { return {debt(1, original), origin(7)}; }

DebtBalanceAdjusted drift(std::int64_t cents) {
  return {.debt_id = {1}, .amount = {cents}, .kind = AdjustmentKind::import, .effective_at = issue_day, .from_credit = {}};
}

PaymentImported arrived(std::uint64_t id, std::int64_t cents, std::int64_t external) {
  return {pending(id, 1, cents), PaymentStatus::completed, {cents}, {}, origin(external)};
}

PaymentImported idle(std::uint64_t id, std::int64_t cents, PaymentStatus status, std::int64_t external) {
  return {pending(id, 1, cents), status, {}, {}, origin(external)};
}

DebtStatusImported ends(DebtStatus status, std::int64_t cents = 0) { return {{1}, status, {cents}}; }

TEST(ImportCustomer, enters_with_its_status_and_origin) {
  ImportCustomer import;
  import.status = CustomerStatus::closed;
  import.origin = origin(3);
  Sealing sealing;
  sealing.new_key = {1};
  const Answered answer =
      given().when(import, sealing).then({CustomerImported{customer(1), CustomerStatus::closed, origin(3)}}).with_id(1, 1);
  EXPECT_EQ(answer.customer(1).status, CustomerStatus::closed);
  EXPECT_EQ(answer.customer(1).external, (External{"bank", 3}));
}

TEST(ImportCustomer, appends_nothing_the_second_time) {
  ImportCustomer import;
  import.origin = origin(3);
  const CustomerImported earlier{customer(1), CustomerStatus::active, origin(3)};
  given(earlier).when(import).then({});
  import.origin.source = "other";
  EXPECT_TRUE(given(earlier).when(import).accepted());
  EXPECT_EQ(given(earlier).when(import).customer(2).external, (External{"other", 3}));
}

TEST(ImportCustomer, refuses_held_values) {
  ImportCustomer import;
  import.origin = origin(3);
  Sealing sealing;
  const Values taken{{SealedField::ssn, "123-45-6789"}, {SealedField::email, "ada@bank.test"}};
  sealing.tokens = tokens_of(taken);
  given(customer(1, taken)).when(import, sealing).then_refused(ErrorCode::duplicate_ssn, "/ssn");
  sealing.tokens.ssn.reset();
  given(customer(1, taken)).when(import, sealing).then_refused(ErrorCode::duplicate_email, "/email");
}

TEST(ImportDebt, enters_as_it_was_issued) {
  given(customer(1)).when(old_debt(100'00, 100'00, DebtStatus::active)).then({imported(100'00)}).with_id(1, 1);
}

TEST(ImportDebt, shows_what_the_old_schema_had_no_column_for) {
  // 1,000.00 issued, 500.00 paid, 300.00 left: 200.00 less than that was owed before the payment.
  ImportDebt import = old_debt(1'000'00, 300'00, DebtStatus::active);
  import.payments = {old_payment(1, 500'00)};
  const Debt row = given(customer(1)).when(import).then({imported(1'000'00), drift(-200'00), arrived(1, 500'00, 1)}).debt(1);
  EXPECT_EQ(row.current_balance, Money{300'00});
  EXPECT_EQ(row.total_paid, Money{500'00});
}

TEST(ImportDebt, moves_nothing_by_payments_that_did_not_arrive) {
  ImportDebt import = old_debt(100'00, 70'00, DebtStatus::defaulted);
  import.payments = {old_payment(1, 10'00, PaymentStatus::failed), old_payment(2, 20'00, PaymentStatus::pending), old_payment(3, 30'00),
                     old_payment(4, 40'00, PaymentStatus::refunded)};
  const Answered answer = given(customer(1))
                              .when(import)
                              .then({imported(100'00), idle(1, 10'00, PaymentStatus::failed, 1), idle(2, 20'00, PaymentStatus::pending, 2),
                                     arrived(3, 30'00, 3), idle(4, 40'00, PaymentStatus::refunded, 4), ends(DebtStatus::defaulted)});
  EXPECT_EQ(answer.debt(1).current_balance, Money{70'00});
  EXPECT_EQ(answer.debt(1).pending_payment_amount, Money{20'00});
  EXPECT_EQ(answer.debt(1).total_paid, Money{30'00});
  EXPECT_EQ(answer.payment(4).refunded_amount, Money{40'00});
  EXPECT_EQ(answer.payment(4).applied, Money{});
  EXPECT_EQ(answer.customer(1).pending_payments, 1U);
}

TEST(ImportDebt, of_a_settled_debt_forgives_the_rest) {
  ImportDebt import = old_debt(1'000'00, 0, DebtStatus::settled);
  import.payments = {old_payment(1, 400'00)};
  const Debt row =
      given(customer(1)).when(import).then({imported(1'000'00), arrived(1, 400'00, 1), ends(DebtStatus::settled, 600'00)}).debt(1);
  EXPECT_EQ(row.forgiven_amount, Money{600'00});
  EXPECT_EQ(row.status_before, DebtStatus::active);
}

TEST(ImportDebt, of_a_settled_debt_that_paid_more_than_it_borrowed_forgives_nothing) {
  ImportDebt import = old_debt(1'000'00, 0, DebtStatus::settled);
  import.payments = {old_payment(1, 1'200'00)};
  given(customer(1)).when(import).then({imported(1'000'00), drift(200'00), arrived(1, 1'200'00, 1), ends(DebtStatus::settled)});
}

TEST(ImportDebt, of_a_written_off_debt_claims_what_is_left) {
  ImportDebt import = old_debt(1'000'00, 650'00, DebtStatus::written_off);
  import.payments = {old_payment(1, 300'00)};
  const Debt row = given(customer(1))
                       .when(import)
                       .then({imported(1'000'00), drift(-50'00), arrived(1, 300'00, 1), ends(DebtStatus::written_off, 650'00)})
                       .debt(1);
  EXPECT_EQ(row.written_off_amount, Money{650'00});
  EXPECT_EQ(row.recovered_amount, Money{});
  EXPECT_EQ(row.current_balance, Money{650'00});
}

TEST(ImportDebt, of_a_written_off_debt_goes_on_as_any_other) {
  ImportDebt import = old_debt(100'00, 60'00, DebtStatus::written_off);
  import.payments = {old_payment(1, 40'00)};
  const std::vector<Event> history{customer(1), imported(100'00), arrived(1, 40'00, 1), ends(DebtStatus::written_off, 60'00)};
  given(customer(1)).when(import).then({imported(100'00), arrived(1, 40'00, 1), ends(DebtStatus::written_off, 60'00)});
  const Debt row = given(history).when(RefundPayment{.payment_id = {1}}).then({refunded(1, 1, 0, 40'00)}).debt(1);
  EXPECT_EQ(row.recovered_amount, Money{}) << "a payment before the write-off";
  EXPECT_EQ(row.current_balance, Money{100'00});
}

TEST(ImportDebt, of_a_paid_off_debt_without_payments_shows_the_difference) {
  given(customer(1)).when(old_debt(100'00, 0, DebtStatus::paid_off)).then({imported(100'00), drift(-100'00), ends(DebtStatus::paid_off)});
}

TEST(ImportDebt, of_an_open_debt_that_owes_nothing_pays_it_off) {
  ImportDebt import = old_debt(100'00, 0, DebtStatus::in_collection);
  import.payments = {old_payment(1, 100'00)};
  const Answered answer = given(customer(1)).when(import).then({imported(100'00), arrived(1, 100'00, 1), ends(DebtStatus::paid_off)});
  EXPECT_EQ(answer.customer(1).open_debts, 0U);
  EXPECT_EQ(answer.debt(1).status_before, DebtStatus::active);
}

TEST(ImportDebt, reopens_to_active) {
  const std::vector<Event> history{customer(1), imported(100'00), arrived(1, 40'00, 1), ends(DebtStatus::settled, 60'00)};
  given(history)
      .when(RefundPayment{.payment_id = {1}, .amount = Money{1'00}})
      .then({refunded(1, 1, 0, 1'00), DebtReopened{{1}, DebtStatus::active, {60'00}}});
}

TEST(ImportDebt, accepts_closed_customers_and_payments_before_issue) {
  ImportDebt import = old_debt(100'00, 70'00, DebtStatus::active);
  import.payments = {old_payment(1, 30'00)};
  import.payments.front().row.payment_date = later(issue_day, -9 * microseconds_per_day);
  EXPECT_TRUE(given(customer_that_is(CustomerStatus::closed)).when(import).accepted());
}

TEST(ImportDebt, appends_nothing_the_second_time) {
  given(customer(1), imported(100'00)).when(old_debt(100'00, 90'00, DebtStatus::active)).then({});
}

TEST(ImportDebt, refuses_an_unknown_customer_and_taken_transaction_ids) {
  ImportDebt import = old_debt(100'00, 70'00, DebtStatus::active);
  given().when(import).then_refused(ErrorCode::customer_not_found, "/customer_id");
  import.payments = {old_payment(1, 10'00), old_payment(2, 20'00)};
  import.payments[0].row.transaction_id = "t-1";
  import.payments[1].row.transaction_id = "t-1";
  given(customer(1)).when(import).then_refused(ErrorCode::duplicate_transaction_id, "/payments/1/transaction_id");
}

TEST(ImportDebt, is_refused_when_closed_and_owing) {
  for (const DebtStatus status : {DebtStatus::paid_off, DebtStatus::settled}) {
    EXPECT_FALSE(validate(Import(old_debt(100'00, 1, status))).empty());
    EXPECT_TRUE(validate(Import(old_debt(100'00, 0, status))).empty());
  }
  EXPECT_TRUE(validate(Import(old_debt(100'00, 0, DebtStatus::active))).empty()) << "becomes PAID_OFF";
}

TEST(ImportDebt, is_refused_with_instants_off_the_calendar) {
  const Instant beyond = later(instant_max, 1);
  ImportDebt import = old_debt(100'00, 70'00, DebtStatus::active);
  import.payments = {old_payment(1, 10'00), old_payment(2, 20'00)};
  EXPECT_TRUE(validate(Import(import)).empty());
  import.row.issue_date = beyond;
  import.origin.created_at = beyond;
  import.payments[1].row.payment_date = beyond;
  import.payments[1].origin.updated_at = later(instant_min, -1);
  std::set<std::string> pointers;
  for (const Error& error : validate(Import(import))) {
    EXPECT_EQ(error.code, ErrorCode::invalid_field);
    pointers.insert(error.pointer);
  }
  EXPECT_EQ(pointers, (std::set<std::string>{"/created_at", "/issue_date", "/payments/1/payment_date", "/payments/1/updated_at"}));
}

TEST(ImportDebt, refuses_the_first_in_the_order_of_the_table_over_all_payments) {
  ImportDebt import = old_debt(100'00, 70'00, DebtStatus::active);
  import.payments = {old_payment(1, 10'00), old_payment(2, 20'00), old_payment(3, 30'00)};
  import.payments[0].row.transaction_id = "t-1";
  import.payments[1].row.transaction_id = "t-1";
  import.payments[2].row.payment_date = later(noon, 5 * minute + 1);
  given(customer(1)).when(import).then_refused(ErrorCode::date_in_future, "/payments/2/payment_date");
  import.payments[2].status = PaymentStatus::pending;
  given(customer(1)).when(import).then_refused(ErrorCode::duplicate_transaction_id, "/payments/1/transaction_id");
}

TEST(ImportPayment, counts_like_one_recorded_today) {
  ImportPayment import = old_payment(9, 130'00);
  import.row.debt_id = {1};
  PaymentImported expected = arrived(1, 130'00, 9);
  expected.applied = {100'00};
  expected.credited = {30'00};
  given(customer(1), imported(100'00)).when(import).then({expected, DebtPaidOff{{1}}}).with_id(1, 1);
  given(customer(1), imported(100'00), arrived(1, 10'00, 9)).when(import).then({});
}

TEST(ImportPayment, refuses_what_is_not_there_and_what_is_not_theirs) {
  ImportPayment import = old_payment(9, 1'00);
  import.row.debt_id = {1};
  given(customer(1)).when(import).then_refused(ErrorCode::debt_not_found, "/debt_id");
  given(customer(1), customer(2), debt(1, 1'00, 2)).when(import).then_refused(ErrorCode::debt_not_owned_by_customer, "/debt_id");
}

TEST(ImportCommunication, enters_once) {
  ImportCommunication import;
  import.row = {.customer_id = {1}, .timestamp = issue_day};
  import.origin = origin(4);
  given(customer(1)).when(import).then({CommunicationImported{call(1), origin(4)}}).with_id(1, 1);
  given(customer(1), CommunicationImported{call(1), origin(4)}).when(import).then({});
}

TEST(ImportAccount, enters_as_it_is_but_one_primary_a_customer) {
  ImportAccount import;
  import.row = {.customer_id = {1}, .account_type = "checking", .account_number = "A-1", .is_active = true, .is_primary = true};
  import.origin = origin(5);
  Sealing sealing;
  sealing.secret = seal({{SealedField::account_number, "A-1"}});
  sealing.tokens = tokens_of({{SealedField::account_number, "A-1"}});
  given(customer(1)).when(import, sealing).then({AccountImported{account(1, "A-1"), true, true, origin(5)}}).with_id(1, 1);
  AccountImported second{account(2, "A-1"), true, false, origin(5)};
  given(customer(1), account(1, "B-1"), PrimaryAccountChanged{{1}, {1}}).when(import, sealing).then({second});
  import.row.is_active = false;
  given(customer(1)).when(import, sealing).then({AccountImported{account(1, "A-1"), false, false, origin(5)}});
  given(customer(1), account(1, "A-1")).when(import, sealing).then_refused(ErrorCode::duplicate_account_number, "/account_number");
}

}  // namespace
}  // namespace daybook::spec
