// Each law, held by a plain history and broken by a hand that reaches into the state or onto the log.
#include "engine/domain/laws.hpp"

#include <functional>
#include <gtest/gtest.h>

#include "engine/domain/evolve.hpp"
#include "tests/support/spec_facts.hpp"
#include "tests/support/spec_ledger.hpp"

namespace daybook::spec {
namespace {

const Values ada_unique{{SealedField::ssn, "123-45-6789"}, {SealedField::email, "ada@bank.test"}};

/// An open debt that was paid in part, a paid-off one with credit, a claim and a settlement; two accounts.
std::vector<Event> history() {
  PaymentCompleted first = paid(1, 1, 30'00);
  first.transaction_id = "t-1";
  return {customer(1, ada_unique),
          debt(1, 100'00),
          debt(2, 50'00),
          debt(3, 80'00),
          debt(4, 60'00),
          first,
          paid(2, 2, 50'00, 5'00),
          DebtPaidOff{{2}},
          DebtWrittenOff{{3}, {80'00}},
          paid(3, 3, 20'00),
          DebtSettled{{4}, {60'00}},
          account(1, "A-1"),
          PrimaryAccountChanged{{1}, {1}},
          account(2, "A-2")};
}

/// What the laws say of `history` and `later` events when `tamper` has had its way with the state.
std::string first_breach(const std::vector<Event>& later, const std::function<void(MapState&)>& tamper) {
  Log log;
  log.append({LedgerOpened{}}, noon);
  log.append(history(), noon);
  log.append(later, noon);
  Laws laws;
  for (const Record& record : log.records()) {
    laws.take(record);
  }
  MapState state = log.state();
  tamper(state);
  const std::vector<Laws::Breach> broken = laws.broken(state);
  return broken.empty() ? "" : broken.front().sentence;
}

void leave_alone(MapState&) {}

std::string breach_of_state(const std::function<void(MapState&)>& tamper) { return first_breach({}, tamper); }
std::string breach_of_log(const std::vector<Event>& later) { return first_breach(later, leave_alone); }

TEST(Laws, hold) { EXPECT_EQ(first_breach({}, leave_alone), ""); }

TEST(Laws, law_1_holds_balances_to_what_happened) {
  EXPECT_NE(breach_of_state([](MapState& state) { state.edit(DebtId{1}).current_balance.minor += 1; }).find("law 1"), std::string::npos);
  EXPECT_NE(breach_of_state([](MapState& state) { state.edit(DebtId{2}).credit_balance.minor -= 1; }).find("law 1"), std::string::npos);
}

TEST(Laws, law_1_holds_claims_to_what_was_recovered) {
  EXPECT_NE(breach_of_state([](MapState& state) { state.edit(DebtId{3}).recovered_amount.minor += 1; }).find("law 1"), std::string::npos);
  EXPECT_NE(breach_of_state([](MapState& state) { state.edit(DebtId{3}).written_off_amount.minor += 1; }).find("law 1"), std::string::npos);
}

TEST(Laws, law_2_holds_statuses_to_balances) {
  EXPECT_NE(breach_of_log({paid(4, 1, 70'00)}).find("law 2"), std::string::npos) << "without DebtPaidOff";
  EXPECT_NE(breach_of_log({refunded(2, 2, 5'00, 1'00)}).find("law 2"), std::string::npos) << "without DebtReopened";
}

TEST(Laws, law_3_holds_payments_to_their_amounts) {
  EXPECT_NE(breach_of_state([](MapState& state) { state.edit(PaymentId{1}).applied.minor -= 1; }).find("law 3"), std::string::npos);
  EXPECT_NE(breach_of_state([](MapState& state) { state.edit(PaymentId{1}).refunded_amount.minor += 1; }).find("law 3"), std::string::npos);
}

TEST(Laws, law_4_holds_postings_to_zero) {
  PaymentCompleted crooked = paid(4, 1, 10'00);
  crooked.amount.minor += 1;
  EXPECT_NE(breach_of_log({crooked}).find("law 4"), std::string::npos);
}

TEST(Laws, law_5_holds_values_to_one_holder) {
  EXPECT_NE(breach_of_state([](MapState& state) { state.release(UniqueKind::transaction_id, "t-1"); }).find("law 5"), std::string::npos);
  EXPECT_NE(breach_of_state([](MapState& state) {
              state.hold(UniqueKind::ssn, token_of(SealedField::ssn, "123456789").view(), 2);
            }).find("law 5"),
            std::string::npos);
}

TEST(Laws, law_5_holds_customers_to_one_primary_account) {
  EXPECT_NE(breach_of_state([](MapState& state) { state.edit(AccountId{2}).is_primary = true; }).find("law 5"), std::string::npos);
  EXPECT_NE(breach_of_state([](MapState& state) { state.edit(AccountId{1}).is_active = false; }).find("law 5"), std::string::npos);
}

TEST(Laws, law_6_holds_statuses_to_the_ways_there_are) {
  EXPECT_NE(breach_of_log({DebtCured{{1}}}).find("law 6"), std::string::npos);
  EXPECT_NE(breach_of_log({DebtReopened{{2}, DebtStatus::defaulted, {}}, refunded(2, 2, 5'00, 1'00)}).find("law 6"), std::string::npos);
  EXPECT_NE(breach_of_log({PaymentFailed{{1}, {1}}}).find("law 6"), std::string::npos);
  EXPECT_NE(breach_of_state([](MapState& state) { state.edit(DebtId{1}).status = DebtStatus::defaulted; }).find("law 6"),
            std::string::npos);
}

TEST(Laws, law_8_holds_running_sums_to_the_events) {
  EXPECT_NE(breach_of_state([](MapState& state) { state.edit(DebtId{1}).total_paid.minor += 1; }).find("law 8"), std::string::npos);
}

TEST(Laws, names_the_position_of_a_bad_event) {
  Log log;
  log.append({LedgerOpened{}, customer(1), debt(1, 100'00), DebtCured{{1}}, DebtDefaulted{{1}}}, noon);
  Laws laws;
  for (const Record& record : log.records()) {
    laws.take(record);
  }
  ASSERT_FALSE(laws.broken(log.state()).empty());
  EXPECT_EQ(laws.broken(log.state()).front().position, Position{4});
}

}  // namespace
}  // namespace daybook::spec
