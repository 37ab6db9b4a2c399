#include <gtest/gtest.h>

#include "api/bulk/created_rows.hpp"
#include "tools/text_of.hpp"

namespace daybook {
namespace {

TEST(TextOf, shows_values_as_people_read_them) {
  const TextOf text_of((Currency()));
  EXPECT_EQ(text_of(Money{480'000}), "4800.00");
  EXPECT_EQ(text_of(std::optional<Money>()), "-");
  EXPECT_EQ(text_of(true), "yes");
  EXPECT_EQ(text_of(std::vector<DebtId>{{1}, {2}}), "1 2");
  EXPECT_EQ(text_of(DebtStatus::written_off), "WRITTEN_OFF");
}

TEST(Printable, lets_no_stored_text_steer_the_terminal) { EXPECT_EQ(printable("a\x1B[31mb\nc\td\x7F é"), "a?[31mb c d? é"); }

TEST(CreatedRows, tells_the_tables_apart) {
  CreatedRows rows;
  rows.add(3, Table::debts, 41);
  EXPECT_EQ(rows.find(3, Table::debts), 41U);
  EXPECT_EQ(rows.find(3, Table::customers), std::nullopt);
  EXPECT_EQ(rows.find(1, Table::debts), std::nullopt);
  EXPECT_EQ(rows.find(4, Table::debts), std::nullopt);
  EXPECT_EQ(rows.find(0, Table::debts), std::nullopt);
}

}  // namespace
}  // namespace daybook
