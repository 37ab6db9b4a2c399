#include "engine/domain/laws.hpp"

#include <algorithm>

namespace daybook {
namespace {

const std::vector<DebtStatus> open_statuses{DebtStatus::active, DebtStatus::defaulted, DebtStatus::in_collection};

std::string about(std::string_view kind, std::uint64_t id, std::string_view what) {
  return std::string(kind) + ' ' + std::to_string(id) + ": " + std::string(what);
}

}  // namespace

void Laws::take(const Record& record) {
  position_ = record.envelope.position;
  std::visit([this](const auto& fact) { take_fact(fact); }, record.event);
}

void Laws::move(DebtId id, const std::vector<DebtStatus>& from, DebtStatus to) {
  DebtSums& debt = debts_[id];
  if (std::ranges::find(from, debt.status) == from.end()) {
    broken_.push_back(
        {position_, about("debt", id.value, "law 6: goes from " + std::string(to_text(debt.status)) + " to " + std::string(to_text(to)))});
  }
  if (to == DebtStatus::paid_off || to == DebtStatus::settled) {
    debt.status_before = debt.status;
  }
  debt.status = to;
}

void Laws::move(PaymentId id, const std::vector<PaymentStatus>& from, PaymentStatus to) {
  PaymentSums& payment = payments_[id];
  if (std::ranges::find(from, payment.status) == from.end()) {
    broken_.push_back({position_, about("payment", id.value,
                                        "law 6: goes from " + std::string(to_text(payment.status)) + " to " + std::string(to_text(to)))});
  }
  payment.status = to;
}

void Laws::post(const Postings& postings) {
  Cents sum = 0;
  for (const auto& [account, amount] : postings) {
    books_[account] += amount;
    sum += amount;
  }
  if (sum != 0) {
    broken_.push_back({position_, "law 4: the postings of the event do not sum to zero"});
  }
}

std::string Laws::owed_on(DebtId id) { return debts_[id].written_off ? "claim" : "receivable"; }

void Laws::take_fact(const DebtIssued& fact) {
  debts_[fact.debt_id].opening = fact.current_balance.minor;
  post({{"receivable", fact.current_balance.minor}, {"origination", -fact.current_balance.minor}});
}

void Laws::take_fact(const DebtImported& fact) {
  debts_[fact.row.debt_id].opening = fact.row.original_amount.minor;
  post({{"receivable", fact.row.original_amount.minor}, {"origination", -fact.row.original_amount.minor}});
}

void Laws::take_fact(const DebtStatusImported& fact) {
  DebtSums& debt = debts_[fact.debt_id];
  debt.status_before = DebtStatus::active;
  debt.status = fact.status;
  if (fact.status == DebtStatus::settled) {
    debt.forgiven = fact.amount.minor;
    post({{"forgiven", fact.amount.minor}, {"receivable", -fact.amount.minor}});
  }
  if (fact.status == DebtStatus::written_off) {
    debt.written_off = true;
    debt.claim = fact.amount.minor;
    post({{"claim", fact.amount.minor}, {"receivable", -fact.amount.minor}});
  }
}

void Laws::take_fact(const DebtBalanceAdjusted& fact) {
  DebtSums& debt = debts_[fact.debt_id];
  debt.adjusted += fact.amount.minor;
  debt.claim_changes += debt.written_off ? fact.amount.minor : 0;
  post({{owed_on(fact.debt_id), fact.amount.minor - fact.from_credit.minor},
        {"credit", fact.from_credit.minor},
        {"adjustments", -fact.amount.minor}});
}

void Laws::take_fact(const DebtDefaulted& fact) { move(fact.debt_id, {DebtStatus::active}, DebtStatus::defaulted); }
void Laws::take_fact(const DebtCured& fact) { move(fact.debt_id, {DebtStatus::defaulted}, DebtStatus::active); }
void Laws::take_fact(const DebtRecalled& fact) { move(fact.debt_id, {DebtStatus::in_collection}, DebtStatus::active); }
void Laws::take_fact(const DebtPlacedInCollection& fact) {
  move(fact.debt_id, {DebtStatus::active, DebtStatus::defaulted}, DebtStatus::in_collection);
}

void Laws::take_fact(const DebtWrittenOff& fact) {
  move(fact.debt_id, open_statuses, DebtStatus::written_off);
  DebtSums& debt = debts_[fact.debt_id];
  debt.written_off = true;
  debt.claim = fact.amount.minor;
  post({{"claim", fact.amount.minor}, {"receivable", -fact.amount.minor}});
}

void Laws::take_fact(const DebtSettled& fact) {
  std::vector<DebtStatus> from = open_statuses;
  from.push_back(DebtStatus::written_off);
  move(fact.debt_id, from, DebtStatus::settled);
  debts_[fact.debt_id].forgiven += fact.forgiven.minor;
  post({{"forgiven", fact.forgiven.minor}, {owed_on(fact.debt_id), -fact.forgiven.minor}});
}

void Laws::take_fact(const DebtPaidOff& fact) { move(fact.debt_id, open_statuses, DebtStatus::paid_off); }

void Laws::take_fact(const DebtReopened& fact) {
  DebtSums& debt = debts_[fact.debt_id];
  if (fact.status != debt.status_before) {
    broken_.push_back({position_, about("debt", fact.debt_id.value, "law 6: reopened to a status it did not come from")});
  }
  move(fact.debt_id, {DebtStatus::paid_off, DebtStatus::settled}, fact.status);
  debt.forgiven -= fact.unforgiven.minor;
  post({{owed_on(fact.debt_id), fact.unforgiven.minor}, {"forgiven", -fact.unforgiven.minor}});
}

void Laws::take_fact(const CreditRefunded& fact) {
  debts_[fact.debt_id].credit_refunded += fact.amount.minor;
  post({{"credit", fact.amount.minor}, {"cash", -fact.amount.minor}});
}

void Laws::take_fact(const CreditApplied& fact) {
  debts_[fact.from_debt_id].credit_applied_away += fact.amount.minor;
  debts_[fact.to_debt_id].credit_applied_here += fact.amount.minor;
  post({{"credit", fact.amount.minor}, {owed_on(fact.to_debt_id), -fact.amount.minor}});
}

void Laws::take_fact(const PaymentInitiated& fact) { payments_[fact.payment_id].amount = fact.amount.minor; }

void Laws::settle_money(PaymentId id, DebtId debt, Money amount, Money applied, Money credited) {
  move(id, {PaymentStatus::pending}, PaymentStatus::completed);
  PaymentSums& payment = payments_[id];
  payment.amount = amount.minor;
  payment.applied = applied.minor;
  payment.credited = credited.minor;
  payment.since_write_off = debts_[debt].written_off;
  debts_[debt].completed += amount.minor;
  post({{"cash", amount.minor}, {owed_on(debt), -applied.minor}, {"credit", -credited.minor}});
}

void Laws::take_fact(const PaymentCompleted& fact) {
  settle_money(fact.payment_id, fact.debt_id, fact.amount, fact.applied, fact.credited);
}

void Laws::take_fact(const PaymentImported& fact) {
  PaymentSums& payment = payments_[fact.row.payment_id];
  payment.amount = fact.row.amount.minor;
  if (fact.status == PaymentStatus::completed) {
    settle_money(fact.row.payment_id, fact.row.debt_id, fact.row.amount, fact.applied, fact.credited);
  } else {
    payment.status = fact.status;
    payment.imported_refunded = fact.status == PaymentStatus::refunded;
  }
}

void Laws::take_fact(const PaymentFailed& fact) { move(fact.payment_id, {PaymentStatus::pending}, PaymentStatus::failed); }

void Laws::take_fact(const PaymentRefunded& fact) {
  PaymentSums& payment = payments_[fact.payment_id];
  DebtSums& debt = debts_[fact.debt_id];
  payment.refunded += fact.amount.minor;
  const bool whole = payment.refunded == payment.amount;
  move(fact.payment_id, {PaymentStatus::completed}, whole ? PaymentStatus::refunded : PaymentStatus::completed);
  debt.refunded += fact.amount.minor;
  debt.claim_changes += debt.written_off && !payment.since_write_off ? fact.amount.minor : 0;
  post({{fact.kind == RefundKind::error ? "suspense" : "cash", -fact.amount.minor},
        {"credit", fact.from_credit.minor},
        {owed_on(fact.debt_id), fact.restored.minor}});
}

std::vector<Laws::Breach> Laws::broken(const State& state, bool tokens) const {
  std::vector<Breach> broken = broken_;
  check_debts(state, broken);
  check_payments(state, broken);
  check_books(state, broken);
  check_holders(state, broken);
  if (tokens) {
    check_tokens(state, broken);
  }
  return broken;
}

void Laws::check_debts(const State& state, std::vector<Breach>& broken) const {
  const auto hold = [&broken](bool holds, DebtId id, std::string_view law) {
    if (!holds) {
      broken.push_back({{}, about("debt", id.value, law)});
    }
  };
  for (const auto& [id, sums] : debts_) {
    const Debt* found = state.find(id);
    if (found == nullptr) {
      hold(false, id, "is not in the state");
      continue;
    }
    const Debt& row = *found;
    const Cents owed = row.current_balance.minor;
    const Cents credit = row.credit_balance.minor;
    const Cents sum = sums.opening + sums.adjusted - (sums.completed - sums.refunded) + sums.credit_refunded + sums.credit_applied_away -
                      sums.credit_applied_here - sums.forgiven;
    hold(owed - credit == sum, id, "law 1: balance less credit is not the sum of what happened");
    hold(row.total_paid.minor == sums.completed - sums.refunded, id, "law 8: total_paid is not completed less refunded");
    hold(owed >= 0 && credit >= 0 && (owed == 0 || credit == 0), id, "owes and has credit at once, or either is below 0");
    const bool settled = row.status == DebtStatus::settled;
    if (sums.written_off) {
      hold(row.written_off_amount.minor == sums.claim, id, "law 1: written_off_amount moved");
      hold(sums.claim + sums.claim_changes - row.recovered_amount.minor == (settled ? row.forgiven_amount.minor : owed), id,
           "law 1: claim less recovered is not what is left");
    } else {
      hold(row.recovered_amount.minor == 0 && row.written_off_amount.minor == 0, id, "recovers without a write-off");
    }
    hold(row.forgiven_amount.minor == sums.forgiven, id, "forgiven_amount is not what was forgiven");
    hold(owed == 0 || (row.status != DebtStatus::paid_off && !settled), id, "law 2: is closed and owes something");
    hold(owed > 0 || !is_open(row.status), id, "law 2: is open and owes nothing");
    hold(row.status == sums.status, id, "law 6: status is not where the events lead");
  }
}

void Laws::check_payments(const State& state, std::vector<Breach>& broken) const {
  const auto hold = [&broken](bool holds, PaymentId id, std::string_view law) {
    if (!holds) {
      broken.push_back({{}, about("payment", id.value, law)});
    }
  };
  for (const auto& [id, sums] : payments_) {
    const Payment* found = state.find(id);
    if (found == nullptr) {
      hold(false, id, "is not in the state");
      continue;
    }
    const Payment& row = *found;
    const bool arrived = (row.status == PaymentStatus::completed || row.status == PaymentStatus::refunded) && !sums.imported_refunded;
    const Cents refunded = sums.imported_refunded ? sums.amount : sums.refunded;
    hold(row.applied.minor + row.credited.minor == (arrived ? row.amount.minor : 0), id, "law 3: applied and credited are not the amount");
    hold(row.refunded_amount.minor == refunded && refunded <= row.amount.minor, id, "law 3: refunds are not what was refunded");
    hold(row.status == sums.status, id, "law 6: status is not where the events lead");
  }
}

void Laws::check_books(const State& state, std::vector<Breach>& broken) const {
  std::map<std::string, Cents> rows;
  for (const auto& [id, sums] : debts_) {
    if (const Debt* row = state.find(id)) {
      rows[row->written_off ? "claim" : "receivable"] += row->current_balance.minor;
      rows["credit"] -= row->credit_balance.minor;
      rows["forgiven"] += row->forgiven_amount.minor;
    }
  }
  for (const std::string account : {"receivable", "claim", "credit", "forgiven"}) {
    const auto booked = books_.find(account);
    if ((booked == books_.end() ? 0 : booked->second) != rows[account]) {
      broken.push_back({{}, "law 4: the account " + account + " is not the sum of its rows"});
    }
  }
}

void Laws::check_holders(const State& state, std::vector<Breach>& broken) {
  const LedgerFacts& facts = state.facts();
  for (PaymentId id{1}; id <= facts.last_payment; ++id.value) {
    const Payment* row = state.find(id);
    if (row != nullptr && row->transaction_id && state.holder(UniqueKind::transaction_id, *row->transaction_id) != id.value) {
      broken.push_back({{}, about("payment", id.value, "law 5: does not hold its transaction id")});
    }
  }
  for (AccountId id{1}; id <= facts.last_account; ++id.value) {
    const Account* row = state.find(id);
    const Customer* customer = row == nullptr ? nullptr : state.find(row->customer_id);
    if (customer == nullptr || row->is_primary != (customer->primary_account == id) || (row->is_primary && !row->is_active)) {
      broken.push_back({{}, about("account", id.value, "law 5: is primary beside another, or while inactive")});
    }
  }
}

void Laws::check_tokens(const State& state, std::vector<Breach>& broken) {
  const auto held = [&](UniqueKind kind, const std::optional<Token>& token, std::string_view row, std::uint64_t holder) {
    if (token && state.holder(kind, token->view()) != holder) {
      broken.push_back({{}, about(row, holder, "law 5: does not hold a unique value of its own")});
    }
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

}  // namespace daybook
