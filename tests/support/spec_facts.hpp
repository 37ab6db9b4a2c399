// Short ways to write down facts: one customer, debts issued on 15 January 2024, everything recorded at noon.
#pragma once

#include "tests/support/spec_sealing.hpp"

namespace daybook::spec {

/// 2024-06-15T12:00:00Z
inline constexpr Instant noon{1'718'452'800'000'000};
/// 2024-01-15T00:00:00Z
inline constexpr Instant issue_day{1'705'276'800'000'000};
inline constexpr std::int64_t minute = 60 * microseconds_per_second;

constexpr Instant later(Instant instant, std::int64_t microseconds) { return {instant.microseconds + microseconds}; }

/// A customer with nothing sealed but what `values` holds.
CustomerCreated customer(std::uint64_t id, const Values& values = {});
/// An ACTIVE debt of `cents`.
DebtIssued debt(std::uint64_t id, std::int64_t cents, std::uint64_t customer = 1);
PaymentInitiated pending(std::uint64_t id, std::uint64_t debt, std::int64_t cents, std::uint64_t customer = 1);
/// A payment recorded as COMPLETED.
PaymentCompleted paid(std::uint64_t id, std::uint64_t debt, std::int64_t applied, std::int64_t credited = 0, std::uint64_t customer = 1);
/// Of a PENDING payment: method and transaction id stand in its PaymentInitiated.
PaymentCompleted completed(const PaymentInitiated& initiated, std::int64_t applied, std::int64_t credited = 0);
PaymentRefunded refunded(std::uint64_t id, std::uint64_t debt, std::int64_t from_credit, std::int64_t restored);
AccountLinked account(std::uint64_t id, const std::string& number, std::uint64_t customer = 1);
CommunicationLogged call(std::uint64_t id, std::uint64_t customer = 1);

/// Customer 1 with debt 1 of 100.00 and what leads it to `status`; PAID_OFF by payment 1.
std::vector<Event> debt_that_is(DebtStatus status);
/// Customer 1 with debt 1 of 100.00 and payment 1 of 30.00 that is `status`; REFUNDED in full.
std::vector<Event> payment_that_is(PaymentStatus status);
std::vector<Event> customer_that_is(CustomerStatus status);

}  // namespace daybook::spec
