// Sums over a customer's debts and over all of them.
#pragma once

#include <array>
#include <map>

#include "engine/domain/entities.hpp"
#include "projections/total.hpp"

namespace daybook {

/// Whole UTC days from the due date to `today`; 0 without a due date, before it, when nothing is owed, and for
/// PAID_OFF and SETTLED debts.
std::int64_t days_past_due(const Debt& debt, Date today);

/// What debts add up to. The portfolio keeps one; a customer's is added up on reading.
struct DebtTotals {
  Total total_debt;
  Total total_paid;
  Total recovered_amount;
  Total written_off_balance;
  Total forgiven_amount;
  Total credit_balance;
  Total pending_payment_amount;

  void add(const Debt& debt);
  void remove(const Debt& debt);
  friend bool operator==(const DebtTotals&, const DebtTotals&) = default;

  static void fields(auto& self, auto&& visit) {
    visit("total_debt", self.total_debt);
    visit("total_paid", self.total_paid);
    visit("recovered_amount", self.recovered_amount);
    visit("written_off_balance", self.written_off_balance);
    visit("forgiven_amount", self.forgiven_amount);
    visit("credit_balance", self.credit_balance);
    visit("pending_payment_amount", self.pending_payment_amount);
  }
};

struct CustomerSummary {
  CustomerId customer_id;
  DebtTotals totals;
  std::uint64_t active_debt_count = 0;
  std::uint64_t open_debt_count = 0;
  std::int64_t oldest_days_past_due = 0;
  std::optional<Instant> last_payment_date;
  std::optional<Instant> last_communication_at;
  std::uint64_t debt_count = 0;
  std::uint64_t payment_count = 0;
  std::uint64_t communication_count = 0;
  std::uint64_t account_count = 0;
  Position position;

  static void fields(auto& self, auto&& visit) {
    visit("customer_id", self.customer_id);
    visit("total_debt", self.totals.total_debt);
    visit("active_debt_count", self.active_debt_count);
    visit("open_debt_count", self.open_debt_count);
    visit("total_paid", self.totals.total_paid);
    visit("recovered_amount", self.totals.recovered_amount);
    visit("written_off_balance", self.totals.written_off_balance);
    visit("forgiven_amount", self.totals.forgiven_amount);
    visit("credit_balance", self.totals.credit_balance);
    visit("pending_payment_amount", self.totals.pending_payment_amount);
    visit("oldest_days_past_due", self.oldest_days_past_due);
    visit("last_payment_date", self.last_payment_date);
    visit("last_communication_at", self.last_communication_at);
    visit("debt_count", self.debt_count);
    visit("payment_count", self.payment_count);
    visit("communication_count", self.communication_count);
    visit("account_count", self.account_count);
    visit("position", self.position);
  }
};

/// How many debts, and what they owe together.
struct Bucket {
  std::uint64_t count = 0;
  Total current_balance;

  friend bool operator==(const Bucket&, const Bucket&) = default;
};

/// Names of the buckets by days past due, in order.
inline constexpr std::array<std::string_view, 7> past_due_names{"0", "1-29", "30-59", "60-89", "90-119", "120-179", "180+"};

/// Index into `past_due_names`.
std::size_t past_due_bucket(std::int64_t days);

struct PortfolioSummary {
  std::uint64_t customer_count = 0;
  std::uint64_t debt_count = 0;
  std::uint64_t payment_count = 0;
  std::uint64_t communication_count = 0;
  std::uint64_t account_count = 0;
  DebtTotals totals;
  /// By DebtStatus's number.
  std::array<Bucket, 6> by_status;
  /// Open debts, by `past_due_names`.
  std::array<Bucket, past_due_names.size()> by_days_past_due;
  Position position;
};

/// The portfolio as it is kept: everything that does not depend on the day it is asked for.
struct Portfolio {
  DebtTotals totals;
  std::array<Bucket, 6> by_status;
  /// Open debts by UTC day of their due date; those without one are not in here.
  std::map<Date, Bucket> open_by_due_day;

  void add(const Debt& debt);
  void remove(const Debt& debt);
  friend bool operator==(const Portfolio&, const Portfolio&) = default;
};

PortfolioSummary summarize(const Portfolio& portfolio, const LedgerFacts& facts, Date today);

}  // namespace daybook
