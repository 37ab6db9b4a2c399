#include <gtest/gtest.h>
#include <limits>

#include "tests/support/spec.hpp"

namespace daybook::spec {
namespace {

using namespace std::string_literals;

IssueDebt issue(std::int64_t cents) {
  return {.customer_id = {1}, .debt_type = "loan", .original_amount = {cents}, .issue_date = issue_day};
}

DebtBalanceAdjusted adjusted(std::int64_t cents, std::int64_t from_credit = 0) {
  return {.debt_id = {1}, .amount = {cents}, .kind = AdjustmentKind::fee, .effective_at = noon, .from_credit = {from_credit}};
}

AdjustDebt adjust(std::int64_t cents) { return {.debt_id = {1}, .amount = {cents}, .kind = AdjustmentKind::fee}; }

DebtTermsChanged terms_changed() {
  DebtTermsChanged changed;
  changed.debt_id = {1};
  return changed;
}

TEST(IssueDebt, issues) { given(customer(1)).when(issue(100'00)).then({debt(1, 100'00)}).with_id(1, 1); }

TEST(IssueDebt, carries_the_balance_given) {
  IssueDebt command = issue(100'00);
  command.current_balance = Money{120'00};
  DebtIssued issued = debt(1, 100'00);
  issued.current_balance = {120'00};
  EXPECT_EQ(given(customer(1)).when(command).then({issued}).debt(1).current_balance, Money{120'00});
}

TEST(IssueDebt, carries_terms_and_sealed_fields) {
  IssueDebt command = issue(100'00);
  command.interest_rate = Rate{19'9900};
  command.minimum_payment = Money{25'00};
  command.due_date = later(noon, 400 * microseconds_per_day);
  command.account_number = "A-1";
  command.reference_number = "R-1";
  command.notes = "two\nlines";
  DebtIssued issued = debt(1, 100'00);
  issued.interest_rate = command.interest_rate;
  issued.minimum_payment = command.minimum_payment;
  issued.due_date = command.due_date;
  issued.reference_number = "R-1";
  issued.personal = seal({{SealedField::notes, "two\nlines"}});
  issued.secret = seal({{SealedField::account_number, "A-1"}});
  given(customer(1)).when(command).then({issued});
}

TEST(IssueDebt, takes_an_account_number_twice) {
  IssueDebt command = issue(100'00);
  command.account_number = "A-1";
  EXPECT_TRUE(given(customer(1), account(1, "A-1")).when(command).accepted());
}

TEST(IssueDebt, refuses_an_unknown_customer) { given().when(issue(1)).then_refused(ErrorCode::customer_not_found, "/customer_id"); }

TEST(IssueDebt, refuses_another_version) {
  given(customer(1)).expecting(0).when(issue(1)).then_refused(ErrorCode::version_conflict, "/expected_version");
  EXPECT_TRUE(given(customer(1)).expecting(1).when(issue(1)).accepted());
}

TEST(IssueDebt, refuses_frozen_and_closed_customers) {
  given(customer_that_is(CustomerStatus::frozen)).when(issue(1)).then_refused(ErrorCode::customer_not_active, "/customer_id");
  given(customer_that_is(CustomerStatus::closed)).when(issue(1)).then_refused(ErrorCode::customer_not_active, "/customer_id");
  EXPECT_TRUE(given(customer(1), CustomerFrozen{{1}}, CustomerUnfrozen{{1}}).when(issue(1)).accepted());
  EXPECT_TRUE(given(customer(1), CustomerClosed{{1}}, CustomerReopened{{1}}).when(issue(1)).accepted());
}

TEST(IssueDebt, refuses_an_issue_date_in_the_future) {
  IssueDebt command = issue(1);
  command.issue_date = later(noon, 5 * minute);
  EXPECT_TRUE(given(customer(1)).when(command).accepted());
  command.issue_date = later(noon, 5 * minute + 1);
  given(customer(1)).when(command).then_refused(ErrorCode::date_in_future, "/issue_date");
}

TEST(ChangeDebtTerms, changes_what_differs) {
  DebtIssued issued = debt(1, 100'00);
  issued.interest_rate = Rate{5'0000};
  issued.reference_number = "R-1";
  DebtTermsChanged changed = terms_changed();
  changed.interest_rate = Rate{6'0000};
  changed.reference_number = Change<std::string>::cleared();
  const ChangeDebtTerms command{.debt_id = {1},
                                .interest_rate = Rate{6'0000},
                                .minimum_payment = Change<Money>::cleared(),
                                .reference_number = Change<std::string>::cleared()};
  const Debt row = given(customer(1), issued).when(command).then({changed}).with_id(1, 1).debt(1);
  EXPECT_EQ(row.interest_rate, Rate{6'0000});
  EXPECT_EQ(row.reference_number, std::nullopt);
}

TEST(ChangeDebtTerms, appends_nothing_when_nothing_changes) {
  DebtIssued issued = debt(1, 100'00);
  issued.reference_number = "R-1";
  issued.personal = seal({{SealedField::notes, "n"}});
  given(customer(1), issued).when(ChangeDebtTerms{.debt_id = {1}, .reference_number = "R-1"s, .notes = "n"s}).then({}).with_id(1, 1);
}

TEST(ChangeDebtTerms, changes_one_sealed_group) {
  DebtIssued issued = debt(1, 100'00);
  issued.personal = seal({{SealedField::notes, "n"}});
  issued.secret = seal({{SealedField::account_number, "A-1"}});
  DebtTermsChanged changed = terms_changed();
  changed.changed = {SealedField::account_number};
  changed.secret = seal({{SealedField::account_number, "A-2"}});
  const Answered answer =
      given(customer(1), issued).when(ChangeDebtTerms{.debt_id = {1}, .account_number = "A-2"s, .notes = "n"s}).then({changed});
  EXPECT_EQ(answer.debt(1).sealed_at, Position{4});
}

TEST(ChangeDebtTerms, leaves_sealed_groups_where_they_are) {
  const Answered answer = given(customer(1), debt(1, 100'00)).when(ChangeDebtTerms{.debt_id = {1}, .reference_number = "R-1"s});
  EXPECT_EQ(answer.debt(1).sealed_at, Position{3});
}

TEST(ChangeDebtTerms, refuses_an_unknown_debt_and_another_version) {
  given(customer(1)).when(ChangeDebtTerms{.debt_id = {1}, .notes = "n"s}).then_refused(ErrorCode::debt_not_found, "/debt_id");
  given(customer(1), debt(1, 1))
      .expecting(1)
      .when(ChangeDebtTerms{.debt_id = {1}, .notes = "n"s})
      .then_refused(ErrorCode::version_conflict, "/expected_version");
  EXPECT_TRUE(given(customer(1), debt(1, 1)).expecting(2).when(ChangeDebtTerms{.debt_id = {1}, .notes = "n"s}).accepted());
}

TEST(ChangeDebtTerms, is_prepared_again_when_the_groups_moved_on) {
  const ChangeDebtTerms command{.debt_id = {1}, .notes = "n"s};
  const Sealing early = given(customer(1), debt(1, 1)).preparation(command);
  DebtTermsChanged between = terms_changed();
  between.changed = {SealedField::notes};
  between.personal = seal({{SealedField::notes, "m"}});
  given(customer(1), debt(1, 1), between).prepared(early).when(command).then_prepare_again();
}

TEST(AdjustDebt, moves_the_balance_both_ways) {
  EXPECT_EQ(given(debt_that_is(DebtStatus::active)).when(adjust(5'00)).then({adjusted(5'00)}).debt(1).current_balance, Money{105'00});
  EXPECT_EQ(given(debt_that_is(DebtStatus::active)).when(adjust(-5'00)).then({adjusted(-5'00)}).debt(1).current_balance, Money{95'00});
}

TEST(AdjustDebt, pays_off_at_zero_and_not_below) {
  const Debt row = given(debt_that_is(DebtStatus::defaulted)).when(adjust(-100'00)).then({adjusted(-100'00), DebtPaidOff{{1}}}).debt(1);
  EXPECT_EQ(row.status, DebtStatus::paid_off);
  EXPECT_EQ(row.status_before, DebtStatus::defaulted);
  given(debt_that_is(DebtStatus::active)).when(adjust(-100'01)).then_refused(ErrorCode::amount_out_of_range, "/amount");
}

TEST(AdjustDebt, reopens_a_paid_off_debt_to_the_status_before) {
  given(customer(1), debt(1, 100'00), DebtPlacedInCollection{{1}, "agency"}, paid(1, 1, 100'00), DebtPaidOff{{1}})
      .when(adjust(5'00))
      .then({adjusted(5'00), DebtReopened{{1}, DebtStatus::in_collection, {}}});
}

TEST(AdjustDebt, uses_credit_first) {
  const auto facts = [] { return given(customer(1), debt(1, 100'00), paid(1, 1, 100'00, 10'00), DebtPaidOff{{1}}); };
  const Debt row = facts().when(adjust(4'00)).then({adjusted(4'00, 4'00)}).debt(1);
  EXPECT_EQ(row.credit_balance, Money{6'00});
  EXPECT_EQ(row.status, DebtStatus::paid_off);
  facts().when(adjust(10'00)).then({adjusted(10'00, 10'00)});
  facts().when(adjust(10'01)).then({adjusted(10'01, 10'00), DebtReopened{{1}, DebtStatus::active, {}}});
}

TEST(AdjustDebt, keeps_the_kind_and_the_date_given) {
  const AdjustDebt command{.debt_id = {1}, .amount = {-1}, .kind = AdjustmentKind::waiver, .effective_at = issue_day};
  given(debt_that_is(DebtStatus::active))
      .when(command)
      .then({DebtBalanceAdjusted{
          .debt_id = {1}, .amount = {-1}, .kind = AdjustmentKind::waiver, .effective_at = issue_day, .from_credit = {}}});
}

TEST(AdjustDebt, refuses_a_date_in_the_future) {
  AdjustDebt command = adjust(1);
  command.effective_at = later(noon, 5 * minute);
  EXPECT_TRUE(given(debt_that_is(DebtStatus::active)).when(command).accepted());
  command.effective_at = later(noon, 5 * minute + 1);
  given(debt_that_is(DebtStatus::active)).when(command).then_refused(ErrorCode::date_in_future, "/effective_at");
}

TEST(AdjustDebt, refuses_a_status_before_it_looks_at_amounts) {
  given(debt_that_is(DebtStatus::paid_off)).when(adjust(-100'01)).then_refused(ErrorCode::invalid_transition, "/debt_id");
  given(debt_that_is(DebtStatus::settled)).when(adjust(1)).then_refused(ErrorCode::invalid_transition, "/debt_id");
}

TEST(AdjustDebt, refuses_a_sum_past_64_bits) {
  const std::int64_t most = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(given(customer(1), debt(1, most - 5)).when(adjust(5)).debt(1).current_balance, Money{most});
  given(customer(1), debt(1, most - 5)).when(adjust(6)).then_refused(ErrorCode::amount_out_of_range, "/amount");
}

TEST(WriteOffDebt, fixes_the_claim) {
  const Debt row = given(debt_that_is(DebtStatus::in_collection)).when(WriteOffDebt{{1}}).then({DebtWrittenOff{{1}, {100'00}}}).debt(1);
  EXPECT_EQ(row.written_off_amount, Money{100'00});
  EXPECT_EQ(row.current_balance, Money{100'00});
  const Debt waived = given(debt_that_is(DebtStatus::written_off)).when(adjust(-30'00)).debt(1);
  EXPECT_EQ(waived.written_off_amount, Money{100'00});
  EXPECT_EQ(waived.current_balance, Money{70'00});
  EXPECT_EQ(waived.recovered_amount, Money{});
}

TEST(SettleDebt, forgives_what_was_left) {
  const Debt row = given(customer(1), debt(1, 100'00), paid(1, 1, 40'00)).when(SettleDebt{{1}}).then({DebtSettled{{1}, {60'00}}}).debt(1);
  EXPECT_EQ(row.forgiven_amount, Money{60'00});
  EXPECT_EQ(row.current_balance, Money{});
}

TEST(PlaceDebt, names_the_agency) {
  given(debt_that_is(DebtStatus::defaulted))
      .when(PlaceDebt{{1}, "Agency & Sons"})
      .then({DebtPlacedInCollection{{1}, "Agency & Sons"}})
      .with_id(1, 1);
}

TEST(DebtCommands, refuse_an_unknown_debt) {
  for (const Command& command : std::vector<Command>{adjust(1), DefaultDebt{{1}}, CureDebt{{1}}, PlaceDebt{{1}, "a"}, RecallDebt{{1}},
                                                     WriteOffDebt{{1}}, SettleDebt{{1}}, RefundCredit{{1}, {1}}}) {
    given(customer(1)).when(command).then_refused(ErrorCode::debt_not_found, "/debt_id");
  }
}

TEST(DebtCommands, refuse_another_version) {
  const DebtStatus open = DebtStatus::active;
  for (const Command& command :
       std::vector<Command>{adjust(1), DefaultDebt{{1}}, PlaceDebt{{1}, "a"}, WriteOffDebt{{1}}, SettleDebt{{1}}}) {
    given(debt_that_is(open)).expecting(1).when(command).then_refused(ErrorCode::version_conflict, "/expected_version");
    EXPECT_TRUE(given(debt_that_is(open)).expecting(2).when(command).accepted());
  }
}

TEST(Debt, counts_towards_the_customers_open_debts) {
  EXPECT_EQ(given(customer(1), debt(1, 1)).when(issue(1)).customer(1).open_debts, 2U);
  EXPECT_EQ(given(customer(1), debt(1, 1)).when(SettleDebt{{1}}).customer(1).open_debts, 0U);
  EXPECT_EQ(given(customer(1), debt(1, 1)).when(WriteOffDebt{{1}}).customer(1).open_debts, 0U);
  EXPECT_EQ(given(customer(1), debt(1, 1), DebtWrittenOff{{1}, {1}}).when(SettleDebt{{1}}).customer(1).open_debts, 0U);
  EXPECT_EQ(given(debt_that_is(DebtStatus::paid_off)).when(adjust(1)).customer(1).open_debts, 1U);
}

}  // namespace
}  // namespace daybook::spec
