// Holding the state to what the events came to.
#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include "engine/domain/laws.hpp"

namespace daybook {
namespace {

/// Adds a breach unless `holds`; not more than anyone reads.
struct Holder {
  std::vector<Laws::Breach>& broken;
  Position position;
  std::string_view table;
  std::uint64_t id;

  void operator()(unsigned law, bool holds, std::string_view what) const {
    if (!holds && broken.size() < Laws::breaches_max) {
      std::string sentence = "law " + std::to_string(law) + ": " + std::string(table) + ' ' + std::to_string(id) + ": " + std::string(what);
      broken.push_back({law, position, std::move(sentence)});
    }
  }
};

template <class Id>
void drop_repeated(std::vector<Id>& ids) {
  std::ranges::sort(ids);
  const auto repeated = std::ranges::unique(ids);
  ids.erase(repeated.begin(), repeated.end());
}

}  // namespace

class Laws::Check {
 public:
  Check(const Laws& laws, const State& state, const Ahead& ahead, Breaches& broken)
      : laws_(laws), state_(state), ahead_(ahead), broken_(broken) {}

  // Rows that the events made.
  void debt(DebtId id, Position position);
  void payment(PaymentId id, Position position);

  void debts();
  void payments();
  void books();
  void customers();
  void accounts();
  void transaction_ids();
  void tokens();

 private:
  static constexpr std::uint64_t ahead_rows = 128;

  /// Visits every id up to `last`.
  template <class Id, class Visit>
  void each(std::vector<Id> Named::* ids, std::uint64_t last, Visit visit) {
    Named named;
    for (std::uint64_t first = 1; first <= last; first += ahead_rows) {
      named.clear();
      for (std::uint64_t id = first; id <= last && id < first + ahead_rows; ++id) {
        (named.*ids).push_back(Id{id});
      }
      ahead_(named);
      std::ranges::for_each(named.*ids, visit);
    }
  }
  /// Of rows that are not told ahead.
  void forget_read(std::uint64_t id) const {
    if (id % ahead_rows == 0) {
      ahead_({});
    }
  }

