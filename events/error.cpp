#include "events/error.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include "events/require.hpp"

namespace daybook {
namespace {

using enum ErrorCode;

constexpr std::array table{
    ErrorInfo{malformed, "malformed", 400, 2},
    ErrorInfo{payload_too_large, "payload_too_large", 413, 2},
    ErrorInfo{too_many_requests, "too_many_requests", 429, 2},
    ErrorInfo{route_not_found, "route_not_found", 404, 1},
    ErrorInfo{method_not_allowed, "method_not_allowed", 405, 1},
    ErrorInfo{unauthenticated, "unauthenticated", 401, 5},
    ErrorInfo{forbidden, "forbidden", 403, 5},
    ErrorInfo{unknown_field, "unknown_field", 422, 5},
    ErrorInfo{missing_field, "missing_field", 422, 5},
    ErrorInfo{invalid_field, "invalid_field", 422, 5},
    ErrorInfo{idempotency_conflict, "idempotency_conflict", 409, 5},
    ErrorInfo{customer_not_found, "customer_not_found", 404, 4},
    ErrorInfo{debt_not_found, "debt_not_found", 404, 4},
    ErrorInfo{payment_not_found, "payment_not_found", 404, 4},
    ErrorInfo{account_not_found, "account_not_found", 404, 4},
    ErrorInfo{communication_not_found, "communication_not_found", 404, 4},
    ErrorInfo{version_conflict, "version_conflict", 409, 5},
    ErrorInfo{erased, "erased", 409, 5},
    ErrorInfo{debt_not_owned_by_customer, "debt_not_owned_by_customer", 409, 5},
    ErrorInfo{customer_not_active, "customer_not_active", 409, 5},
    ErrorInfo{customer_has_open_debts, "customer_has_open_debts", 409, 5},
    ErrorInfo{customer_has_pending_payments, "customer_has_pending_payments", 409, 5},
    ErrorInfo{account_inactive, "account_inactive", 409, 5},
    ErrorInfo{invalid_transition, "invalid_transition", 409, 5},
    ErrorInfo{payment_before_issue, "payment_before_issue", 409, 5},
    ErrorInfo{refund_before_payment, "refund_before_payment", 409, 5},
    ErrorInfo{date_in_future, "date_in_future", 409, 5},
    ErrorInfo{refund_exceeds_payment, "refund_exceeds_payment", 409, 5},
    ErrorInfo{duplicate_ssn, "duplicate_ssn", 409, 5},
    ErrorInfo{duplicate_email, "duplicate_email", 409, 5},
    ErrorInfo{duplicate_account_number, "duplicate_account_number", 409, 5},
    ErrorInfo{duplicate_transaction_id, "duplicate_transaction_id", 409, 5},
    ErrorInfo{amount_out_of_range, "amount_out_of_range", 409, 5},
    ErrorInfo{hold_in_force, "hold_in_force", 409, 5},
    ErrorInfo{retention_not_over, "retention_not_over", 409, 5},
    ErrorInfo{approval_required, "approval_required", 409, 5},
    ErrorInfo{busy, "busy", 503, 6},
    ErrorInfo{storage_full, "storage_full", 507, 6},
    ErrorInfo{read_only, "read_only", 503, 6},
    ErrorInfo{outcome_unknown, "outcome_unknown", 503, 6},
    ErrorInfo{corrupt, "corrupt", 503, 3},
    ErrorInfo{internal, "internal", 500, 1},
};

}  // namespace

std::span<const ErrorInfo> error_table() { return table; }

std::size_t precedence(ErrorCode code) {
  const auto row = std::ranges::find(table, code, &ErrorInfo::code);
  require(row != table.end(), "every error code stands in the table");
  return static_cast<std::size_t>(row - table.begin());
}

const ErrorInfo& info(ErrorCode code) { return table[precedence(code)]; }

std::string_view to_text(ErrorCode code) { return info(code).name; }

Error fold(std::vector<Error> errors) {
  require(!errors.empty(), "there is an error to report");
  std::ranges::stable_sort(errors, [](const Error& a, const Error& b) {
    return std::tuple(precedence(a.code), std::string_view(a.pointer)) < std::tuple(precedence(b.code), std::string_view(b.pointer));
  });
  Error first = std::move(errors.front());
  errors.erase(errors.begin());
  first.more = std::move(errors);
  return first;
}

std::vector<Error> flatten(const Error& error) {
  std::vector<Error> all{error};
  all.front().more.clear();
  all.insert(all.end(), error.more.begin(), error.more.end());
  return all;
}

}  // namespace daybook
