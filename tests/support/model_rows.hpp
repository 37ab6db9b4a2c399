// The rows and answers that the model predicts. Its own types on purpose: nothing of engine/domain but the commands.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/domain/command.hpp"
#include "events/error.hpp"

namespace daybook::model {

using Id = std::uint64_t;
/// Minor units.
using Cents = std::int64_t;
/// Personal columns by name, as text ("1980-01-02", "52000.00", "720"); a null column is left out.
using Personal = std::map<std::string, std::string>;

struct Customer {
  Id id = 0;
  CustomerStatus status = CustomerStatus::active;
  std::uint64_t version = 0;
  Personal personal;
  Instant created_at;
  Instant updated_at;
  friend bool operator==(const Customer&, const Customer&) = default;
};

struct Debt {
  Id id = 0;
  Id customer_id = 0;
  DebtStatus status = DebtStatus::active;
  std::string debt_type;
  Cents original_amount = 0;
  Cents current_balance = 0;
  Cents credit_balance = 0;
  Cents forgiven_amount = 0;
  Cents written_off_amount = 0;
  Cents recovered_amount = 0;
  std::optional<Rate> interest_rate;
  std::optional<Cents> minimum_payment;
  Instant issue_date;
  std::optional<Instant> due_date;
  std::optional<Instant> last_payment_date;
  std::optional<std::string> reference_number;
  Personal personal;
  Instant created_at;
  Instant updated_at;
  friend bool operator==(const Debt&, const Debt&) = default;
};

inline bool is_open(const Debt& debt) {
  return debt.status == DebtStatus::active || debt.status == DebtStatus::defaulted || debt.status == DebtStatus::in_collection;
}

struct Payment {
  Id id = 0;
  Id customer_id = 0;
  Id debt_id = 0;
  PaymentStatus status = PaymentStatus::pending;
  Cents amount = 0;
  Cents applied = 0;
  Cents credited = 0;
  Cents refunded_amount = 0;
  Instant payment_date;
  std::optional<std::string> payment_method;
  std::optional<std::string> transaction_id;
  Personal personal;
  Instant created_at;
  friend bool operator==(const Payment&, const Payment&) = default;
};

struct Communication {
  Id id = 0;
  Id customer_id = 0;
  CommunicationType communication_type = CommunicationType::call;
  Direction direction = Direction::inbound;
  Instant timestamp;
  std::optional<std::int32_t> duration_seconds;
  std::optional<std::string> outcome;
  std::optional<std::string> agent_id;
  std::vector<Id> debt_ids;
  Personal personal;
  friend bool operator==(const Communication&, const Communication&) = default;
};

struct Account {
  Id id = 0;
  Id customer_id = 0;
  std::string account_type;
  std::optional<std::string> bank_name;
  bool is_active = true;
  bool is_primary = false;
  Personal personal;
  Instant created_at;
  Instant updated_at;
  friend bool operator==(const Account&, const Account&) = default;
};

/// What both summaries hold.
struct Totals {
  Cents total_debt = 0;
  Cents total_paid = 0;
  Cents recovered_amount = 0;
  Cents written_off_balance = 0;
  Cents forgiven_amount = 0;
  Cents credit_balance = 0;
  Cents pending_payment_amount = 0;
  std::uint64_t debt_count = 0;
  std::uint64_t payment_count = 0;
  std::uint64_t communication_count = 0;
  std::uint64_t account_count = 0;
  friend bool operator==(const Totals&, const Totals&) = default;
};

struct CustomerSummary {
  Totals totals;
  std::uint64_t active_debt_count = 0;
  std::uint64_t open_debt_count = 0;
  std::int64_t oldest_days_past_due = 0;
  std::optional<Instant> last_payment_date;
  std::optional<Instant> last_communication_at;
  Id position = 0;
  friend bool operator==(const CustomerSummary&, const CustomerSummary&) = default;
};

struct Bucket {
  std::uint64_t count = 0;
  Cents current_balance = 0;
  friend bool operator==(const Bucket&, const Bucket&) = default;
};

struct PortfolioSummary {
  Totals totals;
  std::uint64_t customer_count = 0;
  /// Every status and every range has its key, also when nothing is in it.
  std::map<std::string, Bucket> by_status;
  std::map<std::string, Bucket> by_days_past_due;
  Id position = 0;
  friend bool operator==(const PortfolioSummary&, const PortfolioSummary&) = default;
};

/// A command with its envelope.
struct Request {
  Command command;
  std::string idempotency_key = {};
  std::string reason = {};
  std::optional<Version> expected_version = {};
  bool dry_run = false;
};

/// A code and where: one of the `errors[]` of an answer.
struct Fault {
  ErrorCode code = ErrorCode::internal;
  std::string pointer;
  friend bool operator==(const Fault&, const Fault&) = default;
};

/// A receipt.
struct Answer {
  /// Empty when the command was accepted; otherwise nothing below is set.
  std::vector<Fault> faults = {};
  std::vector<std::string> events = {};
  Id id = 0;
  /// Of the command's last event; the newest on the log when it appended nothing, as a dry run does.
  Id position = 0;
  bool replayed = false;
  friend bool operator==(const Answer&, const Answer&) = default;
};

}  // namespace daybook::model
