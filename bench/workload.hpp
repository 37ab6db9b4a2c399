// The work that is measured: payments on the debts of a bank, the same for us and for the peers.
//
// Every payment follows from the seed and its number alone, so any thread can make any part of the stream.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "api/ledger.hpp"

namespace daybook::bench {

/// Which debts are paid: all alike, or few of them most of the time (Zipf, exponent 0.99, the popular ones spread over all ids).
enum class Skew : std::uint8_t { uniform, zipf };

struct WorkloadOptions {
  /// At least 1.
  std::uint64_t debts = 1'000'000;
  Skew skew = Skew::uniform;
  std::uint64_t seed = 1;
};

/// One payment in plain values.
struct PaymentValues {
  std::uint64_t customer;
  std::uint64_t debt;
  /// Cents, 1.00 to 100.99; no debt is ever paid off.
  std::int64_t amount;
  /// Microseconds since 1970.
  std::int64_t paid_at;
  /// "tx-" and 16 hex digits in no order, different for each number.
  std::string transaction_id;
};

/// A value. Any thread.
class Workload {
 public:
  /// Customers have two debts each.
  static constexpr std::uint64_t debts_per_customer = 2;
  static constexpr std::int64_t original_amount = 100'000'000'000;
  static constexpr std::string_view payment_method = "bank_transfer";
  /// 2024-01-15 in microseconds.
  static constexpr std::int64_t issued_at = 1'705'276'800'000'000;

  explicit Workload(const WorkloadOptions& options);

  std::uint64_t debts() const { return options_.debts; }
  std::uint64_t customers() const { return (options_.debts + debts_per_customer - 1) / debts_per_customer; }
  static std::uint64_t customer_of(std::uint64_t debt) { return (debt + debts_per_customer - 1) / debts_per_customer; }

  PaymentValues payment(std::uint64_t number) const;
  /// The debt that the payment of this number pays, from 1; also for choosing what to read.
  std::uint64_t debt(std::uint64_t number) const;

  Request create_customer(std::uint64_t number) const;
  Request issue_debt(std::uint64_t number) const;
  Request record_payment(std::uint64_t number) const;
  static Request request_of(PaymentValues values);
  /// Payments `first` to `first + count - 1`.
  std::vector<Request> record_payments(std::uint64_t first, std::uint64_t count) const;

 private:
  WorkloadOptions options_;
  double zipf_sum_ = 0;
  double zipf_two_ = 0;
};

/// Creates the customers and debts of `workload` in an empty ledger, ids from 1 in order. Aborts on any refusal.
void fill(Ledger& ledger, const Workload& workload);

}  // namespace daybook::bench
