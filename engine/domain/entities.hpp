// The rows that decide and evolve work on: what is open to see (L1). Personal fields live elsewhere, sealed.
#pragma once

#include <string>
#include <vector>

#include "events/event.hpp"

namespace daybook {

/// Which row of the old database a row was, if any.
struct External {
  std::string source;
  std::int64_t id = 0;
  friend bool operator==(const External&, const External&) = default;
};

struct Customer {
  CustomerId id;
  KeyId key_id;
  CustomerStatus status = CustomerStatus::active;
  Version version;
  /// Position at which the sealed groups were last written.
  Position sealed_at;
  Tokens tokens;
  AccountId primary_account;
  std::uint64_t open_debts = 0;
  std::uint64_t pending_payments = 0;
  std::uint64_t debt_count = 0;
  std::uint64_t payment_count = 0;
  std::uint64_t communication_count = 0;
  std::uint64_t account_count = 0;
  std::optional<Instant> last_communication_at;
  Instant created_at;
  Instant updated_at;
  std::optional<External> external;
  friend bool operator==(const Customer&, const Customer&) = default;
};

struct Debt {
  DebtId id;
  CustomerId customer_id;
  DebtStatus status = DebtStatus::active;
  /// Where PAID_OFF and SETTLED go back to when something is owed again.
  DebtStatus status_before = DebtStatus::active;
  /// Ever WRITTEN_OFF: from then on `recovered_amount` counts.
  bool written_off = false;
  /// `last_payment_date` belonged to a payment that was refunded since: read it from the payments.
  bool last_payment_date_stale = false;
  std::string debt_type;
  Money original_amount;
  Money current_balance;
  Money credit_balance;
  Money forgiven_amount;
  Money written_off_amount;
  Money recovered_amount;
  /// Completed less refunded.
  Money total_paid;
  Money pending_payment_amount;
  std::uint64_t payment_count = 0;
  std::optional<Rate> interest_rate;
  std::optional<Money> minimum_payment;
  Instant issue_date;
  std::optional<Instant> due_date;
  std::optional<Instant> last_payment_date;
  std::optional<std::string> reference_number;
  Position sealed_at;
  Instant created_at;
  Instant updated_at;
  std::optional<External> external;
  friend bool operator==(const Debt&, const Debt&) = default;
};

struct Payment {
  PaymentId id;
  CustomerId customer_id;
  DebtId debt_id;
  PaymentStatus status = PaymentStatus::pending;
  /// Completed when the debt had been written off: refunds of it lower `recovered_amount`.
  bool since_write_off = false;
  /// Without, nobody looks for them.
  bool has_notes = false;
  Money amount;
  Money applied;
  Money credited;
  Money refunded_amount;
  Instant payment_date;
  std::optional<std::string> payment_method;
  std::optional<std::string> transaction_id;
  Instant created_at;
  std::optional<External> external;
  friend bool operator==(const Payment&, const Payment&) = default;
};

struct Communication {
  CommunicationId id;
  CustomerId customer_id;
  CommunicationType communication_type = CommunicationType::call;
  Direction direction = Direction::inbound;
  Instant timestamp;
  std::optional<std::int32_t> duration_seconds;
  std::optional<std::string> outcome;
  std::optional<std::string> agent_id;
  std::vector<DebtId> debt_ids;
  Position sealed_at;
  std::optional<External> external;
  friend bool operator==(const Communication&, const Communication&) = default;
};

struct Account {
  AccountId id;
  CustomerId customer_id;
  std::string account_type;
  std::optional<std::string> bank_name;
  bool is_active = true;
  bool is_primary = false;
  Position sealed_at;
  std::optional<Token> number_token;
  Instant created_at;
  Instant updated_at;
  std::optional<External> external;
  friend bool operator==(const Account&, const Account&) = default;
};

/// What the ledger knows of itself. Ids are given in commit order, a sequence a table.
struct LedgerFacts {
  LedgerId ledger_id;
  Currency currency;
  /// Position and time of the newest record.
  Position position;
  Instant recorded_at;
  CustomerId last_customer;
  DebtId last_debt;
  PaymentId last_payment;
  CommunicationId last_communication;
  AccountId last_account;
  /// Highest key id that a customer has.
  KeyId last_key;
  friend bool operator==(const LedgerFacts&, const LedgerFacts&) = default;
};

/// ACTIVE, DEFAULTED or IN_COLLECTION.
constexpr bool is_open(DebtStatus status) {
  return status == DebtStatus::active || status == DebtStatus::defaulted || status == DebtStatus::in_collection;
}

}  // namespace daybook
