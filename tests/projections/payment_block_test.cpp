#include "projections/payment_block.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "projections/archive.hpp"
#include "projections/row_keys.hpp"

namespace daybook {
namespace {

Payment payment(std::uint64_t id) {
  Payment row;
  row.id = {id};
  row.customer_id = {id * 3};
  row.debt_id = {id * 5};
  row.status = PaymentStatus::completed;
  row.amount = row.applied = Money{static_cast<std::int64_t>(id) * 100};
  row.payment_date = row.created_at = Instant{1'700'000'000'000'000 + static_cast<std::int64_t>(id)};
  row.payment_method = id % 5 == 0 ? std::optional<std::string>() : id % 3 == 0 ? "check" : "card";
  row.transaction_id = "tx-" + std::to_string(id);
  if (id % 7 == 0) {
    row.external = External{"bank", static_cast<std::int64_t>(id)};
  }
  return row;
}

/// The second block, with some of its payments.
PaymentBlock block_with(const std::vector<std::uint64_t>& ids) {
  PaymentBlock block;
  block.id = {2};
  for (const std::uint64_t id : ids) {
    block.edit({id}) = payment(id);
  }
  return block;
}

TEST(PaymentBlock, holds_sixteen_neighbours) {
  EXPECT_EQ(block_of({1}), PaymentBlockId{1});
  EXPECT_EQ(block_of({16}), PaymentBlockId{1});
  EXPECT_EQ(block_of({17}), PaymentBlockId{2});
  EXPECT_EQ(last_in(PaymentBlockId{2}), PaymentId{32});
  EXPECT_FALSE(block_of({}));
}

TEST(PaymentBlock, comes_back_from_its_bytes_whole_and_payment_by_payment) {
  for (const auto& ids : {std::vector<std::uint64_t>{}, {17}, {17, 18, 19}, {17, 20, 32}, {18, 19}}) {
    PaymentBlock block = block_with(ids);
    const std::string bytes = to_bytes(block);
    auto whole = from_bytes<PaymentBlock>(bytes);
    ASSERT_TRUE(whole.has_value());
    for (std::uint64_t id = 17; id <= 32; ++id) {
      const bool there = std::ranges::find(ids, id) != ids.end();
      std::optional<Payment> alone;
      EXPECT_TRUE(read_payment(bytes, {id}, alone));
      ASSERT_EQ(alone.has_value(), there) << id;
      ASSERT_EQ(whole->find({id}) != nullptr, there) << id;
      if (there) {
        EXPECT_EQ(*alone, payment(id));
        EXPECT_EQ(*whole->find({id}), payment(id));
      }
    }
  }
}

TEST(PaymentBlock, is_not_read_from_other_bytes) {
  PaymentBlock block = block_with({17, 18, 19});
  const std::string bytes = to_bytes(block);
  std::optional<Payment> found;
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(from_bytes<PaymentBlock>(bytes.substr(0, size)).has_value()) << size;
    EXPECT_FALSE(read_payment(bytes.substr(0, size), {19}, found)) << size;
  }
  EXPECT_FALSE(from_bytes<PaymentBlock>(bytes + '\0').has_value());
  EXPECT_FALSE(read_payment(bytes, {33}, found)) << "of another block";
  EXPECT_FALSE(found.has_value());
}

TEST(PaymentBlock, stands_among_the_full_ones_once_its_last_payment_is_there) {
  EXPECT_EQ(payments_key({2}, {31}), RowKey(RowSpace::newest_payments).bytes());
  EXPECT_EQ(payments_key({2}, {32}), RowKey(RowSpace::payments).number(2).bytes());
  EXPECT_EQ(payments_key({1}, {31}), RowKey(RowSpace::payments).number(1).bytes());
}

}  // namespace
}  // namespace daybook
