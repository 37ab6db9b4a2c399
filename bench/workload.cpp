#include "bench/workload.hpp"

#include <cmath>

#include "bench/pipeline.hpp"
#include "events/require.hpp"

namespace daybook::bench {
namespace {

constexpr double zipf_exponent = 0.99;
constexpr std::int64_t first_paid_at = Workload::issued_at + 2 * microseconds_per_day;

/// One-to-one on 64 bits, without visible order (the finalizer of SplitMix64).
constexpr std::uint64_t scramble(std::uint64_t value) {
  value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9U;
  value = (value ^ (value >> 27U)) * 0x94d049bb133111ebU;
  return value ^ (value >> 31U);
}

std::string transaction_id(std::uint64_t number) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string id = "tx-0000000000000000";
  for (std::size_t i = id.size() - 1; number != 0; --i, number >>= 4U) {
    id[i] = digits[number & 15U];
  }
  return id;
}

}  // namespace

Workload::Workload(const WorkloadOptions& options) : options_(options) {
  require(options.debts > 0, "there is a debt to pay");
  if (options.skew == Skew::zipf) {
    for (std::uint64_t rank = options.debts; rank > 0; --rank) {
      zipf_sum_ += std::pow(static_cast<double>(rank), -zipf_exponent);
    }
    zipf_two_ = 1 + std::pow(2.0, -zipf_exponent);
  }
}

std::uint64_t Workload::debt(std::uint64_t number) const {
  const std::uint64_t bits = scramble(number * 0x9e3779b97f4a7c15U + scramble(options_.seed));
  if (options_.skew == Skew::uniform) {
    return 1 + bits % options_.debts;
  }
  // Gray, Sundaresan, Englert, Baclawski, Weinberger: Quickly generating billion-record synthetic databases (1994).
  const double drawn = static_cast<double>(bits >> 11U) * 0x1p-53;
  const auto debts = static_cast<double>(options_.debts);
  const double sum = drawn * zipf_sum_;
  double rank = 1;
  if (sum < 1) {
    rank = 0;
  } else if (sum >= zipf_two_) {
    const double eta = (1 - std::pow(2 / debts, 1 - zipf_exponent)) / (1 - zipf_two_ / zipf_sum_);
    rank = debts * std::pow(eta * drawn - eta + 1, 1 / (1 - zipf_exponent));
  }
  constexpr std::uint64_t spreading_prime = 2'654'435'761;
  return 1 + static_cast<std::uint64_t>(rank) * spreading_prime % options_.debts;
}

PaymentValues Workload::payment(std::uint64_t number) const {
  const std::uint64_t paid = debt(number);
  const std::uint64_t bits = scramble(number + options_.seed);
  return {.customer = customer_of(paid),
          .debt = paid,
          .amount = static_cast<std::int64_t>(100 + bits % 10'000),
          .paid_at = first_paid_at + static_cast<std::int64_t>(number),
          .transaction_id = transaction_id(bits)};
}

Request Workload::create_customer(std::uint64_t number) const {
  const std::string text = std::to_string(number);
  return {.command = CreateCustomer{.first_name = "Jane",
                                    .last_name = "Smith-" + text,
                                    .email = "jane." + text + "@example.com",
                                    .phone_primary = "+1555" + text,
                                    .city = "Los Angeles"},
          .envelope = {}};
}

Request Workload::issue_debt(std::uint64_t number) const {
  return {.command = IssueDebt{.customer_id = {customer_of(number)},
                               .debt_type = "credit_card",
                               .original_amount = {original_amount},
                               .interest_rate = Rate{199'900},
                               .issue_date = {issued_at}},
          .envelope = {}};
}

Request Workload::record_payment(std::uint64_t number) const { return request_of(payment(number)); }

Request Workload::request_of(PaymentValues values) {
  return {.command = RecordPayment{.customer_id = {values.customer},
                                   .debt_id = {values.debt},
                                   .amount = {values.amount},
                                   .payment_date = {values.paid_at},
                                   .payment_method = std::string(payment_method),
                                   .transaction_id = std::move(values.transaction_id),
                                   .status = PaymentStatus::completed},
          .envelope = {}};
}

std::vector<Request> Workload::record_payments(std::uint64_t first, std::uint64_t count) const {
  std::vector<Request> requests;
  requests.reserve(count);
  for (std::uint64_t number = first; number < first + count; ++number) {
    requests.push_back(record_payment(number));
  }
  return requests;
}

void fill(Ledger& ledger, const Workload& workload) {
  constexpr std::uint64_t batch = 4'096;
  const auto in_order = [](std::uint64_t number, const Receipt& receipt) { require(receipt.id == number, "ids are given in order"); };
  const auto create = [&](std::uint64_t number) { return workload.create_customer(number); };
  const auto issue = [&](std::uint64_t number) { return workload.issue_debt(number); };
  submit_all(ledger, {.first = 1, .count = workload.customers(), .batch = batch}, create, in_order);
  submit_all(ledger, {.first = 1, .count = workload.debts(), .batch = batch}, issue, in_order);
}

}  // namespace daybook::bench
