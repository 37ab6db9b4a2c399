// What reads answer: derived columns and summaries, summed anew from the rows each time.
#include <algorithm>

#include "tests/support/model.hpp"

namespace daybook::model {
namespace {

void add_debt(Totals& totals, const Debt& debt) {
  totals.debt_count += 1;
  totals.recovered_amount += debt.recovered_amount;
  totals.forgiven_amount += debt.forgiven_amount;
  totals.credit_balance += debt.credit_balance;
  if (is_open(debt)) {
    totals.total_debt += debt.current_balance;
  }
  if (debt.status == DebtStatus::written_off) {
    totals.written_off_balance += debt.current_balance;
  }
}

void add_payment(Totals& totals, const Payment& payment) {
  totals.payment_count += 1;
  if (payment.status == PaymentStatus::completed) {
    totals.total_paid += payment.amount - payment.refunded_amount;
  }
  if (payment.status == PaymentStatus::pending) {
    totals.pending_payment_amount += payment.amount;
  }
}

/// The ranges of `by_days_past_due`, each with its first day.
const std::map<std::int64_t, std::string> ranges{{0, "0"},       {1, "1-29"},      {30, "30-59"}, {60, "60-89"},
                                                 {90, "90-119"}, {120, "120-179"}, {180, "180+"}};

const std::string& range_of(std::int64_t days) { return std::prev(ranges.upper_bound(days))->second; }

void add_to(Bucket& bucket, const Debt& debt) {
  bucket.count += 1;
  bucket.current_balance += debt.current_balance;
}

}  // namespace

Debt Model::debt(Id id) const {
  Debt row = debts_.at(id);
  for (const auto& [payment_id, payment] : payments_) {
    if (payment.debt_id == id && payment.status == PaymentStatus::completed) {
      row.last_payment_date = std::max(row.last_payment_date, std::optional(payment.payment_date));
    }
  }
  return row;
}

std::int64_t Model::days_past_due(Id id, Date day) const {
  const Debt& row = debts_.at(id);
  const bool over = row.status == DebtStatus::paid_off || row.status == DebtStatus::settled;
  if (!row.due_date || over || row.current_balance == 0) {
    return 0;
  }
  return std::max<std::int64_t>(0, std::int64_t{day.days} - day_of(*row.due_date).days);
}

CustomerSummary Model::summary(Id customer, Date day) const {
  CustomerSummary summary;
  for (const auto& [id, row] : debts_) {
    if (row.customer_id == customer) {
      add_debt(summary.totals, row);
      summary.active_debt_count += row.status == DebtStatus::active ? 1U : 0U;
      summary.open_debt_count += is_open(row) ? 1U : 0U;
      summary.oldest_days_past_due = std::max(summary.oldest_days_past_due, days_past_due(id, day));
    }
  }
  for (const auto& [id, row] : payments_) {
    if (row.customer_id == customer) {
      add_payment(summary.totals, row);
      if (row.status == PaymentStatus::completed) {
        summary.last_payment_date = std::max(summary.last_payment_date, std::optional(row.payment_date));
      }
    }
  }
  for (const auto& [id, row] : communications_) {
    if (row.customer_id == customer) {
      summary.totals.communication_count += 1;
      summary.last_communication_at = std::max(summary.last_communication_at, std::optional(row.timestamp));
    }
  }
  for (const auto& [id, row] : accounts_) {
    summary.totals.account_count += row.customer_id == customer ? 1U : 0U;
  }
  summary.position = position_;
  return summary;
}

PortfolioSummary Model::portfolio(Date day) const {
  PortfolioSummary portfolio;
  for (const std::string status : {"ACTIVE", "DEFAULTED", "IN_COLLECTION", "PAID_OFF", "SETTLED", "WRITTEN_OFF"}) {
    portfolio.by_status[status];
  }
  for (const auto& [first_day, range] : ranges) {
    portfolio.by_days_past_due[range];
  }
  for (const auto& [id, row] : debts_) {
    add_debt(portfolio.totals, row);
    add_to(portfolio.by_status[std::string(to_text(row.status))], row);
    if (is_open(row)) {
      add_to(portfolio.by_days_past_due[range_of(days_past_due(id, day))], row);
    }
  }
  for (const auto& [id, row] : payments_) {
    add_payment(portfolio.totals, row);
  }
  portfolio.customer_count = customers_.size();
  portfolio.totals.communication_count = communications_.size();
  portfolio.totals.account_count = accounts_.size();
  portfolio.position = position_;
  return portfolio;
}

}  // namespace daybook::model
