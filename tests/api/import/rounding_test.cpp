#include "api/import/rounding.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>

namespace daybook {
namespace {

struct Case {
  double number;
  unsigned digits;
  std::int64_t units;
  bool noticeable;
};

class Rounding : public testing::TestWithParam<Case> {};

TEST_P(Rounding, gives_units_and_says_when_it_shows) {
  const auto rounded = round_half_even(GetParam().number, GetParam().digits);
  ASSERT_TRUE(rounded);
  EXPECT_EQ(rounded->units, GetParam().units);
  EXPECT_EQ(rounded->noticeable, GetParam().noticeable);
}

INSTANTIATE_TEST_SUITE_P(exact, Rounding,
                         testing::Values(Case{0.0, 2, 0, false}, Case{-0.0, 2, 0, false}, Case{5000.0, 2, 500'000, false},
                                         Case{0.1, 2, 10, false}, Case{144'674'740.34, 2, 14'467'474'034, false},
                                         Case{-12.5, 2, -1'250, false}, Case{7.0, 0, 7, false}, Case{1.234, 3, 1'234, false},
                                         Case{19.99, 4, 199'900, false}));
INSTANTIATE_TEST_SUITE_P(halfway, Rounding,
                         testing::Values(Case{10.005, 2, 1'000, true}, Case{10.015, 2, 1'002, true}, Case{10.025, 2, 1'002, true},
                                         Case{-10.015, 2, -1'002, true}, Case{-0.005, 2, 0, true}, Case{-0.015, 2, -2, true},
                                         Case{0.5, 0, 0, true}, Case{1.5, 0, 2, true}, Case{1.0005, 3, 1'000, true}));
INSTANTIATE_TEST_SUITE_P(beside_the_middle, Rounding,
                         testing::Values(Case{10.0051, 2, 1'001, true}, Case{10.0049, 2, 1'000, true}, Case{9.999, 2, 1'000, true},
                                         Case{-0.006, 2, -1, true}, Case{0.00001, 4, 0, false}, Case{12.34567, 4, 123'457, true}));
INSTANTIATE_TEST_SUITE_P(around_what_shows, Rounding,
                         testing::Values(Case{10.00001, 2, 1'000, false}, Case{10.000011, 2, 1'000, true},
                                         Case{10.0000099, 2, 1'000, false}, Case{9.99999, 2, 1'000, false}, Case{9.999989, 2, 1'000, true},
                                         Case{9.9999901, 2, 1'000, false}, Case{7.00001, 0, 7, false}, Case{7.00002, 0, 7, true},
                                         Case{7.99999, 0, 8, false}, Case{1.00001, 4, 10'000, false}, Case{1.00002, 4, 10'000, true}));

TEST(Rounding, gives_nothing_for_what_has_no_units) {
  EXPECT_FALSE(round_half_even(std::nan(""), 2));
  EXPECT_FALSE(round_half_even(std::numeric_limits<double>::infinity(), 2));
  EXPECT_FALSE(round_half_even(1e17, 2));
  EXPECT_FALSE(round_half_even(-1e300, 0));
}

TEST(Rounding, takes_what_64_bits_just_hold) { EXPECT_EQ(round_half_even(9'007'199'254'740'992.0, 2)->units, 900'719'925'474'099'200); }

TEST(Scale, multiplies_within_64_bits) {
  EXPECT_EQ(scale(12, 2), 1'200);
  EXPECT_EQ(scale(-12, 0), -12);
  EXPECT_FALSE(scale(std::numeric_limits<std::int64_t>::max() / 10, 2));
}

}  // namespace
}  // namespace daybook
