// Taking events in: sums a row, and what the events break by themselves.
#include "engine/domain/laws.hpp"

#include <algorithm>

namespace daybook {
namespace {

constexpr std::initializer_list<DebtStatus> open_statuses{DebtStatus::active, DebtStatus::defaulted, DebtStatus::in_collection};

std::string_view table_of(CustomerId) { return "customer "; }
std::string_view table_of(DebtId) { return "debt "; }
std::string_view table_of(PaymentId) { return "payment "; }
std::string_view table_of(AccountId) { return "account "; }

template <class Id>
std::string name_of_row(Id id) {
  return std::string(table_of(id)) + std::to_string(id.value);
}

}  // namespace

const Laws::RareSums& Laws::DebtSums::seldom() const {
  static constexpr RareSums none;
  return rare.empty() ? none : rare.front();
}

Laws::RareSums& Laws::DebtSums::edit_seldom() { return rare.empty() ? rare.emplace_back() : rare.front(); }

Laws::Cents Laws::DebtSums::net() const {
  const RareSums& more = seldom();
  return opening + more.adjusted - (completed - more.refunded) + more.credit_refunded + more.credit_applied_away -
         more.credit_applied_here - more.forgiven;
}

Laws::Cents Laws::DebtSums::recovered() const {
  const RareSums& more = seldom();
  return written_off ? more.claim + more.claim_changes - (status == DebtStatus::settled ? more.forgiven : owed()) : 0;
}

void Laws::prefetch(const Named& named) const {
  for (const CustomerId id : named.customers) {
    customers_.prefetch(id.value);
  }
  for (const DebtId id : named.debts) {
    debts_.prefetch(id.value);
  }
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
  if (id.value != table.size() + 1) {
    breach(6, name_of_row(id) + " follows " + std::string(table_of(id)) + std::to_string(table.size()));
    return table.nowhere = Sums{};
  }
  return table.add();
}

template <class Sums, class Id>
Sums& Laws::about(Table<Sums>& table, Id id) {
  if (!id || id.value > table.size()) {
    breach(6, name_of_row(id) + " is not there yet");
    return table.nowhere = Sums{};
  }
  return table[id.value];
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

void Laws::move(CustomerId id, std::initializer_list<CustomerStatus> from, CustomerStatus to) {
  CustomerSums& sums = about(customers_, id);
  if (std::ranges::find(from, sums.status) == from.end()) {
    breach(6, name_of_row(id) + " goes from " + std::string(to_text(sums.status)) + " to " + std::string(to_text(to)));
  }
  sums.status = to;
}

void Laws::move(DebtId id, std::initializer_list<DebtStatus> from, DebtStatus to) {
  DebtSums& sums = debt(id);
  if (std::ranges::find(from, sums.status) == from.end()) {
    breach(6, name_of_row(id) + " goes from " + std::string(to_text(sums.status)) + " to " + std::string(to_text(to)));
  }
  if (to == DebtStatus::paid_off || to == DebtStatus::settled) {
    sums.status_before = sums.status;
  }
  sums.status = to;
}

void Laws::move(PaymentId id, std::initializer_list<PaymentStatus> from, PaymentStatus to) {
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

void Laws::post(std::initializer_list<Posting> postings) {
  Cents sum = 0;
  for (const Posting& posting : postings) {
    books_.at(static_cast<std::size_t>(posting.book)) += posting.amount;
    sum += posting.amount;
  }
  if (sum != 0) {
    breach(4, "the postings of the event do not sum to zero");
  }
}

Laws::Book Laws::owed_on(DebtId id) { return debt(id).written_off ? Book::claim : Book::receivable; }

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
  post({{Book::receivable, opening.minor}, {Book::origination, -opening.minor}});
}

void Laws::take_fact(const DebtIssued& fact) { open_debt(fact, fact.current_balance); }
void Laws::take_fact(const DebtImported& fact) { open_debt(fact.row, fact.row.original_amount); }

void Laws::take_fact(const DebtStatusImported& fact) {
  DebtSums& sums = debt(fact.debt_id);
  sums.status_before = DebtStatus::active;
  sums.status = fact.status;
  if (fact.status == DebtStatus::settled) {
    sums.edit_seldom().forgiven = fact.amount.minor;
    post({{Book::forgiven, fact.amount.minor}, {Book::receivable, -fact.amount.minor}});
  }
  if (fact.status == DebtStatus::written_off) {
    sums.written_off = true;
    sums.edit_seldom().claim = fact.amount.minor;
    post({{Book::claim, fact.amount.minor}, {Book::receivable, -fact.amount.minor}});
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
  sums.edit_seldom().adjusted += fact.amount.minor;
  if (sums.written_off) {
    sums.edit_seldom().claim_changes += fact.amount.minor;
  }
  post({{owed_on(fact.debt_id), fact.amount.minor - fact.from_credit.minor},
        {Book::credit, fact.from_credit.minor},
        {Book::adjustments, -fact.amount.minor}});
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
  sums.edit_seldom().claim = fact.amount.minor;
  post({{Book::claim, fact.amount.minor}, {Book::receivable, -fact.amount.minor}});
}

void Laws::take_fact(const DebtSettled& fact) {
  move(fact.debt_id, {DebtStatus::active, DebtStatus::defaulted, DebtStatus::in_collection, DebtStatus::written_off}, DebtStatus::settled);
  debt(fact.debt_id).edit_seldom().forgiven += fact.forgiven.minor;
  post({{Book::forgiven, fact.forgiven.minor}, {owed_on(fact.debt_id), -fact.forgiven.minor}});
}

void Laws::take_fact(const DebtPaidOff& fact) { move(fact.debt_id, open_statuses, DebtStatus::paid_off); }

void Laws::take_fact(const DebtReopened& fact) {
  DebtSums& sums = debt(fact.debt_id);
  if (fact.status != sums.status_before) {
    breach(6, name_of_row(fact.debt_id) + " is reopened to a status it did not come from");
  }
  move(fact.debt_id, {DebtStatus::paid_off, DebtStatus::settled}, fact.status);
  sums.edit_seldom().forgiven -= fact.unforgiven.minor;
  post({{owed_on(fact.debt_id), fact.unforgiven.minor}, {Book::forgiven, -fact.unforgiven.minor}});
}

void Laws::take_fact(const CreditRefunded& fact) {
  debt(fact.debt_id).edit_seldom().credit_refunded += fact.amount.minor;
  post({{Book::credit, fact.amount.minor}, {Book::cash, -fact.amount.minor}});
}

void Laws::take_fact(const CreditApplied& fact) {
  debt(fact.from_debt_id).edit_seldom().credit_applied_away += fact.amount.minor;
  debt(fact.to_debt_id).edit_seldom().credit_applied_here += fact.amount.minor;
  post({{Book::credit, fact.amount.minor}, {owed_on(fact.to_debt_id), -fact.amount.minor}});
}

Laws::Cents Laws::refunded(PaymentId id) const {
  const auto found = refunded_.find(id.value);
  return found == refunded_.end() ? 0 : found->second;
}

Laws::PaymentSums& Laws::create_payment(PaymentId id, CustomerId customer, DebtId of, Money amount) {
  ++about(customers_, customer).reading.payments;
  debt(of).pending += amount.minor;
  touched_payments_.push_back(id);
  PaymentSums& sums = create(payments_, id);
  sums.debt = of;
  sums.amount = amount;
  return sums;
}

void Laws::take_fact(const PaymentInitiated& fact) { create_payment(fact.payment_id, fact.customer_id, fact.debt_id, fact.amount); }

void Laws::settle_money(PaymentId id, Money amount, Money applied, Money credited) {
  move(id, {PaymentStatus::pending}, PaymentStatus::completed);
  PaymentSums& sums = payment(id);
  DebtSums& owing = debt(sums.debt);
  owing.pending -= sums.amount.minor;
  owing.completed += amount.minor;
  sums.amount = amount;
  sums.applied = applied;
  sums.credited = credited;
  sums.since_write_off = owing.written_off;
  post({{Book::cash, amount.minor}, {owed_on(sums.debt), -applied.minor}, {Book::credit, -credited.minor}});
}

void Laws::take_fact(const PaymentCompleted& fact) {
  const bool is_first = fact.payment_id.value > payments_.size();
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
  debt(sums.debt).pending -= sums.amount.minor;
}

void Laws::take_fact(const PaymentRefunded& fact) {
  PaymentSums& sums = payment(fact.payment_id);
  DebtSums& owing = debt(fact.debt_id);
  Cents& refunded = refunded_[fact.payment_id.value];
  refunded += fact.amount.minor;
  const bool whole = refunded == sums.amount.minor;
  move(fact.payment_id, {PaymentStatus::completed}, whole ? PaymentStatus::refunded : PaymentStatus::completed);
  RareSums& more = owing.edit_seldom();
  more.refunded += fact.amount.minor;
  more.claim_changes += owing.written_off && !sums.since_write_off ? fact.amount.minor : 0;
  post({{fact.kind == RefundKind::error ? Book::suspense : Book::cash, -fact.amount.minor},
        {Book::credit, fact.from_credit.minor},
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
