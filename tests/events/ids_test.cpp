#include "events/ids.hpp"

#include <gtest/gtest.h>
#include <type_traits>

namespace daybook {
namespace {

TEST(Ids, of_one_table_never_pass_for_another) {
  EXPECT_FALSE((std::is_convertible_v<CustomerId, DebtId>));
  EXPECT_FALSE((std::is_constructible_v<PaymentId, DebtId>));
  EXPECT_FALSE((std::is_convertible_v<CustomerId, bool>));
}

TEST(Ids, are_none_at_zero) {
  EXPECT_FALSE(CustomerId{});
  EXPECT_TRUE(CustomerId{1});
}

TEST(Ids, are_ordered_by_number) {
  EXPECT_LT(Position{9}, Position{10});
  EXPECT_EQ(Version{3}, Version{3});
}

}  // namespace
}  // namespace daybook
