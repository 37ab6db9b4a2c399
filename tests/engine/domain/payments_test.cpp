#include <gtest/gtest.h>
#include <limits>

#include "tests/support/spec.hpp"

namespace daybook::spec {
namespace {

RecordPayment payment(std::int64_t cents, PaymentStatus status = PaymentStatus::completed) {
  return {.customer_id = {1}, .debt_id = {1}, .amount = {cents}, .payment_date = issue_day, .status = status};
}

PaymentRefunded refund(std::int64_t from_credit, std::int64_t restored, std::uint64_t id = 1) {
  return refunded(id, 1, from_credit, restored);
}

TEST(RecordPayment, is_pending_unless_told) {
  RecordPayment command = payment(30'00);
  command.status.reset();
  const Answered answer = given(debt_that_is(DebtStatus::active)).when(command).then({pending(1, 1, 30'00)}).with_id(1, 1);
  EXPECT_EQ(answer.debt(1).current_balance, Money{100'00});
  EXPECT_EQ(answer.debt(1).pending_payment_amount, Money{30'00});
  EXPECT_EQ(answer.customer(1).pending_payments, 1U);
}

TEST(RecordPayment, lowers_the_balance_when_completed) {
  const Answered answer = given(debt_that_is(DebtStatus::active)).when(payment(30'00)).then({paid(1, 1, 30'00)});
  EXPECT_EQ(answer.debt(1).current_balance, Money{70'00});
  EXPECT_EQ(answer.debt(1).last_payment_date, issue_day);
}

TEST(RecordPayment, changes_the_row_of_its_debt_only_when_completed) {
  const Instant now = later(noon, minute);
  const auto facts = [now] { return given(debt_that_is(DebtStatus::active)).at(now); };
  EXPECT_EQ(facts().when(payment(30'00, PaymentStatus::pending)).debt(1).updated_at, noon);
  EXPECT_EQ(facts().when(payment(30'00)).debt(1).updated_at, now);
  EXPECT_EQ(given(payment_that_is(PaymentStatus::pending)).at(now).when(FailPayment{{1}}).debt(1).updated_at, noon);
  EXPECT_EQ(given(payment_that_is(PaymentStatus::pending)).at(now).when(CompletePayment{{1}, {}}).debt(1).updated_at, now);
}

TEST(RecordPayment, pays_off_at_zero) {
  given(debt_that_is(DebtStatus::active)).when(payment(100'00)).then({paid(1, 1, 100'00), DebtPaidOff{{1}}});
  given(debt_that_is(DebtStatus::active)).when(payment(99'99)).then({paid(1, 1, 99'99)});
}

TEST(RecordPayment, credits_what_is_too_much) {
  const Answered answer = given(debt_that_is(DebtStatus::active)).when(payment(100'01)).then({paid(1, 1, 100'00, 1), DebtPaidOff{{1}}});
  EXPECT_EQ(answer.debt(1).credit_balance, Money{1});
}

TEST(RecordPayment, credits_all_on_closed_debts) {
  given(debt_that_is(DebtStatus::settled)).when(payment(5'00)).then({paid(1, 1, 0, 5'00)});
  given(debt_that_is(DebtStatus::paid_off)).when(payment(5'00)).then({paid(2, 1, 0, 5'00)});
}

TEST(RecordPayment, carries_what_is_given) {
  RecordPayment command = payment(5'00);
  command.payment_method = "check";
  command.transaction_id = "t-1";
  command.notes = "thanks";
  PaymentCompleted expected = paid(1, 1, 5'00);
  expected.payment_method = "check";
  expected.transaction_id = "t-1";
  expected.personal = seal({{SealedField::notes, "thanks"}});
  EXPECT_EQ(given(debt_that_is(DebtStatus::active)).when(command).then({expected}).payment(1).transaction_id, "t-1");
}

TEST(RecordPayment, refuses_what_is_not_there) {
  given(customer(2), customer(1), debt(1, 1))
      .when(RecordPayment{.customer_id = {3}, .debt_id = {9}, .amount = {1}, .payment_date = noon})
      .then_refused(ErrorCode::customer_not_found, "/customer_id");
  given(customer(1)).when(payment(1)).then_refused(ErrorCode::debt_not_found, "/debt_id");
}

TEST(RecordPayment, refuses_the_debt_of_another) {
  given(customer(1), customer(2), debt(1, 1, 2)).when(payment(1)).then_refused(ErrorCode::debt_not_owned_by_customer, "/debt_id");
}

TEST(RecordPayment, refuses_a_day_before_issue) {
  DebtIssued issued = debt(1, 100'00);
  issued.issue_date = later(issue_day, 10 * minute);
  RecordPayment command = payment(1);
  EXPECT_TRUE(given(customer(1), issued).when(command).accepted()) << "the same day, before the hour";
  command.payment_date = later(issue_day, -1);
  given(customer(1), issued).when(command).then_refused(ErrorCode::payment_before_issue, "/payment_date");
  command.status = PaymentStatus::pending;
  given(customer(1), issued).when(command).then_refused(ErrorCode::payment_before_issue, "/payment_date");
}

TEST(RecordPayment, is_in_the_future_only_while_pending) {
  RecordPayment command = payment(1);
  command.payment_date = later(noon, 5 * minute);
  EXPECT_TRUE(given(debt_that_is(DebtStatus::active)).when(command).accepted());
  command.payment_date = later(noon, 5 * minute + 1);
  given(debt_that_is(DebtStatus::active)).when(command).then_refused(ErrorCode::date_in_future, "/payment_date");
  command.status = PaymentStatus::pending;
  EXPECT_TRUE(given(debt_that_is(DebtStatus::active)).when(command).accepted());
}

TEST(RecordPayment, refuses_a_transaction_id_for_ever) {
  PaymentInitiated first = pending(1, 1, 1'00);
  first.transaction_id = "t-1";
  RecordPayment command = payment(1);
  command.transaction_id = "t-1";
  const std::vector<Event> begin{customer(1), debt(1, 100'00), first};
  given(begin).when(command).then_refused(ErrorCode::duplicate_transaction_id, "/transaction_id");
  given(begin, PaymentFailed{{1}, {1}}).when(command).then_refused(ErrorCode::duplicate_transaction_id, "/transaction_id");
  given(begin, completed(first, 1'00), refund(0, 1'00)).when(command).then_refused(ErrorCode::duplicate_transaction_id, "/transaction_id");
  command.transaction_id = "T-1";
  EXPECT_TRUE(given(begin).when(command).accepted()) << "exact bytes";
}

TEST(RecordPayment, refuses_a_credit_past_64_bits) {
  const std::int64_t most = std::numeric_limits<std::int64_t>::max();
  const auto facts = [most] { return given(customer(1), debt(1, 1), paid(1, 1, 1, most - 10), DebtPaidOff{{1}}); };
  facts().when(payment(11)).then_refused(ErrorCode::amount_out_of_range, "/amount");
}

TEST(CompletePayment, completes) {
  const PaymentInitiated first = pending(1, 1, 30'00);
  const Answered answer =
      given(customer(1), debt(1, 100'00), first).when(CompletePayment{{1}, {}}).then({completed(first, 30'00)}).with_id(1, 1);
  EXPECT_EQ(answer.debt(1).pending_payment_amount, Money{});
  EXPECT_EQ(answer.debt(1).total_paid, Money{30'00});
  EXPECT_EQ(answer.customer(1).pending_payments, 0U);
}

TEST(CompletePayment, pays_off_and_credits) {
  const PaymentInitiated first = pending(1, 1, 130'00);
  given(customer(1), debt(1, 100'00), first).when(CompletePayment{{1}, {}}).then({completed(first, 100'00, 30'00), DebtPaidOff{{1}}});
}

TEST(CompletePayment, replaces_the_date) {
  PaymentCompleted expected = completed(pending(1, 1, 30'00), 30'00);
  expected.payment_date = noon;
  const Answered answer = given(payment_that_is(PaymentStatus::pending)).when(CompletePayment{{1}, noon}).then({expected});
  EXPECT_EQ(answer.payment(1).payment_date, noon);
  EXPECT_EQ(answer.debt(1).last_payment_date, noon);
}

TEST(CompletePayment, keeps_method_and_transaction_id) {
  PaymentInitiated first = pending(1, 1, 30'00);
  first.payment_method = "check";
  first.transaction_id = "t-1";
  const Payment row = given(customer(1), debt(1, 100'00), first).when(CompletePayment{{1}, {}}).payment(1);
  EXPECT_EQ(row.payment_method, "check");
  EXPECT_EQ(row.transaction_id, "t-1");
}

TEST(CompletePayment, refuses_dates) {
  given(payment_that_is(PaymentStatus::pending))
      .when(CompletePayment{{1}, later(issue_day, -1)})
      .then_refused(ErrorCode::payment_before_issue, "/payment_date");
  given(payment_that_is(PaymentStatus::pending))
      .when(CompletePayment{{1}, later(noon, 5 * minute + 1)})
      .then_refused(ErrorCode::date_in_future, "/payment_date");
  EXPECT_TRUE(given(payment_that_is(PaymentStatus::pending)).when(CompletePayment{{1}, later(noon, 5 * minute)}).accepted());
}

TEST(CompletePayment, refuses_a_date_given_while_pending_that_is_still_to_come) {
  PaymentInitiated first = pending(1, 1, 1);
  first.payment_date = later(noon, microseconds_per_day);
  given(customer(1), debt(1, 1), first).when(CompletePayment{{1}, {}}).then_refused(ErrorCode::date_in_future, "/payment_date");
  EXPECT_TRUE(given(customer(1), debt(1, 1), first).when(CompletePayment{{1}, noon}).accepted());
}

TEST(FailPayment, fails) {
  const Answered answer =
      given(payment_that_is(PaymentStatus::pending)).when(FailPayment{{1}}).then({PaymentFailed{{1}, {1}}}).with_id(1, 1);
  EXPECT_EQ(answer.debt(1).current_balance, Money{100'00});
  EXPECT_EQ(answer.debt(1).pending_payment_amount, Money{});
  EXPECT_EQ(answer.customer(1).pending_payments, 0U);
}

TEST(RefundPayment, restores_what_was_paid) {
  const Answered answer =
      given(payment_that_is(PaymentStatus::completed)).when(RefundPayment{.payment_id = {1}}).then({refund(0, 30'00)}).with_id(1, 1);
  EXPECT_EQ(answer.debt(1).current_balance, Money{100'00});
  EXPECT_EQ(answer.debt(1).total_paid, Money{});
  EXPECT_EQ(answer.payment(1).status, PaymentStatus::refunded);
}

TEST(RefundPayment, goes_in_parts) {
  const auto facts = [] { return given(payment_that_is(PaymentStatus::completed), refund(0, 10'00)); };
  facts().when(RefundPayment{.payment_id = {1}}).then({refund(0, 20'00)});
  facts().when(RefundPayment{.payment_id = {1}, .amount = Money{20'01}}).then_refused(ErrorCode::refund_exceeds_payment, "/amount");
  const Payment partly = facts().when(RefundPayment{.payment_id = {1}, .amount = Money{19'99}}).payment(1);
  EXPECT_EQ(partly.status, PaymentStatus::completed);
  EXPECT_EQ(partly.refunded_amount, Money{29'99});
}

TEST(RefundPayment, takes_from_credit_first_whichever_payment_it_came_from) {
  const auto facts = [] { return given(customer(1), debt(1, 100'00), paid(1, 1, 100'00), DebtPaidOff{{1}}, paid(2, 1, 0, 10'00)); };
  facts().when(RefundPayment{.payment_id = {1}, .amount = Money{10'00}}).then({refund(10'00, 0)});
  facts()
      .when(RefundPayment{.payment_id = {1}, .amount = Money{10'01}})
      .then({refund(10'00, 1), DebtReopened{{1}, DebtStatus::active, {}}});
  facts().when(RefundPayment{.payment_id = {2}}).then({refund(10'00, 0, 2)});
}

TEST(RefundPayment, reopens_a_settled_debt_and_what_it_forgave) {
  const Answered answer = given(customer(1), debt(1, 100'00), DebtDefaulted{{1}}, paid(1, 1, 40'00), DebtSettled{{1}, {60'00}})
                              .when(RefundPayment{.payment_id = {1}, .amount = Money{5'00}})
                              .then({refund(0, 5'00), DebtReopened{{1}, DebtStatus::defaulted, {60'00}}});
  EXPECT_EQ(answer.debt(1).current_balance, Money{65'00});
  EXPECT_EQ(answer.debt(1).forgiven_amount, Money{});
  EXPECT_EQ(answer.debt(1).status, DebtStatus::defaulted);
}

TEST(RefundPayment, leaves_a_settled_debt_alone_when_credit_covers_it) {
  given(customer(1), debt(1, 100'00), paid(1, 1, 40'00), DebtSettled{{1}, {60'00}}, paid(2, 1, 0, 40'00))
      .when(RefundPayment{.payment_id = {1}})
      .then({refund(40'00, 0)});
}

TEST(RefundPayment, keeps_kind_and_date) {
  PaymentRefunded expected = refund(0, 30'00);
  expected.kind = RefundKind::chargeback;
  expected.refunded_at = issue_day;
  given(payment_that_is(PaymentStatus::completed))
      .when(RefundPayment{.payment_id = {1}, .kind = RefundKind::chargeback, .refunded_at = issue_day})
      .then({expected});
}

TEST(RefundPayment, refuses_dates) {
  const auto on = [](Instant date) { return RefundPayment{.payment_id = {1}, .refunded_at = date}; };
  PaymentCompleted first = paid(1, 1, 30'00);
  first.payment_date = later(issue_day, 10 * minute);
  const auto facts = [&] { return given(customer(1), debt(1, 100'00), first); };
  EXPECT_TRUE(facts().when(on(issue_day)).accepted()) << "the same day, before the hour";
  facts().when(on(later(issue_day, -1))).then_refused(ErrorCode::refund_before_payment, "/refunded_at");
  EXPECT_TRUE(facts().when(on(later(noon, 5 * minute))).accepted());
  facts().when(on(later(noon, 5 * minute + 1))).then_refused(ErrorCode::date_in_future, "/refunded_at");
}

TEST(RefundPayment, refuses_a_balance_past_64_bits) {
  const std::int64_t most = std::numeric_limits<std::int64_t>::max();
  const DebtBalanceAdjusted interest{
      .debt_id = {1}, .amount = {10}, .kind = AdjustmentKind::interest, .effective_at = noon, .from_credit = {}};
  const auto facts = [&] { return given(customer(1), debt(1, most), paid(1, 1, 20), interest); };
  EXPECT_EQ(facts().when(RefundPayment{.payment_id = {1}, .amount = Money{10}}).debt(1).current_balance, Money{most});
  facts().when(RefundPayment{.payment_id = {1}, .amount = Money{11}}).then_refused(ErrorCode::amount_out_of_range, "/amount");
  facts().when(RefundPayment{.payment_id = {1}, .amount = Money{21}}).then_refused(ErrorCode::refund_exceeds_payment, "/amount");
}

TEST(RefundPayment, forgets_the_last_payment_date_of_a_refunded_payment) {
  PaymentCompleted second = paid(2, 1, 10'00);
  second.payment_date = noon;
  const Debt row = given(customer(1), debt(1, 100'00), paid(1, 1, 10'00), second).when(RefundPayment{.payment_id = {2}}).debt(1);
  EXPECT_TRUE(row.last_payment_date_stale || row.last_payment_date == issue_day);
}

TEST(PaymentCommands, refuse_an_unknown_payment_and_another_version) {
  for (const Command& command : std::vector<Command>{CompletePayment{{1}, {}}, FailPayment{{1}}}) {
    given(customer(1), debt(1, 1)).when(command).then_refused(ErrorCode::payment_not_found, "/payment_id");
    given(payment_that_is(PaymentStatus::pending))
        .expecting(2)
        .when(command)
        .then_refused(ErrorCode::version_conflict, "/expected_version");
    EXPECT_TRUE(given(payment_that_is(PaymentStatus::pending)).expecting(3).when(command).accepted());
  }
  const RefundPayment refund_all{.payment_id = {1}};
  given(customer(1), debt(1, 1)).when(refund_all).then_refused(ErrorCode::payment_not_found, "/payment_id");
  given(payment_that_is(PaymentStatus::completed))
      .expecting(2)
      .when(refund_all)
      .then_refused(ErrorCode::version_conflict, "/expected_version");
  EXPECT_TRUE(given(payment_that_is(PaymentStatus::completed)).expecting(4).when(refund_all).accepted());
}

}  // namespace
}  // namespace daybook::spec
