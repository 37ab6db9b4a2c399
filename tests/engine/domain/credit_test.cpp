// Credit, recoveries and reopening, worked by hand from `semantics.md`.
#include <gtest/gtest.h>

#include "tests/support/spec.hpp"

namespace daybook::spec {
namespace {

RecordPayment completed_payment(std::int64_t cents) {
  return {.customer_id = {1}, .debt_id = {1}, .amount = {cents}, .payment_date = issue_day, .status = PaymentStatus::completed};
}

/// Debt 1 of 100.00, paid off by payment 1 with 50.00 too much.
std::vector<Event> with_credit() { return {customer(1), debt(1, 100'00), paid(1, 1, 100'00, 50'00), DebtPaidOff{{1}}}; }

/// Debt 1 of 100.00, of which payment 1 paid 40.00 before the write-off.
std::vector<Event> written_off() { return {customer(1), debt(1, 100'00), paid(1, 1, 40'00), DebtWrittenOff{{1}, {60'00}}}; }

TEST(RefundCredit, pays_out_credit_and_no_more) {
  EXPECT_EQ(given(with_credit()).when(RefundCredit{{1}, {50'00}}).then({CreditRefunded{{1}, {50'00}}}).with_id(1, 1).debt(1).credit_balance,
            Money{});
  EXPECT_EQ(given(with_credit()).when(RefundCredit{{1}, {20'00}}).debt(1).credit_balance, Money{30'00});
  given(with_credit()).when(RefundCredit{{1}, {50'01}}).then_refused(ErrorCode::amount_out_of_range, "/amount");
}

TEST(ApplyCredit, moves_credit_to_another_debt) {
  const Answered answer =
      given(with_credit(), debt(2, 80'00)).when(ApplyCredit{{1}, {2}, {30'00}}).then({CreditApplied{{1}, {2}, {30'00}}}).with_id(1, 1);
  EXPECT_EQ(answer.debt(1).credit_balance, Money{20'00});
  EXPECT_EQ(answer.debt(2).current_balance, Money{50'00});
  EXPECT_EQ(answer.debt(2).total_paid, Money{});
}

TEST(ApplyCredit, pays_off_its_target) {
  given(with_credit(), debt(2, 30'00)).when(ApplyCredit{{1}, {2}, {30'00}}).then({CreditApplied{{1}, {2}, {30'00}}, DebtPaidOff{{2}}});
}

TEST(ApplyCredit, refuses_more_than_credit_or_balance) {
  given(with_credit(), debt(2, 80'00)).when(ApplyCredit{{1}, {2}, {50'01}}).then_refused(ErrorCode::amount_out_of_range, "/amount");
  given(with_credit(), debt(2, 30'00)).when(ApplyCredit{{1}, {2}, {30'01}}).then_refused(ErrorCode::amount_out_of_range, "/amount");
}

TEST(ApplyCredit, refuses_what_is_not_there_and_what_is_not_theirs) {
  given(with_credit()).when(ApplyCredit{{1}, {2}, {1}}).then_refused(ErrorCode::debt_not_found, "/to_debt_id");
  given(with_credit()).when(ApplyCredit{{2}, {1}, {1}}).then_refused(ErrorCode::debt_not_found, "/from_debt_id");
  given(with_credit(), customer(2), debt(2, 80'00, 2))
      .when(ApplyCredit{{1}, {2}, {1}})
      .then_refused(ErrorCode::debt_not_owned_by_customer, "/to_debt_id");
}

TEST(ApplyCredit, refuses_another_version) {
  given(with_credit(), debt(2, 80'00))
      .expecting(4)
      .when(ApplyCredit{{1}, {2}, {1}})
      .then_refused(ErrorCode::version_conflict, "/expected_version");
  EXPECT_TRUE(given(with_credit(), debt(2, 80'00)).expecting(5).when(ApplyCredit{{1}, {2}, {1}}).accepted());
}

TEST(ApplyCredit, refuses_a_closed_target) {
  given(with_credit(), debt(2, 80'00), DebtSettled{{2}, {80'00}})
      .when(ApplyCredit{{1}, {2}, {1}})
      .then_refused(ErrorCode::invalid_transition, "/to_debt_id");
}

TEST(Recovery, rises_by_what_payments_apply) {
  const Debt row = given(written_off()).when(completed_payment(70'00)).then({paid(2, 1, 60'00, 10'00)}).debt(1);
  EXPECT_EQ(row.recovered_amount, Money{60'00});
  EXPECT_EQ(row.credit_balance, Money{10'00});
  EXPECT_EQ(row.status, DebtStatus::written_off);
  EXPECT_EQ(row.written_off_amount, Money{60'00});
}

TEST(Recovery, rises_by_credit_applied_here) {
  const std::vector<Event> target{debt(2, 80'00), DebtWrittenOff{{2}, {80'00}}};
  EXPECT_EQ(given(with_credit(), target).when(ApplyCredit{{1}, {2}, {50'00}}).debt(2).recovered_amount, Money{50'00});
}

TEST(Recovery, rises_by_credit_that_an_adjustment_uses) {
  // Claim 60, paid 70: recovered 60, credit 10. 15 more is owed: 10 of it was there as credit.
  const Debt row = given(written_off(), paid(2, 1, 60'00, 10'00)).when(AdjustDebt{.debt_id = {1}, .amount = {15'00}}).debt(1);
  EXPECT_EQ(row.recovered_amount, Money{70'00});
  EXPECT_EQ(row.current_balance, Money{5'00});
  EXPECT_EQ(row.credit_balance, Money{});
}

TEST(Recovery, falls_by_refunds_of_payments_since_the_write_off) {
  const Debt row = given(written_off(), paid(2, 1, 60'00)).when(RefundPayment{.payment_id = {2}, .amount = Money{25'00}}).debt(1);
  EXPECT_EQ(row.recovered_amount, Money{35'00});
  EXPECT_EQ(row.current_balance, Money{25'00});
}

TEST(Recovery, is_left_alone_by_refunds_of_payments_before) {
  const Debt row = given(written_off()).when(RefundPayment{.payment_id = {1}}).debt(1);
  EXPECT_EQ(row.recovered_amount, Money{});
  EXPECT_EQ(row.current_balance, Money{100'00});
  EXPECT_EQ(row.written_off_amount, Money{60'00});
}

TEST(Recovery, rises_by_credit_that_a_refund_of_a_payment_before_uses) {
  // Claim 60, paid 70: recovered 60, credit 10. The 40 paid before come back: 10 of them out of credit.
  const Debt row =
      given(written_off(), paid(2, 1, 60'00, 10'00)).when(RefundPayment{.payment_id = {1}}).then({refunded(1, 1, 10'00, 30'00)}).debt(1);
  EXPECT_EQ(row.recovered_amount, Money{70'00});
  EXPECT_EQ(row.current_balance, Money{30'00});
}

TEST(Recovery, falls_below_zero_when_credit_was_paid_out_first) {
  // Claim 60, paid 70, credit 10 paid out; then the 70 come back: 70 are owed, 10 more than the claim.
  const Debt row = given(written_off(), paid(2, 1, 60'00, 10'00), CreditRefunded{{1}, {10'00}})
                       .when(RefundPayment{.payment_id = {2}})
                       .then({refunded(2, 1, 0, 70'00)})
                       .debt(1);
  EXPECT_EQ(row.recovered_amount, Money{-10'00});
  EXPECT_EQ(row.current_balance, Money{70'00});
}

TEST(Recovery, goes_on_while_settled_from_written_off) {
  // Claim 60, paid 20, settled: 40 forgiven. 5 arrive as credit; then the 20 come back: 5 from credit, 15 owed, 40 unforgiven.
  const std::vector<Event> settled{paid(2, 1, 20'00), DebtSettled{{1}, {40'00}}, paid(3, 1, 0, 5'00)};
  const Debt row = given(written_off(), settled)
                       .when(RefundPayment{.payment_id = {2}})
                       .then({refunded(2, 1, 5'00, 15'00), DebtReopened{{1}, DebtStatus::written_off, {40'00}}})
                       .debt(1);
  EXPECT_EQ(row.recovered_amount, Money{5'00});
  EXPECT_EQ(row.current_balance, Money{55'00});
  EXPECT_EQ(row.forgiven_amount, Money{});
  EXPECT_EQ(row.status, DebtStatus::written_off);
}

TEST(Recovery, counts_a_payment_by_when_it_completed) {
  const PaymentInitiated early = pending(2, 1, 10'00);
  const std::vector<Event> facts{customer(1), debt(1, 100'00), early, DebtWrittenOff{{1}, {100'00}}};
  EXPECT_EQ(given(facts).when(CompletePayment{{2}, {}}).debt(1).recovered_amount, Money{10'00});
  EXPECT_EQ(given(facts, completed(early, 10'00)).when(RefundPayment{.payment_id = {2}}).debt(1).recovered_amount, Money{});
}

TEST(Reopening, of_a_closed_customers_debt_leaves_the_customer_closed) {
  const Answered answer = given(debt_that_is(DebtStatus::paid_off), CustomerClosed{{1}})
                              .when(RefundPayment{.payment_id = {1}, .amount = Money{1}})
                              .then({refunded(1, 1, 0, 1), DebtReopened{{1}, DebtStatus::active, {}}});
  EXPECT_EQ(answer.customer(1).status, CustomerStatus::closed);
  EXPECT_EQ(answer.customer(1).open_debts, 1U);
}

TEST(Reopening, can_be_paid_off_again) {
  given(debt_that_is(DebtStatus::paid_off), refunded(1, 1, 0, 1'00), DebtReopened{{1}, DebtStatus::active, {}})
      .when(completed_payment(1'00))
      .then({paid(2, 1, 1'00), DebtPaidOff{{1}}});
}

}  // namespace
}  // namespace daybook::spec
