// Every refusal has a name, a persisted number, a place in the order of precedence, an HTTP status and an exit code.
#pragma once

#include <compare>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace daybook {

/// Numbers are persisted: never renumber, never reuse; a new code takes the next free number.
enum class ErrorCode : std::uint16_t {
  malformed = 1,
  payload_too_large = 2,
  too_many_requests = 3,
  route_not_found = 4,
  method_not_allowed = 5,
  unauthenticated = 6,
  forbidden = 7,
  unknown_field = 8,
  missing_field = 9,
  invalid_field = 10,
  idempotency_conflict = 11,
  customer_not_found = 12,
  debt_not_found = 13,
  payment_not_found = 14,
  account_not_found = 15,
  communication_not_found = 16,
  version_conflict = 17,
  erased = 18,
  debt_not_owned_by_customer = 19,
  customer_not_active = 20,
  customer_has_open_debts = 21,
  customer_has_pending_payments = 22,
  account_inactive = 23,
  invalid_transition = 24,
  payment_before_issue = 25,
  refund_before_payment = 26,
  date_in_future = 27,
  refund_exceeds_payment = 28,
  duplicate_ssn = 29,
  duplicate_email = 30,
  duplicate_account_number = 31,
  duplicate_transaction_id = 32,
  amount_out_of_range = 33,
  hold_in_force = 34,
  retention_not_over = 35,
  approval_required = 36,
  busy = 37,
  storage_full = 38,
  read_only = 39,
  outcome_unknown = 40,
  corrupt = 41,
  internal = 42,
};

/// One row of the table of errors.
struct ErrorInfo {
  ErrorCode code;
  std::string_view name;
  int http_status;
  int exit_code;
};

/// All codes in order of precedence (`semantics.md`, "Error codes").
std::span<const ErrorInfo> error_table();

/// The row of `code`.
const ErrorInfo& info(ErrorCode code);

std::string_view to_text(ErrorCode code);

/// Place in the order of precedence: the smaller one is reported.
std::size_t precedence(ErrorCode code);

/// A refusal or a failure: what was wrong (`detail`, for people; never holds a personal value) and where
/// (`pointer`, an RFC 6901 JSON Pointer into the input; empty when the whole is meant).
struct Error {
  ErrorCode code = ErrorCode::internal;
  std::string detail;
  std::string pointer;
  /// Further field errors of the same command; empty for violated rules, which are reported alone.
  std::vector<Error> more;
};

/// Sorts by precedence, then by pointer, and folds the list into one Error. `errors` must not be empty.
Error fold(std::vector<Error> errors);

/// The error and what it carries in `more`, flat, first one first.
std::vector<Error> flatten(const Error& error);

}  // namespace daybook
