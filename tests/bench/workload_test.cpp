#include "bench/workload.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <set>

namespace daybook::bench {
namespace {

constexpr std::uint64_t drawn = 20'000;

/// How often each debt was paid.
std::map<std::uint64_t, std::uint64_t> paid(const Workload& workload) {
  std::map<std::uint64_t, std::uint64_t> times;
  for (std::uint64_t number = 1; number <= drawn; ++number) {
    ++times[workload.debt(number)];
  }
  return times;
}

std::uint64_t most(const std::map<std::uint64_t, std::uint64_t>& times) {
  return std::ranges::max_element(times, {}, [](const auto& debt) { return debt.second; })->second;
}

TEST(Workload, pays_debts_that_there_are_with_their_owners) {
  for (const Skew skew : {Skew::uniform, Skew::zipf}) {
    for (const std::uint64_t debts : {1U, 2U, 3U, 1'000U}) {
      const Workload workload({.debts = debts, .skew = skew});
      for (std::uint64_t number = 1; number <= 1'000; ++number) {
        const PaymentValues payment = workload.payment(number);
        ASSERT_GE(payment.debt, 1U);
        ASSERT_LE(payment.debt, debts);
        ASSERT_EQ(payment.customer, (payment.debt + 1) / 2);
        ASSERT_LE(payment.customer, workload.customers());
        ASSERT_GT(payment.amount, 0);
      }
    }
  }
}

TEST(Workload, names_every_payment_differently) {
  const Workload workload({.debts = 10});
  std::set<std::string> ids;
  for (std::uint64_t number = 1; number <= drawn; ++number) {
    ids.insert(workload.payment(number).transaction_id);
  }
  EXPECT_EQ(ids.size(), drawn);
  EXPECT_TRUE(std::ranges::all_of(ids, [](const std::string& id) { return id.size() == std::string_view("tx-0123456789abcdef").size(); }));
}

TEST(Workload, is_the_same_for_the_same_seed_alone) {
  const Workload one({.debts = 1'000, .seed = 7});
  const Workload same({.debts = 1'000, .seed = 7});
  const Workload other({.debts = 1'000, .seed = 8});
  EXPECT_EQ(paid(one), paid(same));
  EXPECT_NE(paid(one), paid(other));
}

TEST(Workload, pays_all_debts_alike) {
  const auto times = paid(Workload({.debts = 100}));
  EXPECT_EQ(times.size(), 100U);
  EXPECT_LT(most(times), 2 * drawn / 100);
}

/// With exponent 0.99 over 1,000 debts the first takes 1 / sum(k^-0.99) of the payments, about 13 %.
TEST(Workload, pays_few_debts_most_of_the_time_when_skewed) {
  const auto times = paid(Workload({.debts = 1'000, .skew = Skew::zipf}));
  EXPECT_GT(most(times), drawn * 11 / 100);
  EXPECT_LT(most(times), drawn * 15 / 100);
  EXPECT_GT(times.size(), 500U);
}

}  // namespace
}  // namespace daybook::bench
