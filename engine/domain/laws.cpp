// Taking events in: sums a row, and what the events break by themselves.
#include "engine/domain/laws.hpp"

#include <algorithm>

namespace daybook {
namespace {

const std::vector<DebtStatus> open_statuses{DebtStatus::active, DebtStatus::defaulted, DebtStatus::in_collection};

std::string_view table_of(CustomerId) { return "customer "; }
std::string_view table_of(DebtId) { return "debt "; }
std::string_view table_of(PaymentId) { return "payment "; }
std::string_view table_of(AccountId) { return "account "; }

template <class Id>
std::string name_of_row(Id id) {
  return std::string(table_of(id)) + std::to_string(id.value);
}

}  // namespace

Laws::Cents Laws::DebtSums::net() const {
  return opening + adjusted - (completed - refunded) + credit_refunded + credit_applied_away - credit_applied_here - forgiven;
}

Laws::Cents Laws::DebtSums::recovered() const {
  return written_off ? claim + claim_changes - (status == DebtStatus::settled ? forgiven : owed()) : 0;
}

void Laws::take(const Record& record) {
  position_ = record.envelope.position;
  stream_ = record.envelope.customer;
  std::visit([this](const auto& fact) { take_fact(fact); }, record.event);
}

void Laws::breach(unsigned law, std::string sentence) {
  if (broken_.size() < breaches_max) {
    broken_.push_back({law, position_, "law " + std::to_string(law) + ": " + std::move(sentence)});
  }
}

template <class Sums, class Id>
Sums& Laws::create(Table<Sums>& table, Id id) {
  if (id.value != table.rows.size() + 1) {
    breach(6, name_of_row(id) + " follows " + std::string(table_of(id)) + std::to_string(table.rows.size()));
    return table.nowhere = Sums{};
  }
  return table.rows.emplace_back();
}

template <class Sums, class Id>
Sums& Laws::about(Table<Sums>& table, Id id) {
  if (!id || id.value > table.rows.size()) {
    breach(6, name_of_row(id) + " is not there yet");
    return table.nowhere = Sums{};
  }
  return table.rows[id.value - 1];
}

Laws::DebtSums& Laws::debt(DebtId id) {
  DebtSums& sums = about(debts_, id);
  if (sums.customer && sums.customer != stream_) {
    breach(6, name_of_row(id) + " is not of the customer whose stream this is");
  }
  touched_debts_.push_back(id);
  return sums;
}

Laws::PaymentSums& Laws::payment(PaymentId id) {
  touched_payments_.push_back(id);
  return about(payments_, id);
}

void Laws::move(CustomerId id, const std::vector<CustomerStatus>& from, CustomerStatus to) {
  CustomerSums& sums = about(customers_, id);
  if (std::ranges::find(from, sums.status) == from.end()) {
    breach(6, name_of_row(id) + " goes from " + std::string(to_text(sums.status)) + " to " + std::string(to_text(to)));
  }
  sums.status = to;
}

void Laws::move(DebtId id, const std::vector<DebtStatus>& from, DebtStatus to) {
  DebtSums& sums = debt(id);
  if (std::ranges::find(from, sums.status) == from.end()) {
    breach(6, name_of_row(id) + " goes from " + std::string(to_text(sums.status)) + " to " + std::string(to_text(to)));
  }
  if (to == DebtStatus::paid_off || to == DebtStatus::settled) {
    sums.status_before = sums.status;
  }
  sums.status = to;
}

void Laws::move(PaymentId id, const std::vector<PaymentStatus>& from, PaymentStatus to) {
  PaymentSums& sums = payment(id);
  if (std::ranges::find(from, sums.status) == from.end()) {
    breach(6, name_of_row(id) + " goes from " + std::string(to_text(sums.status)) + " to " + std::string(to_text(to)));
  }
  sums.status = to;
}

void Laws::activate(AccountId id, bool is_active) {
  AccountSums& sums = about(accounts_, id);
  if (sums.is_active == is_active) {
    breach(6, name_of_row(id) + (is_active ? " is made active twice" : " is made inactive twice"));
  }
  sums.is_active = is_active;
}

void Laws::post(const Postings& postings) {
  Cents sum = 0;
  for (const auto& [account, amount] : postings) {
    books_[account] += amount;
    sum += amount;
  }
  if (sum != 0) {
    breach(4, "the postings of the event do not sum to zero");
  }
}

std::string Laws::owed_on(DebtId id) { return debt(id).written_off ? "claim" : "receivable"; }

void Laws::take_fact(const CustomerCreated& fact) {
  CustomerSums& sums = create(customers_, fact.customer_id);
  sums.reading.id = fact.customer_id;
}

void Laws::take_fact(const CustomerImported& fact) {
  take_fact(fact.row);
  about(customers_, fact.row.customer_id).status = fact.status;
}

void Laws::take_fact(const CustomerFrozen& fact) { move(fact.customer_id, {CustomerStatus::active}, CustomerStatus::frozen); }
void Laws::take_fact(const CustomerUnfrozen& fact) { move(fact.customer_id, {CustomerStatus::frozen}, CustomerStatus::active); }
void Laws::take_fact(const CustomerClosed& fact) {
  move(fact.customer_id, {CustomerStatus::active, CustomerStatus::frozen}, CustomerStatus::closed);
}
void Laws::take_fact(const CustomerReopened& fact) { move(fact.customer_id, {CustomerStatus::closed}, CustomerStatus::active); }

void Laws::open_debt(const DebtIssued& fact, Money opening) {
  ++about(customers_, fact.customer_id).reading.debts;
  DebtSums& sums = create(debts_, fact.debt_id);
  sums.customer = fact.customer_id;
  sums.opening = opening.minor;
  sums.due = fact.due_date ? std::optional(day_of(*fact.due_date)) : std::nullopt;
  touched_debts_.push_back(fact.debt_id);
  post({{"receivable", opening.minor}, {"origination", -opening.minor}});
}

void Laws::take_fact(const DebtIssued& fact) { open_debt(fact, fact.current_balance); }
void Laws::take_fact(const DebtImported& fact) { open_debt(fact.row, fact.row.original_amount); }

void Laws::take_fact(const DebtStatusImported& fact) {
  DebtSums& sums = debt(fact.debt_id);
  sums.status_before = DebtStatus::active;
  sums.status = fact.status;
  if (fact.status == DebtStatus::settled) {
    sums.forgiven = fact.amount.minor;
    post({{"forgiven", fact.amount.minor}, {"receivable", -fact.amount.minor}});
  }
  if (fact.status == DebtStatus::written_off) {
    sums.written_off = true;
    sums.claim = fact.amount.minor;
    post({{"claim", fact.amount.minor}, {"receivable", -fact.amount.minor}});
  }
}

void Laws::take_fact(const DebtTermsChanged& fact) {
  DebtSums& sums = debt(fact.debt_id);
  if (fact.due_date.given()) {
    sums.due = fact.due_date.value() ? std::optional(day_of(*fact.due_date.value())) : std::nullopt;
  }
}

void Laws::take_fact(const DebtBalanceAdjusted& fact) {
  DebtSums& sums = debt(fact.debt_id);
  sums.adjusted += fact.amount.minor;
  sums.claim_changes += sums.written_off ? fact.amount.minor : 0;
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
  DebtSums& sums = debt(fact.debt_id);
  sums.written_off = true;
  sums.claim = fact.amount.minor;
  post({{"claim", fact.amount.minor}, {"receivable", -fact.amount.minor}});
}

void Laws::take_fact(const DebtSettled& fact) {
  std::vector<DebtStatus> from = open_statuses;
  from.push_back(DebtStatus::written_off);
  move(fact.debt_id, from, DebtStatus::settled);
  debt(fact.debt_id).forgiven += fact.forgiven.minor;
  post({{"forgiven", fact.forgiven.minor}, {owed_on(fact.debt_id), -fact.forgiven.minor}});
}

void Laws::take_fact(const DebtPaidOff& fact) { move(fact.debt_id, open_statuses, DebtStatus::paid_off); }

void Laws::take_fact(const DebtReopened& fact) {
  DebtSums& sums = debt(fact.debt_id);
  if (fact.status != sums.status_before) {
    breach(6, name_of_row(fact.debt_id) + " is reopened to a status it did not come from");
  }
  move(fact.debt_id, {DebtStatus::paid_off, DebtStatus::settled}, fact.status);
  sums.forgiven -= fact.unforgiven.minor;
  post({{owed_on(fact.debt_id), fact.unforgiven.minor}, {"forgiven", -fact.unforgiven.minor}});
}

void Laws::take_fact(const CreditRefunded& fact) {
  debt(fact.debt_id).credit_refunded += fact.amount.minor;
  post({{"credit", fact.amount.minor}, {"cash", -fact.amount.minor}});
}

void Laws::take_fact(const CreditApplied& fact) {
  debt(fact.from_debt_id).credit_applied_away += fact.amount.minor;
  debt(fact.to_debt_id).credit_applied_here += fact.amount.minor;
  post({{"credit", fact.amount.minor}, {owed_on(fact.to_debt_id), -fact.amount.minor}});
}

Laws::PaymentSums& Laws::create_payment(PaymentId id, CustomerId customer, DebtId of, Money amount) {
  ++about(customers_, customer).reading.payments;
  debt(of).pending += amount.minor;
  touched_payments_.push_back(id);
  PaymentSums& sums = create(payments_, id);
  sums.debt = of;
  sums.amount = amount.minor;
  return sums;
}

void Laws::take_fact(const PaymentInitiated& fact) { create_payment(fact.payment_id, fact.customer_id, fact.debt_id, fact.amount); }

void Laws::settle_money(PaymentId id, Money amount, Money applied, Money credited) {
  move(id, {PaymentStatus::pending}, PaymentStatus::completed);
  PaymentSums& sums = payment(id);
  DebtSums& owing = debt(sums.debt);
  owing.pending -= sums.amount;
  owing.completed += amount.minor;
  sums.amount = amount.minor;
  sums.applied = applied.minor;
  sums.credited = credited.minor;
  sums.since_write_off = owing.written_off;
  post({{"cash", amount.minor}, {owed_on(sums.debt), -applied.minor}, {"credit", -credited.minor}});
}

void Laws::take_fact(const PaymentCompleted& fact) {
  const bool is_first = fact.payment_id.value > payments_.rows.size();
  if (is_first) {
    create_payment(fact.payment_id, fact.customer_id, fact.debt_id, fact.amount);
  }
  settle_money(fact.payment_id, fact.amount, fact.applied, fact.credited);
}

void Laws::take_fact(const PaymentImported& fact) {
  const PaymentId id = fact.row.payment_id;
  PaymentSums& sums = create_payment(id, fact.row.customer_id, fact.row.debt_id, fact.row.amount);
  if (fact.status == PaymentStatus::completed) {
    settle_money(id, fact.row.amount, fact.applied, fact.credited);
    return;
  }
  sums.status = fact.status;
  sums.imported_refunded = fact.status == PaymentStatus::refunded;
  debt(fact.row.debt_id).pending -= fact.status == PaymentStatus::pending ? 0 : fact.row.amount.minor;
}

void Laws::take_fact(const PaymentFailed& fact) {
  move(fact.payment_id, {PaymentStatus::pending}, PaymentStatus::failed);
  const PaymentSums& sums = payment(fact.payment_id);
  debt(sums.debt).pending -= sums.amount;
}

void Laws::take_fact(const PaymentRefunded& fact) {
  PaymentSums& sums = payment(fact.payment_id);
  DebtSums& owing = debt(fact.debt_id);
  sums.refunded += fact.amount.minor;
  const bool whole = sums.refunded == sums.amount;
  move(fact.payment_id, {PaymentStatus::completed}, whole ? PaymentStatus::refunded : PaymentStatus::completed);
  owing.refunded += fact.amount.minor;
  owing.claim_changes += owing.written_off && !sums.since_write_off ? fact.amount.minor : 0;
  post({{fact.kind == RefundKind::error ? "suspense" : "cash", -fact.amount.minor},
        {"credit", fact.from_credit.minor},
        {owed_on(fact.debt_id), fact.restored.minor}});
}

void Laws::take_fact(const CommunicationLogged& fact) {
  if (fact.communication_id.value != ++communications_) {
    breach(6, "communication " + std::to_string(fact.communication_id.value) + " is out of order");
  }
  ++about(customers_, fact.customer_id).reading.communications;
}

void Laws::take_fact(const AccountLinked& fact) {
  ++about(customers_, fact.customer_id).reading.accounts;
  create(accounts_, fact.account_id).customer = fact.customer_id;
}

void Laws::take_fact(const AccountImported& fact) {
  take_fact(fact.row);
  about(accounts_, fact.row.account_id).is_active = fact.is_active;
}

void Laws::take_fact(const PrimaryAccountChanged& fact) {
  const AccountSums& sums = about(accounts_, fact.account_id);
  if (!sums.is_active || sums.customer != fact.customer_id) {
    breach(6, name_of_row(fact.account_id) + " is made primary while inactive, or of another customer");
  }
}

void Laws::take_fact(const AccountDeactivated& fact) { activate(fact.account_id, false); }
void Laws::take_fact(const AccountReactivated& fact) { activate(fact.account_id, true); }

}  // namespace daybook
