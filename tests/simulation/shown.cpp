#include "tests/simulation/shown.hpp"

#include <algorithm>
#include <utility>

#include "tests/support/model_personal.hpp"

namespace daybook::simulation {
namespace {

using model::put;

std::optional<model::Cents> cents(const std::optional<Money>& money) { return money ? std::optional(money->minor) : std::nullopt; }
model::Cents cents(const Total& total) { return std::stoll(total.digits()); }

model::Totals totals(const DebtTotals& sums) {
  return {.total_debt = cents(sums.total_debt),
          .total_paid = cents(sums.total_paid),
          .recovered_amount = cents(sums.recovered_amount),
          .written_off_balance = cents(sums.written_off_balance),
          .forgiven_amount = cents(sums.forgiven_amount),
          .credit_balance = cents(sums.credit_balance),
          .pending_payment_amount = cents(sums.pending_payment_amount)};
}

template <class Counted>
void count(model::Totals& totals, const Counted& counted) {
  totals.debt_count = counted.debt_count;
  totals.payment_count = counted.payment_count;
  totals.communication_count = counted.communication_count;
  totals.account_count = counted.account_count;
}

model::Bucket bucket(const Bucket& shown) { return {shown.count, cents(shown.current_balance)}; }

/// All but the last four characters of a longer number.
void mask(model::Personal& personal, const std::string& column, const std::string& mask) {
  if (const auto found = personal.find(column); found != personal.end()) {
    const std::string& value = found->second;
    found->second = mask + (value.size() > 4 ? value.substr(value.size() - 4) : "");
  }
}

}  // namespace

model::Customer in_model_terms(const CustomerRow& row) {
  model::Customer customer{row.id.value, row.account_status, row.version.value, {}, row.created_at, row.updated_at};
  model::Personal& personal = customer.personal;
  personal["first_name"] = row.first_name;
  personal["last_name"] = row.last_name;
  personal["phone_primary"] = row.phone_primary;
  put(personal, "middle_name", row.middle_name);
  put(personal, "date_of_birth", row.date_of_birth);
  put(personal, "ssn", row.ssn);
  put(personal, "email", row.email);
  put(personal, "phone_secondary", row.phone_secondary);
  put(personal, "address_line1", row.address_line1);
  put(personal, "address_line2", row.address_line2);
  put(personal, "city", row.city);
  put(personal, "state", row.state);
  put(personal, "zip_code", row.zip_code);
  put(personal, "country", row.country);
  put(personal, "employer_name", row.employer_name);
  put(personal, "employment_status", row.employment_status);
  put(personal, "annual_income", row.annual_income);
  put(personal, "credit_score", row.credit_score);
  put(personal, "notes", row.notes);
  return customer;
}

model::Debt in_model_terms(const DebtRow& row) {
  model::Debt debt{.id = row.id.value,
                   .customer_id = row.customer_id.value,
                   .status = row.status,
                   .debt_type = row.debt_type,
                   .original_amount = row.original_amount.minor,
                   .current_balance = row.current_balance.minor,
                   .credit_balance = row.credit_balance.minor,
                   .forgiven_amount = row.forgiven_amount.minor,
                   .written_off_amount = row.written_off_amount.minor,
                   .recovered_amount = row.recovered_amount.minor,
                   .interest_rate = row.interest_rate,
                   .minimum_payment = cents(row.minimum_payment),
                   .issue_date = row.issue_date,
                   .due_date = row.due_date,
                   .last_payment_date = row.last_payment_date,
                   .reference_number = row.reference_number,
                   .personal = {},
                   .created_at = row.created_at,
                   .updated_at = row.updated_at};
  put(debt.personal, "account_number", row.account_number);
  put(debt.personal, "notes", row.notes);
  return debt;
}

model::Payment in_model_terms(const PaymentRow& row) {
  model::Payment payment{.id = row.id.value,
                         .customer_id = row.customer_id.value,
                         .debt_id = row.debt_id.value,
                         .status = row.status,
                         .amount = row.amount.minor,
                         .applied = row.applied.minor,
                         .credited = row.credited.minor,
                         .refunded_amount = row.refunded_amount.minor,
                         .payment_date = row.payment_date,
                         .payment_method = row.payment_method,
                         .transaction_id = row.transaction_id,
                         .personal = {},
                         .created_at = row.created_at};
  put(payment.personal, "notes", row.notes);
  return payment;
}

model::Communication in_model_terms(const CommunicationRow& row) {
  model::Communication communication{.id = row.id.value,
                                     .customer_id = row.customer_id.value,
                                     .communication_type = row.communication_type,
                                     .direction = row.direction,
                                     .timestamp = row.timestamp,
                                     .duration_seconds = row.duration_seconds,
                                     .outcome = row.outcome,
                                     .agent_id = row.agent_id,
                                     .debt_ids = {},
                                     .personal = {}};
  std::ranges::transform(row.debt_ids, std::back_inserter(communication.debt_ids), &DebtId::value);
  put(communication.personal, "contact_phone", row.contact_phone);
  put(communication.personal, "contact_email", row.contact_email);
  put(communication.personal, "notes", row.notes);
  return communication;
}

model::Account in_model_terms(const AccountRow& row) {
  model::Account account{.id = row.id.value,
                         .customer_id = row.customer_id.value,
                         .account_type = row.account_type,
                         .bank_name = row.bank_name,
                         .is_active = row.is_active,
                         .is_primary = row.is_primary,
                         .personal = {},
                         .created_at = row.created_at,
                         .updated_at = row.updated_at};
  put(account.personal, "account_number", row.account_number);
  put(account.personal, "routing_number", row.routing_number);
  put(account.personal, "notes", row.notes);
  return account;
}

model::CustomerSummary in_model_terms(const CustomerSummary& summary) {
  model::CustomerSummary all{.totals = totals(summary.totals),
                             .active_debt_count = summary.active_debt_count,
                             .open_debt_count = summary.open_debt_count,
                             .oldest_days_past_due = summary.oldest_days_past_due,
                             .last_payment_date = summary.last_payment_date,
                             .last_communication_at = summary.last_communication_at,
                             .position = summary.position.value};
  count(all.totals, summary);
  return all;
}

model::PortfolioSummary in_model_terms(const PortfolioSummary& portfolio) {
  model::PortfolioSummary all{.totals = totals(portfolio.totals),
                              .customer_count = portfolio.customer_count,
                              .by_status = {},
                              .by_days_past_due = {},
                              .position = portfolio.position.value};
  count(all.totals, portfolio);
  for (std::size_t status = 0; status < portfolio.by_status.size(); ++status) {
    all.by_status[std::string(to_text(static_cast<DebtStatus>(status)))] = bucket(portfolio.by_status.at(status));
  }
  for (std::size_t range = 0; range < past_due_names.size(); ++range) {
    all.by_days_past_due[std::string(past_due_names.at(range))] = bucket(portfolio.by_days_past_due.at(range));
  }
  return all;
}

model::Customer shown(model::Customer row) {
  mask(row.personal, "ssn", "***-**-");
  return row;
}

model::Debt shown(model::Debt row) {
  mask(row.personal, "account_number", "****");
  return row;
}

model::Account shown(model::Account row) {
  mask(row.personal, "account_number", "****");
  mask(row.personal, "routing_number", "****");
  return row;
}

}  // namespace daybook::simulation
