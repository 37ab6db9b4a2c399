#include "projections/summary.hpp"

#include <algorithm>

namespace daybook {
namespace {

/// What a debt adds to the totals; `Sum` is += or -=.
template <class Apply>
void apply_to_totals(DebtTotals& totals, const Debt& debt, Apply apply) {
  if (is_open(debt.status)) {
    apply(totals.total_debt, debt.current_balance);
  }
  if (debt.status == DebtStatus::written_off) {
    apply(totals.written_off_balance, debt.current_balance);
  }
  apply(totals.total_paid, debt.total_paid);
  apply(totals.recovered_amount, debt.recovered_amount);
  apply(totals.forgiven_amount, debt.forgiven_amount);
  apply(totals.credit_balance, debt.credit_balance);
  apply(totals.pending_payment_amount, debt.pending_payment_amount);
}

void add_to(Bucket& bucket, const Bucket& other) {
  bucket.count += other.count;
  bucket.current_balance += other.current_balance;
}

}  // namespace

std::int64_t days_past_due(const Debt& debt, Date today) {
  const bool closed = debt.status == DebtStatus::paid_off || debt.status == DebtStatus::settled;
  if (!debt.due_date || closed || debt.current_balance.minor == 0) {
    return 0;
  }
  return std::max<std::int64_t>(0, std::int64_t{today.days} - day_of(*debt.due_date).days);
}

void DebtTotals::add(const Debt& debt) {
  apply_to_totals(*this, debt, [](Total& total, Money money) { total += money; });
}

void DebtTotals::remove(const Debt& debt) {
  apply_to_totals(*this, debt, [](Total& total, Money money) { total -= money; });
}

std::size_t past_due_bucket(std::int64_t days) {
  constexpr std::array<std::int64_t, past_due_names.size() - 1> starts{1, 30, 60, 90, 120, 180};
  return static_cast<std::size_t>(std::ranges::upper_bound(starts, days) - starts.begin());
}

void Portfolio::add(const Debt& debt) {
  totals.add(debt);
  Bucket& status = by_status.at(static_cast<std::size_t>(debt.status));
  ++status.count;
  status.current_balance += debt.current_balance;
  if (is_open(debt.status) && debt.due_date) {
    Bucket& due = open_by_due_day[day_of(*debt.due_date)];
    ++due.count;
    due.current_balance += debt.current_balance;
  }
}

void Portfolio::remove(const Debt& debt) {
  totals.remove(debt);
  Bucket& status = by_status.at(static_cast<std::size_t>(debt.status));
  --status.count;
  status.current_balance -= debt.current_balance;
  if (is_open(debt.status) && debt.due_date) {
    const auto due = open_by_due_day.find(day_of(*debt.due_date));
    due->second.current_balance -= debt.current_balance;
    if (--due->second.count == 0) {
      open_by_due_day.erase(due);
    }
  }
}

PortfolioSummary summarize(const Portfolio& portfolio, const LedgerFacts& facts, Date today) {
  PortfolioSummary summary;
  summary.customer_count = facts.last_customer.value;
  summary.debt_count = facts.last_debt.value;
  summary.payment_count = facts.last_payment.value;
  summary.communication_count = facts.last_communication.value;
  summary.account_count = facts.last_account.value;
  summary.totals = portfolio.totals;
  summary.by_status = portfolio.by_status;
  summary.position = facts.position;

  Bucket open;
  for (const DebtStatus status : {DebtStatus::active, DebtStatus::defaulted, DebtStatus::in_collection}) {
    add_to(open, portfolio.by_status.at(static_cast<std::size_t>(status)));
  }
  for (const auto& [day, bucket] : portfolio.open_by_due_day) {
    add_to(summary.by_days_past_due.at(past_due_bucket(std::max<std::int64_t>(0, std::int64_t{today.days} - day.days))), bucket);
    open.count -= bucket.count;
    open.current_balance -= bucket.current_balance;
  }
  add_to(summary.by_days_past_due.front(), open);
  return summary;
}

}  // namespace daybook
