#include "events/error.hpp"

#include <array>
#include <gtest/gtest.h>
#include <set>
#include <string>

namespace daybook {
namespace {

using enum ErrorCode;

struct CodeRow {
  int number;
  ErrorCode code;
  std::string_view name;
  int http_status;
  int exit_code;
};

/// The table of the specification, in its order, with the persisted numbers: this is what other programs rely on.
constexpr std::array rows = std::to_array<CodeRow>({
    {1, malformed, "malformed", 400, 2},
    {2, payload_too_large, "payload_too_large", 413, 2},
    {3, too_many_requests, "too_many_requests", 429, 2},
    {4, route_not_found, "route_not_found", 404, 1},
    {5, method_not_allowed, "method_not_allowed", 405, 1},
    {6, unauthenticated, "unauthenticated", 401, 5},
    {7, forbidden, "forbidden", 403, 5},
    {8, unknown_field, "unknown_field", 422, 5},
    {9, missing_field, "missing_field", 422, 5},
    {10, invalid_field, "invalid_field", 422, 5},
    {11, idempotency_conflict, "idempotency_conflict", 409, 5},
    {12, customer_not_found, "customer_not_found", 404, 4},
    {13, debt_not_found, "debt_not_found", 404, 4},
    {14, payment_not_found, "payment_not_found", 404, 4},
    {15, account_not_found, "account_not_found", 404, 4},
    {16, communication_not_found, "communication_not_found", 404, 4},
    {17, version_conflict, "version_conflict", 409, 5},
    {18, erased, "erased", 409, 5},
    {19, debt_not_owned_by_customer, "debt_not_owned_by_customer", 409, 5},
    {20, customer_not_active, "customer_not_active", 409, 5},
    {21, customer_has_open_debts, "customer_has_open_debts", 409, 5},
    {22, customer_has_pending_payments, "customer_has_pending_payments", 409, 5},
    {23, account_inactive, "account_inactive", 409, 5},
    {24, invalid_transition, "invalid_transition", 409, 5},
    {25, payment_before_issue, "payment_before_issue", 409, 5},
    {26, refund_before_payment, "refund_before_payment", 409, 5},
    {27, date_in_future, "date_in_future", 409, 5},
    {28, refund_exceeds_payment, "refund_exceeds_payment", 409, 5},
    {29, duplicate_ssn, "duplicate_ssn", 409, 5},
    {30, duplicate_email, "duplicate_email", 409, 5},
    {31, duplicate_account_number, "duplicate_account_number", 409, 5},
    {32, duplicate_transaction_id, "duplicate_transaction_id", 409, 5},
    {33, amount_out_of_range, "amount_out_of_range", 409, 5},
    {34, hold_in_force, "hold_in_force", 409, 5},
    {35, retention_not_over, "retention_not_over", 409, 5},
    {36, approval_required, "approval_required", 409, 5},
    {37, busy, "busy", 503, 6},
    {38, storage_full, "storage_full", 507, 6},
    {39, read_only, "read_only", 503, 6},
    {40, outcome_unknown, "outcome_unknown", 503, 6},
    {41, corrupt, "corrupt", 503, 3},
    {42, internal, "internal", 500, 1},
});

TEST(ErrorTable, is_the_specified_one) {
  ASSERT_EQ(error_table().size(), rows.size());
  std::size_t place = 0;
  for (const auto& [number, code, name, http_status, exit_code] : rows) {
    EXPECT_EQ(static_cast<int>(code), number) << name;
    EXPECT_EQ(to_text(code), name);
    EXPECT_EQ(info(code).http_status, http_status) << name;
    EXPECT_EQ(info(code).exit_code, exit_code) << name;
    EXPECT_EQ(precedence(code), place++) << name;
  }
}

TEST(Errors, fold_by_precedence_then_pointer) {
  const Error folded = fold({{invalid_field, "c", "/data/b", {}},
                             {missing_field, "b", "/data/z", {}},
                             {invalid_field, "d", "/data/a", {}},
                             {unknown_field, "a", "/data/y", {}}});
  EXPECT_EQ(folded.code, unknown_field);
  std::string order;
  for (const Error& error : flatten(folded)) {
    EXPECT_TRUE(error.more.empty());
    order += error.detail;
  }
  EXPECT_EQ(order, "abdc");
}

TEST(Errors, fold_of_one_is_itself) {
  const Error folded = fold({{debt_not_found, "no debt 9", "/data/debt_id", {}}});
  EXPECT_EQ(folded.code, debt_not_found);
  EXPECT_EQ(folded.pointer, "/data/debt_id");
  EXPECT_EQ(flatten(folded).size(), 1U);
}

}  // namespace
}  // namespace daybook
