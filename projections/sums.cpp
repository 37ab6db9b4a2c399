#include "projections/sums.hpp"

#include <algorithm>
#include <functional>
#include <span>
#include <string>

#include "projections/archive.hpp"
#include "projections/payment_block.hpp"

namespace daybook {
namespace {

using Breaches = std::vector<Laws::Breach>;

void hold(Breaches& broken, bool holds, const std::string& what) {
  if (!holds && broken.size() < Laws::breaches_max) {
    broken.push_back({8, {}, "law 8: " + what});
  }
}

/// What a customer's summary comes to.
struct CustomerSums {
  CustomerReading reading;
  DebtTotals totals;
  std::uint64_t active_debts = 0;
  std::uint64_t open_debts = 0;
  /// Of their ids, in whatever order.
  std::uint64_t debts = 0;
  bool found = false;
};

/// One-to-one and without visible order (the finalizer of SplitMix64): sums of different sets of ids differ.
constexpr std::uint64_t scrambled(std::uint64_t id) {
  id = (id ^ (id >> 30U)) * 0xbf58476d1ce4e5b9U;
  id = (id ^ (id >> 27U)) * 0x94d049bb133111ebU;
  return id ^ (id >> 31U);
}

void count(CustomerSums& sums, DebtId id, DebtStatus status) {
  sums.debts += scrambled(id.value);
  sums.active_debts += status == DebtStatus::active ? 1U : 0U;
  sums.open_debts += is_open(status) ? 1U : 0U;
}

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

/// Sums over the log.
struct Expected {
  Portfolio portfolio;
  CustomerId last_customer;
  std::uint64_t debts = 0;
  std::uint64_t payments = 0;
  std::uint64_t communications = 0;
  std::uint64_t accounts = 0;

  explicit Expected(const Laws& laws) {
    laws.for_each_customer([this](const CustomerReading& reading) {
      last_customer = reading.id;
      debts += reading.debts;
      payments += reading.payments;
      communications += reading.communications;
      accounts += reading.accounts;
    });
    laws.for_each_debt([this](const DebtReading& debt) { add(portfolio, debt); });
  }
};

void check_portfolio(const Expected& expected, const Portfolio& portfolio, const LedgerFacts& facts, Breaches& broken) {
  hold(broken, portfolio.totals == expected.portfolio.totals, "the portfolio's totals are not the sums of the events");
  hold(broken, portfolio.by_status == expected.portfolio.by_status, "the portfolio by status is not the sum of the events");
  hold(broken, portfolio.open_by_due_day == expected.portfolio.open_by_due_day, "the portfolio by due day is not the sum of the events");
  const bool counts = facts.last_customer == expected.last_customer && facts.last_debt.value == expected.debts &&
                      facts.last_payment.value == expected.payments && facts.last_communication.value == expected.communications &&
                      facts.last_account.value == expected.accounts;
  hold(broken, counts, "the portfolio's counts are not those of the events");
}

/// Customers with neighbouring ids, as the events have them and as they are read. Not all at once: memory is bounded.
class CustomerRange {
 public:
  static constexpr std::uint64_t customers_max = std::uint64_t{1} << 19U;

  CustomerRange(const Laws& laws, const RowSource& rows, CustomerId first) : rows_(rows), first_(first) {
    laws.for_each_customer([this](const CustomerReading& reading) {
      if (reading.id >= first_ && reading.id.value < first_.value + customers_max) {
        expected_.emplace_back().reading = reading;
      }
    });
    read_.resize(expected_.size());
    laws.for_each_debt([this](const DebtReading& debt) {
      if (CustomerSums* sums = of(expected_, debt.customer)) {
        add(sums->totals, debt);
        count(*sums, debt.id, debt.status);
      }
    });
  }

  Result<void> check(Breaches& broken) {
    BOOST_OUTCOME_TRY(rows_.for_each_debt([this](const Debt& debt) {
      if (CustomerSums* sums = of(read_, debt.customer_id)) {
        sums->totals.add(debt);
        count(*sums, debt.id, debt.status);
      }
    }));
    const CustomerId last{first_.value + expected_.size() - 1};
    BOOST_OUTCOME_TRY(rows_.for_each_customer(first_, last, [&](const CustomerWithDebts& customer) { check(customer, broken); }));
    for (std::size_t i = 0; i < read_.size(); ++i) {
      hold(broken, read_[i].found, name_of(expected_[i].reading.id) + " is not in the views");
    }
    return success();
  }

