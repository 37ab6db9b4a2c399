#include "projections/claims.hpp"

#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <thread>

#include "projections/archive.hpp"
#include "projections/row_keys.hpp"
#include "tests/support/temp_folder.hpp"

namespace daybook {
namespace {

using Known = std::optional<Claims::Holder>;

const Known only_the_rows_can_tell;
const Known nobody(std::in_place);
Known held_by(std::uint64_t holder) { return Known(std::in_place, holder); }

constexpr UniqueKind kind = UniqueKind::transaction_id;

class ClaimsTest : public testing::Test {
 protected:
  static std::string value(std::uint64_t number) { return "tx-" + std::to_string(number); }

  /// Has values 1 to `count` held in the rows.
  void fill(std::uint64_t count) {
    RowBatch batch;
    for (std::uint64_t number = 1; number <= count; ++number) {
      batch.put_written(unique_key(kind, value(number)), [number](GrowingBytes& bytes) { ArchiveWriter(bytes).number_of(number); });
    }
    ASSERT_TRUE(rows_->write(batch).has_value());
  }

  TempFolder folder_;
  std::unique_ptr<Rows> rows_ = Rows::open(folder_.path() / "views", {}).value();
};

TEST(ValueFilter, holds_what_was_added_and_little_else) {
  constexpr std::uint64_t values = 20'000;
  ValueFilter filter(values);
  for (std::uint64_t number = 0; number < values; ++number) {
    filter.add(SeenValues::hash(kind, std::to_string(number)));
  }
  EXPECT_TRUE(filter.full());
  std::uint64_t wrong = 0;
  for (std::uint64_t number = 0; number < values; ++number) {
    EXPECT_TRUE(filter.may_hold(SeenValues::hash(kind, std::to_string(number)))) << number;
    wrong += filter.may_hold(SeenValues::hash(kind, "other " + std::to_string(number))) ? 1 : 0;
  }
  EXPECT_LT(wrong, values / 50);
}

TEST_F(ClaimsTest, seen_values_rule_out_what_was_never_there_and_nothing_else) {
  fill(1'000);
  SeenValues seen(*rows_, 1'000);
  seen.add(SeenValues::hash(kind, "later"));
  // The rows are read beside this.
  while (seen.may_hold(SeenValues::hash(kind, "never"))) {
    std::this_thread::yield();
  }
  for (std::uint64_t number = 1; number <= 1'000; ++number) {
    EXPECT_TRUE(seen.may_hold(SeenValues::hash(kind, value(number)))) << number;
  }
  EXPECT_TRUE(seen.may_hold(SeenValues::hash(kind, "later")));
}

TEST_F(ClaimsTest, know_what_was_taken_and_released_until_it_is_in_the_rows) {
  fill(1);
  Claims claims(*rows_);
  claims.set(kind, "mine", 7);
  EXPECT_TRUE(claims.holder(kind, "mine") == held_by(7));
  const std::vector<std::string> unknown = claims.unknown({{kind, value(1)}, {kind, "mine"}}, 1);
  ASSERT_EQ(unknown.size(), 1U);
  EXPECT_TRUE(claims.holder(kind, value(1)) == only_the_rows_can_tell);
  claims.found(unknown.front(), 1);
  EXPECT_TRUE(claims.holder(kind, value(1)) == held_by(1));
  claims.set(kind, value(1), std::nullopt);
  EXPECT_TRUE(claims.holder(kind, value(1)) == nobody);
  RowBatch batch;
  claims.collect(batch);
  ASSERT_TRUE(rows_->write(batch).has_value());
  claims.written(1);
  EXPECT_TRUE(rows_->get(unique_key(kind, "mine")).value().has_value());
  EXPECT_FALSE(rows_->get(unique_key(kind, value(1))).value().has_value());
  EXPECT_TRUE(claims.holder(kind, "mine") == only_the_rows_can_tell) << "they have it";
}

TEST_F(ClaimsTest, outlive_the_batch_that_first_changed_them) {
  Claims claims(*rows_);
  RowBatch batch;
  claims.set(kind, "passed on", 1);
  claims.set(kind, "given up", 2);
  claims.collect(batch);
  claims.set(kind, "passed on", std::nullopt);
  claims.set(kind, "passed on", 3);
  claims.collect(batch);
  claims.written(1);
  EXPECT_TRUE(claims.holder(kind, "passed on") == held_by(3));
  EXPECT_TRUE(claims.holder(kind, "given up") == only_the_rows_can_tell);
  ASSERT_TRUE(rows_->write(batch).has_value());
  EXPECT_EQ(Claims::holder_in(rows_->get(unique_key(kind, "passed on")).value()), 3U);
  claims.written(2);
  EXPECT_TRUE(claims.holder(kind, "passed on") == only_the_rows_can_tell);
}

TEST_F(ClaimsTest, of_a_rebuild_go_to_the_rows_in_their_order) {
  Claims claims(*rows_);
  RowBatch batch;
  claims.collect_unasked(batch);
  claims.set(kind, "kept", 1);
  claims.set(kind, "released", 2);
  claims.set(kind, "released", std::nullopt);
  claims.collect(batch);
  ASSERT_TRUE(rows_->write(batch).has_value());
  EXPECT_TRUE(rows_->get(unique_key(kind, "kept")).value().has_value());
  EXPECT_FALSE(rows_->get(unique_key(kind, "released")).value().has_value());
}

}  // namespace
}  // namespace daybook