  const Laws& laws_;
  const State& state_;
  const Ahead& ahead_;
  Breaches& broken_;
};

void Laws::command_done(const State& state) {
  drop_repeated(touched_debts_);
  drop_repeated(touched_payments_);
  const Ahead nothing_ahead;
  Check check(*this, state, nothing_ahead, broken_);
  for (const DebtId id : touched_debts_) {
    if (id && id.value <= debts_.size()) {
      check.debt(id, position_);
    }
  }
  for (const PaymentId id : touched_payments_) {
    if (id && id.value <= payments_.size()) {
      check.payment(id, position_);
    }
  }
  touched_debts_.clear();
  touched_payments_.clear();
}

std::vector<Laws::Breach> Laws::broken(const State& state) const {
  return broken(state, Values{}, [](const Named&) {});
}

std::vector<Laws::Breach> Laws::broken(const State& state, Values values, const Ahead& ahead) const {
  Breaches broken = broken_;
  Check check(*this, state, ahead, broken);
  check.debts();
  check.payments();
  check.books();
  check.customers();
  check.accounts();
  if (values.transaction_ids) {
    check.transaction_ids();
  }
  if (values.tokens) {
    check.tokens();
  }
  return broken;
}

void Laws::Check::debts() {
  const std::uint64_t count = laws_.debts_.size();
  each(&Named::debts, count, [this](DebtId id) { debt(id, {}); });
  const Holder hold{broken_, {}, "debt", count + 1};
  hold(6, state_.facts().last_debt.value == count, "the state has another number of debts");
}

void Laws::Check::payments() {
  each(&Named::payments, laws_.payments_.size(), [this](PaymentId id) { payment(id, {}); });
}

void Laws::Check::debt(DebtId id, Position position) {
  const DebtSums& sums = laws_.debts_[id.value];
  const Holder hold{broken_, position, "debt", id.value};
  const Debt* found = state_.find(id);
  if (found == nullptr) {
    hold(1, false, "is not in the state");
    return;
  }
  const Debt& row = *found;
  const RareSums& more = sums.seldom();
  const Cents owed = row.current_balance.minor;
  const Cents credit = row.credit_balance.minor;
  const bool settled = row.status == DebtStatus::settled;
  hold(1, owed - credit == sums.net(), "balance less credit is not the sum of what happened");
  hold(1, owed >= 0 && credit >= 0 && (owed == 0 || credit == 0), "owes and has credit at once, or either is below 0");
  hold(1, row.written_off_amount.minor == more.claim, "written_off_amount is not what was written off");
  hold(1, row.recovered_amount.minor == sums.recovered(), "the claim less what was recovered is not what is left");
  hold(1, row.forgiven_amount.minor == more.forgiven, "forgiven_amount is not what was forgiven");
  hold(2, owed == 0 || (row.status != DebtStatus::paid_off && !settled), "is closed and owes something");
  hold(2, owed > 0 || !is_open(row.status), "is open and owes nothing");
  hold(6, row.status == sums.status, "its status is not where the events lead");
  hold(8, row.total_paid.minor == sums.completed - more.refunded, "total_paid is not completed less refunded");
  hold(8, row.pending_payment_amount.minor == sums.pending, "pending_payment_amount is not what is pending");
}

void Laws::Check::payment(PaymentId id, Position position) {
  const PaymentSums& sums = laws_.payments_[id.value];
  const Holder hold{broken_, position, "payment", id.value};
  const Payment* found = state_.find(id);
  if (found == nullptr) {
    hold(3, false, "is not in the state");
    return;
  }
  const Payment& row = *found;
  const bool arrived = (row.status == PaymentStatus::completed || row.status == PaymentStatus::refunded) && !sums.imported_refunded;
  const Cents refunded = sums.imported_refunded ? Cents{sums.amount.minor} : laws_.refunded(id);
  hold(3, row.applied.minor + row.credited.minor == (arrived ? row.amount.minor : 0), "applied and credited are not the amount");
  hold(3, row.applied == sums.applied && row.credited == sums.credited, "applied and credited are not what was decided");
  hold(3, row.refunded_amount.minor == refunded && refunded <= row.amount.minor, "refunds are not what was refunded");
  hold(6, row.status == sums.status, "its status is not where the events lead");
}

/// Each account of the double entry is the sum of the rows it stands for; those that stand for no row, of the events. Cash and suspense
/// are held together: which of the two a refund came from stands in no row.
void Laws::Check::books() {
  Books rows{};
  const auto sum_of = [](Books& books, Book book) -> Cents& { return books.at(static_cast<std::size_t>(book)); };
  each(&Named::debts, laws_.debts_.size(), [&](DebtId id) {
    const DebtSums& sums = laws_.debts_[id.value];
    if (const Debt* row = state_.find(id)) {
      sum_of(rows, row->written_off ? Book::claim : Book::receivable) += row->current_balance.minor;
      sum_of(rows, Book::credit) -= row->credit_balance.minor;
      sum_of(rows, Book::forgiven) += row->forgiven_amount.minor;
      sum_of(rows, Book::cash) += row->total_paid.minor;
    }
    sum_of(rows, Book::origination) -= sums.opening;
    sum_of(rows, Book::adjustments) -= sums.seldom().adjusted;
    sum_of(rows, Book::cash) -= sums.seldom().credit_refunded;
  });
  Books books = laws_.books_;
  sum_of(books, Book::cash) += std::exchange(sum_of(books, Book::suspense), 0);
  constexpr std::array<std::string_view, std::tuple_size_v<Books>> names{"receivable", "claim",    "credit",      "forgiven",
                                                                         "cash",       "suspense", "origination", "adjustments"};
  for (std::size_t book = 0; book < books.size(); ++book) {
    if (books.at(book) != rows.at(book) && broken_.size() < breaches_max) {
      broken_.push_back({4, {}, "law 4: the account " + std::string(names.at(book)) + " is not the sum of its rows"});
    }
  }
}

void Laws::Check::customers() {
  each(&Named::customers, laws_.customers_.size(), [&](CustomerId id) {
    const CustomerSums& sums = laws_.customers_[id.value];
    const Holder hold{broken_, {}, "customer", id.value};
    const Customer* row = state_.find(id);
    hold(6, row != nullptr && row->status == sums.status, "its status is not where the events lead");
  });
}

void Laws::Check::accounts() {
  for (AccountId id{1}; id.value <= laws_.accounts_.size(); ++id.value) {
    forget_read(id.value);
    const AccountSums& sums = laws_.accounts_[id.value];
    const Holder hold{broken_, {}, "account", id.value};
    const Account* row = state_.find(id);
    const Customer* customer = row == nullptr ? nullptr : state_.find(row->customer_id);
    if (customer == nullptr) {
      hold(5, false, "is not in the state");
      continue;
    }
    hold(5, row->is_primary == (customer->primary_account == id), "is primary beside another");
    hold(5, !row->is_primary || row->is_active, "is primary while inactive");
    hold(6, row->is_active == sums.is_active, "its status is not where the events lead");
  }
}

void Laws::Check::transaction_ids() {
  each(&Named::payments, state_.facts().last_payment.value, [&](PaymentId id) {
    const Payment* row = state_.find(id);
    const Holder hold{broken_, {}, "payment", id.value};
    hold(5, row == nullptr || !row->transaction_id || state_.holder(UniqueKind::transaction_id, *row->transaction_id) == id.value,
         "does not hold its transaction id");
  });
}

void Laws::Check::tokens() {
  const auto held = [&](UniqueKind kind, const std::optional<Token>& token, std::string_view table, std::uint64_t holder) {
    const Holder hold{broken_, {}, table, holder};
    hold(5, !token || state_.holder(kind, token->view()) == holder, "does not hold a unique value of its own");
  };
  const LedgerFacts& facts = state_.facts();
  each(&Named::customers, facts.last_customer.value, [&](CustomerId id) {
    if (const Customer* row = state_.find(id)) {
      held(UniqueKind::ssn, row->tokens.ssn, "customer", id.value);
      held(UniqueKind::email, row->tokens.email, "customer", id.value);
    }
  });
  for (AccountId id{1}; id <= facts.last_account; ++id.value) {
    forget_read(id.value);
    if (const Account* row = state_.find(id)) {
      held(UniqueKind::account_number, row->number_token, "account", id.value);
    }
  }
}

void Laws::for_each_debt(const std::function<void(const DebtReading&)>& visit) const {
  const auto money = [](Cents cents) { return Money{static_cast<std::int64_t>(cents)}; };
  for (DebtId id{1}; id.value <= debts_.size(); ++id.value) {
    const DebtSums& sums = debts_[id.value];
    visit({.id = id,
           .customer = sums.customer,
           .status = sums.status,
           .due = sums.due,
           .owed = money(sums.owed()),
           .credit = money(sums.credit()),
           .forgiven = money(sums.seldom().forgiven),
           .recovered = money(sums.recovered()),
           .paid = money(sums.completed - sums.seldom().refunded),
           .pending = money(sums.pending)});
  }
}

void Laws::for_each_customer(const std::function<void(const CustomerReading&)>& visit) const {
  for (std::uint64_t id = 1; id <= customers_.size(); ++id) {
    visit(customers_[id].reading);
  }
}

}  // namespace daybook
