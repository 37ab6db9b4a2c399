#include "projections/row_builder.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>

namespace daybook {
namespace {

std::optional<std::string> text_of(const Group& group, SealedField field) {
  const auto value = group.find(field);
  return value == group.end() ? std::nullopt : std::optional(value->second);
}

std::optional<std::int32_t> integer_of(const Group& group, SealedField field) {
  const auto text = text_of(group, field);
  std::int32_t number = 0;
  if (!text || std::from_chars(text->data(), text->data() + text->size(), number).ec != std::errc{}) {
    return std::nullopt;
  }
  return number;
}

std::optional<Date> date_of(const Group& group, SealedField field) {
  const auto text = text_of(group, field);
  const auto date = text ? parse_date(*text) : Result<Date>(Date{});
  return text && date ? std::optional(date.value()) : std::nullopt;
}

std::optional<Money> money_of(const Group& group, SealedField field, const Currency& currency) {
  const auto text = text_of(group, field);
  const auto money = text ? parse_money(*text, currency) : Result<Money>(Money{});
  return text && money ? std::optional(money.value()) : std::nullopt;
}

std::optional<std::string> masked_number_of(const Group& group, SealedField field) {
  const auto text = text_of(group, field);
  return text ? std::optional(masked_number(*text)) : std::nullopt;
}

std::optional<std::int64_t> external_id(const std::optional<External>& external) {
  return external ? std::optional(external->id) : std::nullopt;
}

}  // namespace

std::string masked_ssn(std::string_view ssn) { return "***-**-" + std::string(ssn.substr(ssn.size() < 4 ? ssn.size() : ssn.size() - 4)); }

std::string masked_number(std::string_view number) {
  constexpr std::size_t characters_shown = 4;
  const auto begins_character = [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; };
  std::size_t shown_from = number.size();
  for (std::size_t shown = 0; shown < characters_shown && shown_from > 0;) {
    shown += begins_character(number[--shown_from]) ? 1U : 0U;
  }
  return "****" + std::string(shown_from == 0 ? std::string_view() : number.substr(shown_from));
}

namespace {

/// What a table's rows have at most. Looking for a group that no row has would cost as much as for another.
std::span<const GroupKind> kinds_of(Table table) {
  static constexpr std::array both{GroupKind::personal, GroupKind::secret};
  const bool has_secrets = table == Table::customers || table == Table::debts || table == Table::accounts;
  return std::span(both).first(has_secrets ? 2 : 1);
}

}  // namespace

Result<Group> RowBuilder::open(Table table, std::uint64_t id) const {
  Group both;
  for (const GroupKind kind : kinds_of(table)) {
    BOOST_OUTCOME_TRY(const Sealed sealed, rows_.sealed(table, id, kind));
    auto group = vault_.open(kind, sealed);
    if (!group && group.error().code == ErrorCode::erased) {
      continue;
    }
    BOOST_OUTCOME_TRY(Group opened, std::move(group));
    both.merge(opened);
  }
  return both;
}

Result<CustomerRow> RowBuilder::build(const Customer& customer) const {
  BOOST_OUTCOME_TRY(const Group group, open(Table::customers, customer.id.value));
  const auto text = [&](SealedField field) { return text_of(group, field); };
  CustomerRow row;
  row.id = customer.id;
  row.first_name = text(SealedField::first_name).value_or("[erased]");
  row.last_name = text(SealedField::last_name).value_or("[erased]");
  row.middle_name = text(SealedField::middle_name);
  row.date_of_birth = date_of(group, SealedField::date_of_birth);
  if (const auto ssn = text(SealedField::ssn)) {
    row.ssn = masked_ssn(*ssn);
  }
  row.email = text(SealedField::email);
  row.phone_primary = text(SealedField::phone_primary).value_or("[erased]");
  row.phone_secondary = text(SealedField::phone_secondary);
  row.address_line1 = text(SealedField::address_line1);
  row.address_line2 = text(SealedField::address_line2);
  row.city = text(SealedField::city);
  row.state = text(SealedField::state);
  row.zip_code = text(SealedField::zip_code);
  row.country = text(SealedField::country);
  row.employer_name = text(SealedField::employer_name);
  row.employment_status = text(SealedField::employment_status);
  row.annual_income = money_of(group, SealedField::annual_income, rows_.facts().currency);
  row.account_status = customer.status;
  row.credit_score = integer_of(group, SealedField::credit_score);
  row.created_at = customer.created_at;
  row.updated_at = customer.updated_at;
  row.notes = text(SealedField::notes);
  row.version = customer.version;
  row.external_id = external_id(customer.external);
  return row;
}

Result<std::optional<Instant>> RowBuilder::last_payment_date(const Debt& debt) const {
  if (!debt.last_payment_date_stale) {
    return debt.last_payment_date;
  }
  std::optional<Instant> latest;
  Page page;
  while (true) {
    BOOST_OUTCOME_TRY(const auto ids, rows_.children(RowSpace::payments_of_debt, debt.id.value, page));
    if (ids.empty()) {
      return latest;
    }
    for (const std::uint64_t id : ids) {
      BOOST_OUTCOME_TRY(const auto payment, rows_.find(PaymentId{id}));
      if (payment && payment->status == PaymentStatus::completed) {
        latest = std::max(latest.value_or(payment->payment_date), payment->payment_date);
      }
    }
    page.after = ids.back();
  }
}

Result<DebtRow> RowBuilder::build(const Debt& debt) const {
  BOOST_OUTCOME_TRY(const Group group, open(Table::debts, debt.id.value));
  DebtRow row;
  row.id = debt.id;
  row.customer_id = debt.customer_id;
  row.debt_type = debt.debt_type;
  row.original_amount = debt.original_amount;
  row.current_balance = debt.current_balance;
  row.interest_rate = debt.interest_rate;
  row.minimum_payment = debt.minimum_payment;
  row.issue_date = debt.issue_date;
  row.due_date = debt.due_date;
  BOOST_OUTCOME_TRY(row.last_payment_date, last_payment_date(debt));
  row.status = debt.status;
  row.days_past_due = days_past_due(debt, today_);
  row.account_number = masked_number_of(group, SealedField::account_number);
  row.reference_number = debt.reference_number;
  row.created_at = debt.created_at;
  row.updated_at = debt.updated_at;
  row.notes = text_of(group, SealedField::notes);
  row.credit_balance = debt.credit_balance;
  row.forgiven_amount = debt.forgiven_amount;
  row.written_off_amount = debt.written_off_amount;
  row.recovered_amount = debt.recovered_amount;
  row.external_id = external_id(debt.external);
  return row;
}

Result<PaymentRow> RowBuilder::build(const Payment& payment) const {
  BOOST_OUTCOME_TRY(const Group group, payment.has_notes ? open(Table::payments, payment.id.value) : Result<Group>(Group()));
  PaymentRow row;
  row.id = payment.id;
  row.customer_id = payment.customer_id;
  row.debt_id = payment.debt_id;
  row.amount = payment.amount;
  row.payment_date = payment.payment_date;
  row.payment_method = payment.payment_method;
  row.transaction_id = payment.transaction_id;
  row.status = payment.status;
  row.created_at = payment.created_at;
  row.notes = text_of(group, SealedField::notes);
  row.refunded_amount = payment.refunded_amount;
  row.applied = payment.applied;
  row.credited = payment.credited;
  row.external_id = external_id(payment.external);
  return row;
}

Result<CommunicationRow> RowBuilder::build(const Communication& communication) const {
  BOOST_OUTCOME_TRY(const Group group, open(Table::communications, communication.id.value));
  CommunicationRow row;
  row.id = communication.id;
  row.customer_id = communication.customer_id;
  row.communication_type = communication.communication_type;
  row.direction = communication.direction;
  row.duration_seconds = communication.duration_seconds;
  row.contact_phone = text_of(group, SealedField::contact_phone);
  row.contact_email = text_of(group, SealedField::contact_email);
  row.outcome = communication.outcome;
  row.notes = text_of(group, SealedField::notes);
  row.timestamp = communication.timestamp;
  row.agent_id = communication.agent_id;
  row.debt_ids = communication.debt_ids;
  row.external_id = external_id(communication.external);
  return row;
}

Result<AccountRow> RowBuilder::build(const Account& account) const {
  BOOST_OUTCOME_TRY(const Group group, open(Table::accounts, account.id.value));
  AccountRow row;
  row.id = account.id;
  row.customer_id = account.customer_id;
  row.account_type = account.account_type;
  row.account_number = masked_number_of(group, SealedField::account_number);
  row.routing_number = masked_number_of(group, SealedField::routing_number);
  row.bank_name = account.bank_name;
  row.is_active = account.is_active;
  row.is_primary = account.is_primary;
  row.created_at = account.created_at;
  row.updated_at = account.updated_at;
  row.notes = text_of(group, SealedField::notes);
  row.external_id = external_id(account.external);
  return row;
}

}  // namespace daybook
