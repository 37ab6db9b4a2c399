// The model's own summaries, by hand: what the product's reads are compared with must be right itself.
#include <gtest/gtest.h>

#include "tests/support/model.hpp"
#include "tests/support/spec_facts.hpp"

namespace daybook::model {
namespace {

using spec::later;
using spec::noon;

/// Customer 1 with a debt of 100.00 due on the day of issue.
class Bank {
 public:
  Bank() {
    accept(CreateCustomer{.first_name = "Ada", .last_name = "Lovelace", .phone_primary = "555"});
    issue(100'00, spec::issue_day);
  }
  Answer accept(const Command& command) {
    const Answer answer = model.submit({.command = command, .idempotency_key = {}, .reason = "because", .expected_version = {}}, noon);
    EXPECT_TRUE(answer.faults.empty()) << to_text(answer.faults.front().code);
    return answer;
  }
  void issue(std::int64_t cents, std::optional<Instant> due) {
    accept(IssueDebt{.customer_id = {1}, .debt_type = "loan", .original_amount = {cents}, .issue_date = spec::issue_day, .due_date = due});
  }
  void pay(std::uint64_t debt, std::int64_t cents, Instant date = noon) {
    accept(
        RecordPayment{.customer_id = {1}, .debt_id = {debt}, .amount = {cents}, .payment_date = date, .status = PaymentStatus::completed});
  }

  Model model;
};

constexpr Date day{19889};  // 2024-06-15

TEST(ModelReading, counts_whole_days_past_due) {
  Bank bank;
  EXPECT_EQ(bank.model.days_past_due(1, day_of(spec::issue_day)), 0);
  EXPECT_EQ(bank.model.days_past_due(1, day), 152);
  bank.issue(1, later(noon, 30 * microseconds_per_day));
  bank.issue(1, std::nullopt);
  EXPECT_EQ(bank.model.days_past_due(2, day), 0);
  EXPECT_EQ(bank.model.days_past_due(3, day), 0);
  bank.pay(1, 100'00);
  EXPECT_EQ(bank.model.days_past_due(1, day), 0);
}

TEST(ModelReading, sums_a_customer) {
  Bank bank;
  bank.issue(80'00, std::nullopt);
  bank.issue(60'00, std::nullopt);
  bank.issue(40'00, std::nullopt);
  bank.accept(DefaultDebt{{1}});
  bank.accept(WriteOffDebt{{2}});
  bank.pay(2, 30'00);
  bank.accept(SettleDebt{{3}});
  bank.pay(4, 45'00, spec::issue_day);
  bank.accept(RecordPayment{.customer_id = {1}, .debt_id = {1}, .amount = {7'00}, .payment_date = noon});
  bank.accept(LogCommunication{.customer_id = {1}});
  const CustomerSummary summary = bank.model.summary(1, day);
  EXPECT_EQ(summary.totals.total_debt, 100'00);
  EXPECT_EQ(summary.totals.total_paid, 75'00);
  EXPECT_EQ(summary.totals.recovered_amount, 30'00);
  EXPECT_EQ(summary.totals.written_off_balance, 50'00);
  EXPECT_EQ(summary.totals.forgiven_amount, 60'00);
  EXPECT_EQ(summary.totals.credit_balance, 5'00);
  EXPECT_EQ(summary.totals.pending_payment_amount, 7'00);
  EXPECT_EQ(summary.active_debt_count, 0U);
  EXPECT_EQ(summary.open_debt_count, 1U);
  EXPECT_EQ(summary.oldest_days_past_due, 152);
  EXPECT_EQ(summary.last_payment_date, noon);
  EXPECT_EQ(summary.last_communication_at, noon);
  EXPECT_EQ(summary.totals.debt_count, 4U);
  EXPECT_EQ(summary.totals.payment_count, 3U);
  EXPECT_EQ(summary.position, 14U);
}

TEST(ModelReading, sums_the_portfolio) {
  Bank bank;
  bank.issue(80'00, later(noon, -29 * microseconds_per_day));
  bank.issue(60'00, later(noon, -30 * microseconds_per_day));
  bank.issue(40'00, std::nullopt);
  bank.accept(SettleDebt{{4}});
  const PortfolioSummary portfolio = bank.model.portfolio(day);
  EXPECT_EQ(portfolio.customer_count, 1U);
  EXPECT_EQ(portfolio.totals.total_debt, 240'00);
  EXPECT_EQ(portfolio.by_status.size(), 6U);
  EXPECT_EQ(portfolio.by_status.at("ACTIVE"), (Bucket{3, 240'00}));
  EXPECT_EQ(portfolio.by_status.at("SETTLED"), (Bucket{1, 0}));
  EXPECT_EQ(portfolio.by_days_past_due.size(), 7U);
  EXPECT_EQ(portfolio.by_days_past_due.at("1-29"), (Bucket{1, 80'00}));
  EXPECT_EQ(portfolio.by_days_past_due.at("30-59"), (Bucket{1, 60'00}));
  EXPECT_EQ(portfolio.by_days_past_due.at("120-179"), (Bucket{1, 100'00}));
  EXPECT_EQ(portfolio.by_days_past_due.at("0"), (Bucket{0, 0}));
}

TEST(ModelAnswers, replays_a_key_and_refuses_it_for_another_body) {
  Bank bank;
  const Request request{.command = DefaultDebt{{1}}, .idempotency_key = "k-1", .reason = {}, .expected_version = {}};
  const Answer first = bank.model.submit(request, noon);
  Answer replayed = first;
  replayed.replayed = true;
  EXPECT_EQ(bank.model.submit(request, noon), replayed);
  Request other = request;
  other.command = CureDebt{{1}};
  EXPECT_EQ(bank.model.submit(other, noon).faults.front().code, ErrorCode::idempotency_conflict);
}

TEST(ModelAnswers, keeps_a_key_for_later_when_nothing_was_appended) {
  Bank bank;
  const Request refused{.command = CureDebt{{1}}, .idempotency_key = "k-1", .reason = {}, .expected_version = {}};
  EXPECT_FALSE(bank.model.submit(refused, noon).faults.empty());
  const Request dry{.command = DefaultDebt{{1}}, .idempotency_key = "k-1", .reason = {}, .expected_version = {}, .dry_run = true};
  EXPECT_EQ(bank.model.submit(dry, noon).events, std::vector<std::string>{"DebtDefaulted"});
  EXPECT_EQ(bank.model.debts().at(1).status, DebtStatus::active);
  const Request real{.command = DefaultDebt{{1}}, .idempotency_key = "k-1", .reason = {}, .expected_version = {}};
  EXPECT_FALSE(bank.model.submit(real, noon).replayed);
}

}  // namespace
}  // namespace daybook::model
