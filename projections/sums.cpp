#include "projections/sums.hpp"

#include <algorithm>

namespace daybook {
namespace {

using Breaches = std::vector<Laws::Breach>;

void hold(Breaches& broken, bool holds, const std::string& what) {
  if (!holds && broken.size() < Laws::breaches_max) {
    broken.push_back({8, {}, "law 8: " + what});
  }
}

/// What a customer's summary must come to.
struct CustomerSums {
  CustomerReading reading;
  DebtTotals totals;
  std::uint64_t active_debts = 0;
  std::uint64_t open_debts = 0;
};

void add(DebtTotals& totals, const DebtReading& debt) {
  if (is_open(debt.status)) {
    totals.total_debt += debt.owed;
  }
  if (debt.status == DebtStatus::written_off) {
    totals.written_off_balance += debt.owed;
  }
  totals.total_paid += debt.paid;
  totals.recovered_amount += debt.recovered;
  totals.forgiven_amount += debt.forgiven;
  totals.credit_balance += debt.credit;
  totals.pending_payment_amount += debt.pending;
}

void add(Bucket& bucket, Money owed) {
  ++bucket.count;
  bucket.current_balance += owed;
}

void add(Portfolio& portfolio, const DebtReading& debt) {
  add(portfolio.totals, debt);
  add(portfolio.by_status.at(static_cast<std::size_t>(debt.status)), debt.owed);
  if (is_open(debt.status) && debt.due) {
    add(portfolio.open_by_due_day[*debt.due], debt.owed);
  }
}

/// Sums over the log, of all and by customer.
struct Expected {
  Portfolio portfolio;
  std::vector<CustomerSums> customers;
  std::uint64_t debts = 0;
  std::uint64_t payments = 0;
  std::uint64_t communications = 0;
  std::uint64_t accounts = 0;

  explicit Expected(const Laws& laws) {
    laws.for_each_customer([this](const CustomerReading& reading) {
      customers.push_back({.reading = reading, .totals = {}});
      debts += reading.debts;
      payments += reading.payments;
      communications += reading.communications;
      accounts += reading.accounts;
    });
    laws.for_each_debt([this](const DebtReading& debt) {
      add(portfolio, debt);
      if (debt.customer && debt.customer.value <= customers.size()) {
        CustomerSums& sums = customers[debt.customer.value - 1];
        add(sums.totals, debt);
        sums.active_debts += debt.status == DebtStatus::active ? 1U : 0U;
        sums.open_debts += is_open(debt.status) ? 1U : 0U;
      }
    });
  }
};

void check_portfolio(const Expected& expected, const Portfolio& portfolio, const LedgerFacts& facts, Breaches& broken) {
  hold(broken, portfolio.totals == expected.portfolio.totals, "the portfolio's totals are not the sums of the events");
  hold(broken, portfolio.by_status == expected.portfolio.by_status, "the portfolio by status is not the sum of the events");
  hold(broken, portfolio.open_by_due_day == expected.portfolio.open_by_due_day, "the portfolio by due day is not the sum of the events");
  const bool counts = facts.last_customer.value == expected.customers.size() && facts.last_debt.value == expected.debts &&
                      facts.last_payment.value == expected.payments && facts.last_communication.value == expected.communications &&
                      facts.last_account.value == expected.accounts;
  hold(broken, counts, "the portfolio's counts are not those of the events");
}

/// As a customer's summary adds its debts up.
Result<CustomerSums> read_sums(const RowSource& rows, const CustomerWithDebts& found) {
  const Customer& customer = found.customer;
  CustomerSums sums{
      .reading = {customer.id, customer.debt_count, customer.payment_count, customer.communication_count, customer.account_count},
      .totals = {}};
  for (const std::uint64_t id : found.debts) {
    BOOST_OUTCOME_TRY(const auto debt, rows.find(DebtId{id}));
    if (debt) {
      sums.totals.add(*debt);
      sums.active_debts += debt->status == DebtStatus::active ? 1U : 0U;
      sums.open_debts += is_open(debt->status) ? 1U : 0U;
    }
  }
  return sums;
}

Result<void> check_customer(const RowSource& rows, const CustomerSums& expected, Breaches& broken) {
  const std::string name = "customer " + std::to_string(expected.reading.id.value);
  BOOST_OUTCOME_TRY(const auto found, rows.find_with_debts(expected.reading.id));
  if (!found) {
    hold(broken, false, name + " is not in the views");
    return success();
  }
  BOOST_OUTCOME_TRY(const CustomerSums sums, read_sums(rows, *found));
  hold(broken, sums.totals == expected.totals, name + ": its totals are not the sums of the events");
  hold(broken, sums.active_debts == expected.active_debts && sums.open_debts == expected.open_debts,
       name + ": its open debts are not those of the events");
  hold(broken, found->customer.open_debts == expected.open_debts, name + ": open_debts is not what is open");
  hold(broken, sums.reading == expected.reading, name + ": its counts are not those of the events");
  return success();
}

}  // namespace

Result<std::vector<Laws::Breach>> check_sums(const Laws& laws, const RowSource& rows) {
  const Expected expected(laws);
  Breaches broken;
  BOOST_OUTCOME_TRY(const Portfolio portfolio, rows.portfolio());
  check_portfolio(expected, portfolio, rows.facts(), broken);
  for (const CustomerSums& customer : expected.customers) {
    BOOST_OUTCOME_TRY(check_customer(rows, customer, broken));
  }
  return broken;
}

}  // namespace daybook
