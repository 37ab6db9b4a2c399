// Holding the state to what the events came to.
#include <algorithm>

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

void Laws::command_done(const State& state) {
  drop_repeated(touched_debts_);
  drop_repeated(touched_payments_);
  for (const DebtId id : touched_debts_) {
    if (id && id.value <= debts_.rows.size()) {
      check_debt(id, debts_.rows[id.value - 1], state, position_, broken_);
    }
  }
  for (const PaymentId id : touched_payments_) {
    if (id && id.value <= payments_.rows.size()) {
      check_payment(id, payments_.rows[id.value - 1], state, position_, broken_);
    }
  }
  touched_debts_.clear();
  touched_payments_.clear();
}

std::vector<Laws::Breach> Laws::broken(const State& state, bool tokens) const {
  Breaches broken = broken_;
  check_debts(state, broken);
  for (PaymentId id{1}; id.value <= payments_.rows.size(); ++id.value) {
    check_payment(id, payments_.rows[id.value - 1], state, {}, broken);
  }
  check_books(state, broken);
  check_customers(state, broken);
  check_accounts(state, broken);
  check_transaction_ids(state, broken);
  if (tokens) {
    check_tokens(state, broken);
  }
  return broken;
}

void Laws::check_debts(const State& state, Breaches& broken) const {
  for (DebtId id{1}; id.value <= debts_.rows.size(); ++id.value) {
    check_debt(id, debts_.rows[id.value - 1], state, {}, broken);
  }
  const Holder hold{broken, {}, "debt", debts_.rows.size() + 1};
  hold(6, state.facts().last_debt.value == debts_.rows.size(), "the state has another number of debts");
}

void Laws::check_debt(DebtId id, const DebtSums& sums, const State& state, Position position, Breaches& broken) {
  const Holder hold{broken, position, "debt", id.value};
  const Debt* found = state.find(id);
  if (found == nullptr) {
    hold(1, false, "is not in the state");
    return;
  }
  const Debt& row = *found;
  const Cents owed = row.current_balance.minor;
  const Cents credit = row.credit_balance.minor;
  const bool settled = row.status == DebtStatus::settled;
  hold(1, owed - credit == sums.net(), "balance less credit is not the sum of what happened");
  hold(1, owed >= 0 && credit >= 0 && (owed == 0 || credit == 0), "owes and has credit at once, or either is below 0");
  hold(1, row.written_off_amount.minor == sums.claim, "written_off_amount is not what was written off");
  hold(1, row.recovered_amount.minor == sums.recovered(), "the claim less what was recovered is not what is left");
  hold(1, row.forgiven_amount.minor == sums.forgiven, "forgiven_amount is not what was forgiven");
  hold(2, owed == 0 || (row.status != DebtStatus::paid_off && !settled), "is closed and owes something");
  hold(2, owed > 0 || !is_open(row.status), "is open and owes nothing");
  hold(6, row.status == sums.status, "its status is not where the events lead");
  hold(8, row.total_paid.minor == sums.completed - sums.refunded, "total_paid is not completed less refunded");
  hold(8, row.pending_payment_amount.minor == sums.pending, "pending_payment_amount is not what is pending");
}

void Laws::check_payment(PaymentId id, const PaymentSums& sums, const State& state, Position position, Breaches& broken) {
  const Holder hold{broken, position, "payment", id.value};
  const Payment* found = state.find(id);
  if (found == nullptr) {
    hold(3, false, "is not in the state");
    return;
  }
  const Payment& row = *found;
  const bool arrived = (row.status == PaymentStatus::completed || row.status == PaymentStatus::refunded) && !sums.imported_refunded;
  const Cents refunded = sums.imported_refunded ? sums.amount : sums.refunded;
  hold(3, row.applied.minor + row.credited.minor == (arrived ? row.amount.minor : 0), "applied and credited are not the amount");
  hold(3, row.applied.minor == sums.applied && row.credited.minor == sums.credited, "applied and credited are not what was decided");
  hold(3, row.refunded_amount.minor == refunded && refunded <= row.amount.minor, "refunds are not what was refunded");
  hold(6, row.status == sums.status, "its status is not where the events lead");
}