 private:
  static std::string name_of(CustomerId id) { return "customer " + std::to_string(id.value); }

  CustomerSums* of(std::vector<CustomerSums>& customers, CustomerId id) const {
    return id >= first_ && id.value - first_.value < customers.size() ? &customers[id.value - first_.value] : nullptr;
  }

  /// A summary adds up the debts that the customer's row lists: they must be those that say they are the customer's.
  void check(const CustomerWithDebts& found, Breaches& broken) {
    const Customer& customer = found.customer;
    CustomerSums* const sums = of(read_, customer.id);
    if (sums == nullptr) {
      return;
    }
    sums->found = true;
    const CustomerSums& expected = *of(expected_, customer.id);
    std::uint64_t listed = 0;
    for (const std::uint64_t debt : found.debts) {
      listed += scrambled(debt);
    }
    const CustomerReading reading{customer.id, customer.debt_count, customer.payment_count, customer.communication_count,
                                  customer.account_count};
    const auto hold_customer = [&](bool holds, std::string_view what) {
      if (!holds) {
        hold(broken, false, name_of(customer.id) + ": " + std::string(what));
      }
    };
    hold_customer(sums->totals == expected.totals && sums->debts == expected.debts && listed == expected.debts,
                  "its totals are not the sums of the events");
    hold_customer(sums->active_debts == expected.active_debts && sums->open_debts == expected.open_debts,
                  "its open debts are not those of the events");
    hold_customer(customer.open_debts == expected.open_debts, "open_debts is not what is open");
    hold_customer(reading == expected.reading, "its counts are not those of the events");
  }

  const RowSource& rows_;
  CustomerId first_;
  std::vector<CustomerSums> expected_;
  std::vector<CustomerSums> read_;
};

}  // namespace

Result<std::vector<Laws::Breach>> check_sums(const Laws& laws, const RowSource& rows) {
  const Expected expected(laws);
  Breaches broken;
  BOOST_OUTCOME_TRY(const Portfolio portfolio, rows.portfolio());
  check_portfolio(expected, portfolio, rows.facts(), broken);
  for (CustomerId first{1}; first <= expected.last_customer; first.value += CustomerRange::customers_max) {
    BOOST_OUTCOME_TRY(CustomerRange(laws, rows, first).check(broken));
  }
  return broken;
}

std::uint64_t HeldValues::pair_of(UniqueKind kind, std::string_view value, std::uint64_t holder) {
  return scrambled(std::hash<std::string_view>{}(value) + scrambled(holder) + static_cast<std::uint64_t>(kind));
}

void HeldValues::use_if(UniqueKind kind, const std::optional<Token>& token, std::uint64_t holder) {
  if (token) {
    use(kind, token->view(), holder);
  }
}

void HeldValues::take(std::string_view key, std::string_view value) {
  const auto space = static_cast<RowSpace>(key.front());
  if (space == RowSpace::unique && key.size() > 1) {
    const auto kind = static_cast<UniqueKind>(key[1]);
    const auto holder = from_bytes<std::uint64_t>(value);
    sum_of(kind) -= pair_of(kind, key.substr(2), holder.value_or(0));
  } else if (space == RowSpace::payments || space == RowSpace::newest_payments) {
    const auto block = from_bytes<PaymentBlock>(value);
    for (const Payment& payment : block ? std::span<const Payment>(block->payments) : std::span<const Payment>()) {
      if (payment.transaction_id) {
        use(UniqueKind::transaction_id, *payment.transaction_id, payment.id.value);
      }
    }
  } else if (Customer customer; space == RowSpace::customers && read_first(value, customer)) {
    use_if(UniqueKind::ssn, customer.tokens.ssn, customer.id.value);
    use_if(UniqueKind::email, customer.tokens.email, customer.id.value);
  } else if (Account account; space == RowSpace::accounts && read_first(value, account)) {
    use_if(UniqueKind::account_number, account.number_token, account.id.value);
  }
}

bool HeldValues::transaction_ids_agree() const { return sums_[static_cast<std::size_t>(UniqueKind::transaction_id)] == 0; }

bool HeldValues::tokens_agree() const {
  constexpr std::array kinds{UniqueKind::ssn, UniqueKind::email, UniqueKind::account_number};
  return std::ranges::all_of(kinds, [this](UniqueKind kind) { return sums_[static_cast<std::size_t>(kind)] == 0; });
}

}  // namespace daybook
