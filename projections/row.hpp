// The rows of the bank's five tables as they are answered: columns of the schema and what `semantics.md` adds.
//
// SSN, account and routing numbers show their last four digits. `fields` names every column once, in order.
#pragma once

#include <string>
#include <vector>

#include "engine/domain/entities.hpp"

namespace daybook {

struct CustomerRow {
  CustomerId id;
  std::string first_name;
  std::string last_name;
  std::optional<std::string> middle_name;
  std::optional<Date> date_of_birth;
  std::optional<std::string> ssn;
  std::optional<std::string> email;
  std::string phone_primary;
  std::optional<std::string> phone_secondary;
  std::optional<std::string> address_line1;
  std::optional<std::string> address_line2;
  std::optional<std::string> city;
  std::optional<std::string> state;
  std::optional<std::string> zip_code;
  std::optional<std::string> country;
  std::optional<std::string> employer_name;
  std::optional<std::string> employment_status;
  std::optional<Money> annual_income;
  CustomerStatus account_status = CustomerStatus::active;
  std::optional<std::int32_t> credit_score;
  Instant created_at;
  Instant updated_at;
  std::optional<std::string> notes;
  Version version;
  std::optional<std::int64_t> external_id;

  static void fields(auto& self, auto&& visit) {
    visit("id", self.id);
    visit("first_name", self.first_name);
    visit("last_name", self.last_name);
    visit("middle_name", self.middle_name);
    visit("date_of_birth", self.date_of_birth);
    visit("ssn", self.ssn);
    visit("email", self.email);
    visit("phone_primary", self.phone_primary);
    visit("phone_secondary", self.phone_secondary);
    visit("address_line1", self.address_line1);
    visit("address_line2", self.address_line2);
    visit("city", self.city);
    visit("state", self.state);
    visit("zip_code", self.zip_code);
    visit("country", self.country);
    visit("employer_name", self.employer_name);
    visit("employment_status", self.employment_status);
    visit("annual_income", self.annual_income);
    visit("account_status", self.account_status);
    visit("credit_score", self.credit_score);
    visit("created_at", self.created_at);
    visit("updated_at", self.updated_at);
    visit("notes", self.notes);
    visit("version", self.version);
    visit("external_id", self.external_id);
  }
};

struct DebtRow {
  DebtId id;
  CustomerId customer_id;
  std::string debt_type;
  Money original_amount;
  Money current_balance;
  std::optional<Rate> interest_rate;
  std::optional<Money> minimum_payment;
  Instant issue_date;
  std::optional<Instant> due_date;
  std::optional<Instant> last_payment_date;
  DebtStatus status = DebtStatus::active;
  std::int64_t days_past_due = 0;
  std::optional<std::string> account_number;
  std::optional<std::string> reference_number;
  Instant created_at;
  Instant updated_at;
  std::optional<std::string> notes;
  Money credit_balance;
  Money forgiven_amount;
  Money written_off_amount;
  Money recovered_amount;
  std::optional<std::int64_t> external_id;

  static void fields(auto& self, auto&& visit) {
    visit("id", self.id);
    visit("customer_id", self.customer_id);
    visit("debt_type", self.debt_type);
    visit("original_amount", self.original_amount);
    visit("current_balance", self.current_balance);
    visit("interest_rate", self.interest_rate);
    visit("minimum_payment", self.minimum_payment);
    visit("issue_date", self.issue_date);
    visit("due_date", self.due_date);
    visit("last_payment_date", self.last_payment_date);
    visit("status", self.status);
    visit("days_past_due", self.days_past_due);
    visit("account_number", self.account_number);
    visit("reference_number", self.reference_number);
    visit("created_at", self.created_at);
    visit("updated_at", self.updated_at);
    visit("notes", self.notes);
    visit("credit_balance", self.credit_balance);
    visit("forgiven_amount", self.forgiven_amount);
    visit("written_off_amount", self.written_off_amount);
    visit("recovered_amount", self.recovered_amount);
    visit("external_id", self.external_id);
  }
};

struct PaymentRow {
  PaymentId id;
  CustomerId customer_id;
  DebtId debt_id;
  Money amount;
  Instant payment_date;
  std::optional<std::string> payment_method;
  std::optional<std::string> transaction_id;
  PaymentStatus status = PaymentStatus::pending;
  Instant created_at;
  std::optional<std::string> notes;
  Money refunded_amount;
  Money applied;
  Money credited;
  std::optional<std::int64_t> external_id;

  static void fields(auto& self, auto&& visit) {
    visit("id", self.id);
    visit("customer_id", self.customer_id);
    visit("debt_id", self.debt_id);
    visit("amount", self.amount);
    visit("payment_date", self.payment_date);
    visit("payment_method", self.payment_method);
    visit("transaction_id", self.transaction_id);
    visit("status", self.status);
    visit("created_at", self.created_at);
    visit("notes", self.notes);
    visit("refunded_amount", self.refunded_amount);
    visit("applied", self.applied);
    visit("credited", self.credited);
    visit("external_id", self.external_id);
  }
};

struct CommunicationRow {
  CommunicationId id;
  CustomerId customer_id;
  CommunicationType communication_type = CommunicationType::call;
  Direction direction = Direction::inbound;
  std::optional<std::int32_t> duration_seconds;
  std::optional<std::string> contact_phone;
  std::optional<std::string> contact_email;
  std::optional<std::string> outcome;
  std::optional<std::string> notes;
  Instant timestamp;
  std::optional<std::string> agent_id;
  std::vector<DebtId> debt_ids;
  std::optional<std::int64_t> external_id;

  static void fields(auto& self, auto&& visit) {
    visit("id", self.id);
    visit("customer_id", self.customer_id);
    visit("communication_type", self.communication_type);
    visit("direction", self.direction);
    visit("duration_seconds", self.duration_seconds);
    visit("contact_phone", self.contact_phone);
    visit("contact_email", self.contact_email);
    visit("outcome", self.outcome);
    visit("notes", self.notes);
    visit("timestamp", self.timestamp);
    visit("agent_id", self.agent_id);
    visit("debt_ids", self.debt_ids);
    visit("external_id", self.external_id);
  }
};

struct AccountRow {
  AccountId id;
  CustomerId customer_id;
  std::string account_type;
  std::optional<std::string> account_number;
  std::optional<std::string> routing_number;
  std::optional<std::string> bank_name;
  bool is_active = true;
  bool is_primary = false;
  Instant created_at;
  Instant updated_at;
  std::optional<std::string> notes;
  std::optional<std::int64_t> external_id;

  static void fields(auto& self, auto&& visit) {
    visit("id", self.id);
    visit("customer_id", self.customer_id);
    visit("account_type", self.account_type);
    visit("account_number", self.account_number);
    visit("routing_number", self.routing_number);
    visit("bank_name", self.bank_name);
    visit("is_active", self.is_active);
    visit("is_primary", self.is_primary);
    visit("created_at", self.created_at);
    visit("updated_at", self.updated_at);
    visit("notes", self.notes);
    visit("external_id", self.external_id);
  }
};

/// "***-**-6789" for an SSN; "****1234" for other numbers; no digit of those with four or fewer characters.
std::string masked_ssn(std::string_view ssn);
std::string masked_number(std::string_view number);

}  // namespace daybook