/// Each account of the double entry is the sum of the rows it stands for; those that stand for no row, of the events.
void Laws::check_books(const State& state, Breaches& broken) const {
  std::map<std::string, Cents> rows{{"receivable", 0}, {"claim", 0}, {"credit", 0}, {"forgiven", 0}};
  Cents paid_out = 0;
  for (DebtId id{1}; id.value <= debts_.rows.size(); ++id.value) {
    const DebtSums& sums = debts_.rows[id.value - 1];
    if (const Debt* row = state.find(id)) {
      rows[row->written_off ? "claim" : "receivable"] += row->current_balance.minor;
      rows["credit"] -= row->credit_balance.minor;
      rows["forgiven"] += row->forgiven_amount.minor;
      rows["cash and suspense"] += row->total_paid.minor;
    }
    rows["origination"] -= sums.opening;
    rows["adjustments"] -= sums.adjusted;
    paid_out += sums.credit_refunded;
  }
  rows["cash and suspense"] -= paid_out;
  std::map<std::string, Cents> books = books_;
  books["cash and suspense"] = books["cash"] + books["suspense"];
  for (const auto& [account, sum] : rows) {
    if (books[account] != sum && broken.size() < breaches_max) {
      broken.push_back({4, {}, "law 4: the account " + account + " is not the sum of its rows"});
    }
  }
}

void Laws::check_customers(const State& state, Breaches& broken) const {
  for (CustomerId id{1}; id.value <= customers_.rows.size(); ++id.value) {
    const CustomerSums& sums = customers_.rows[id.value - 1];
    const Holder hold{broken, {}, "customer", id.value};
    const Customer* row = state.find(id);
    hold(6, row != nullptr && row->status == sums.status, "its status is not where the events lead");
  }
}

void Laws::check_accounts(const State& state, Breaches& broken) const {
  for (AccountId id{1}; id.value <= accounts_.rows.size(); ++id.value) {
    const AccountSums& sums = accounts_.rows[id.value - 1];
    const Holder hold{broken, {}, "account", id.value};
    const Account* row = state.find(id);
    const Customer* customer = row == nullptr ? nullptr : state.find(row->customer_id);
    if (customer == nullptr) {
      hold(5, false, "is not in the state");
      continue;
    }
    hold(5, row->is_primary == (customer->primary_account == id), "is primary beside another");
    hold(5, !row->is_primary || row->is_active, "is primary while inactive");
    hold(6, row->is_active == sums.is_active, "its status is not where the events lead");
  }
}

void Laws::check_transaction_ids(const State& state, Breaches& broken) {
  for (PaymentId id{1}; id <= state.facts().last_payment; ++id.value) {
    const Payment* row = state.find(id);
    const Holder hold{broken, {}, "payment", id.value};
    hold(5, row == nullptr || !row->transaction_id || state.holder(UniqueKind::transaction_id, *row->transaction_id) == id.value,
         "does not hold its transaction id");
  }
}

void Laws::check_tokens(const State& state, Breaches& broken) {
  const auto held = [&](UniqueKind kind, const std::optional<Token>& token, std::string_view table, std::uint64_t holder) {
    const Holder hold{broken, {}, table, holder};
    hold(5, !token || state.holder(kind, token->view()) == holder, "does not hold a unique value of its own");
  };
  const LedgerFacts& facts = state.facts();
  for (CustomerId id{1}; id <= facts.last_customer; ++id.value) {
    if (const Customer* row = state.find(id)) {
      held(UniqueKind::ssn, row->tokens.ssn, "customer", id.value);
      held(UniqueKind::email, row->tokens.email, "customer", id.value);
    }
  }
  for (AccountId id{1}; id <= facts.last_account; ++id.value) {
    if (const Account* row = state.find(id)) {
      held(UniqueKind::account_number, row->number_token, "account", id.value);
    }
  }
}

void Laws::for_each_debt(const std::function<void(const DebtReading&)>& visit) const {
  const auto money = [](Cents cents) { return Money{static_cast<std::int64_t>(cents)}; };
  for (DebtId id{1}; id.value <= debts_.rows.size(); ++id.value) {
    const DebtSums& sums = debts_.rows[id.value - 1];
    visit({.id = id,
           .customer = sums.customer,
           .status = sums.status,
           .due = sums.due,
           .owed = money(sums.owed()),
           .credit = money(sums.credit()),
           .forgiven = money(sums.forgiven),
           .recovered = money(sums.recovered()),
           .paid = money(sums.completed - sums.refunded),
           .pending = money(sums.pending)});
  }
}

void Laws::for_each_customer(const std::function<void(const CustomerReading&)>& visit) const {
  for (const CustomerSums& sums : customers_.rows) {
    visit(sums.reading);
  }
}

}  // namespace daybook
