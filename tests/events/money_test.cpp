#include "events/money.hpp"

#include <cstdlib>
#include <gtest/gtest.h>
#include <limits>

namespace daybook {

// Found by GoogleTest, so that a failure shows the number.
// NOLINTBEGIN(readability-identifier-naming): its name
void PrintTo(Money money, std::ostream* out) { *out << money.minor; }
void PrintTo(Rate rate, std::ostream* out) { *out << rate.ten_thousandths; }
// NOLINTEND(readability-identifier-naming)

namespace {

const Currency usd{};
const Currency jpy{{'J', 'P', 'Y'}, 0};
const Currency kwd{{'K', 'W', 'D'}, 3};
constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();

TEST(Currency, has_the_digits_of_iso_4217) {
  struct Row {
    const char* code;
    unsigned digits;
  };
  for (const auto& [code, digits] : {Row{"AED", 2}, Row{"USD", 2}, Row{"EUR", 2}, Row{"ZWG", 2}, Row{"BIF", 0}, Row{"JPY", 0},
                                     Row{"XPF", 0}, Row{"BHD", 3}, Row{"KWD", 3}, Row{"TND", 3}, Row{"CLF", 4}, Row{"UYW", 4}}) {
    const Result<Currency> currency = parse_currency(code);
    ASSERT_TRUE(currency) << code;
    EXPECT_EQ(currency.value().text(), code);
    EXPECT_EQ(currency.value().digits, digits) << code;
    EXPECT_LE(currency.value().digits, currency_digits_max);
  }
}

TEST(Currency, is_refused_unless_active_and_in_capitals) {
  for (const char* code : {"", "U", "US", "USDX", "usd", "Usd", "ABC", "XAU", "XXX", "DEM", "SD ", "D A", "AED AFN", "   "}) {
    const Result<Currency> currency = parse_currency(code);
    ASSERT_FALSE(currency) << code;
    EXPECT_EQ(currency.error().code, ErrorCode::invalid_field);
  }
}

TEST(Money, is_read_exactly) {
  struct Row {
    const char* text;
    Currency currency;
    std::int64_t minor;
  };
  for (const auto& [text, currency, minor] :
       {Row{"0", usd, 0}, Row{"-0", usd, 0}, Row{"200", usd, 20'000}, Row{"200.0", usd, 20'000}, Row{"200.00", usd, 20'000},
        Row{"0.1", usd, 10}, Row{"-0.05", usd, -5}, Row{"0007.50", usd, 750}, Row{"92233720368547758.07", usd, most},
        Row{"-92233720368547758.08", usd, least}, Row{"4800", jpy, 4'800}, Row{"9223372036854775807", jpy, most}, Row{"1.234", kwd, 1'234},
        Row{"1.2", kwd, 1'200}}) {
    const Result<Money> money = parse_money(text, currency);
    ASSERT_TRUE(money) << text;
    EXPECT_EQ(money.value(), Money{minor}) << text;
  }
}

TEST(Money, is_refused_where_it_would_be_rounded_or_guessed) {
  struct Row {
    const char* text;
    Currency currency;
  };
  for (const auto& [text, currency] : {Row{"", usd},
                                       Row{"-", usd},
                                       Row{"--1", usd},
                                       Row{"+1", usd},
                                       Row{".5", usd},
                                       Row{"5.", usd},
                                       Row{"-.5", usd},
                                       Row{"1.-5", usd},
                                       Row{"10.005", usd},
                                       Row{"10.000", usd},
                                       Row{"1e3", usd},
                                       Row{" 1", usd},
                                       Row{"1 ", usd},
                                       Row{"1,00", usd},
                                       Row{"1.0.0", usd},
                                       Row{"0x10", usd},
                                       Row{"nan", usd},
                                       Row{"92233720368547758.08", usd},
                                       Row{"-92233720368547758.09", usd},
                                       Row{"99999999999999999999999999999999", usd},
                                       Row{"1.0", jpy},
                                       Row{"1.", jpy},
                                       Row{"1.2345", kwd}}) {
    const Result<Money> money = parse_money(text, currency);
    ASSERT_FALSE(money) << text;
    EXPECT_EQ(money.error().code, ErrorCode::invalid_field);
  }
}

TEST(Money, is_answered_with_all_digits) {
  EXPECT_EQ(format(Money{480'000}, usd), "4800.00");
  EXPECT_EQ(format(Money{-5}, usd), "-0.05");
  EXPECT_EQ(format(Money{0}, usd), "0.00");
  EXPECT_EQ(format(Money{4'800}, jpy), "4800");
  EXPECT_EQ(format(Money{0}, jpy), "0");
  EXPECT_EQ(format(Money{7}, kwd), "0.007");
  EXPECT_EQ(format(Money{most}, usd), "92233720368547758.07");
  EXPECT_EQ(format(Money{least}, usd), "-92233720368547758.08");
}

TEST(Money, is_added_unless_it_overflows) {
  EXPECT_EQ(add(Money{2}, Money{3}), Money{5});
  EXPECT_EQ(add(Money{most}, Money{0}), Money{most});
  EXPECT_EQ(add(Money{most}, Money{1}), std::nullopt);
  EXPECT_EQ(add(Money{least}, Money{-1}), std::nullopt);
  EXPECT_EQ(subtract(Money{2}, Money{3}), Money{-1});
  EXPECT_EQ(subtract(Money{least}, Money{1}), std::nullopt);
  EXPECT_EQ(subtract(Money{0}, Money{least}), std::nullopt);
}

TEST(Rate, is_read_from_0_to_1000_percent) {
  struct Row {
    const char* text;
    std::int32_t ten_thousandths;
  };
  for (const auto& [text, ten_thousandths] : {Row{"0", 0}, Row{"-0", 0}, Row{"19.99", 199'900}, Row{"5.125", 51'250}, Row{"0.0001", 1},
                                              Row{"1000", 10'000'000}, Row{"1000.0000", 10'000'000}}) {
    const Result<Rate> rate = parse_rate(text);
    ASSERT_TRUE(rate) << text;
    EXPECT_EQ(rate.value(), Rate{ten_thousandths}) << text;
  }
  for (const char* text : {"", "-1", "-0.0001", "1000.0001", "0.00001", "1%", "1e1", ".5", "99999999999999999999"}) {
    const Result<Rate> rate = parse_rate(text);
    ASSERT_FALSE(rate) << text;
    EXPECT_EQ(rate.error().code, ErrorCode::invalid_field);
  }
}

TEST(Rate, is_answered_as_short_as_exact) {
  EXPECT_EQ(format(Rate{199'900}), "19.99");
  EXPECT_EQ(format(Rate{50'000}), "5.00");
  EXPECT_EQ(format(Rate{51'250}), "5.125");
  EXPECT_EQ(format(Rate{51'234}), "5.1234");
  EXPECT_EQ(format(Rate{1}), "0.0001");
  EXPECT_EQ(format(Rate{0}), "0.00");
  EXPECT_EQ(format(rate_max), "1000.00");
}

TEST(ShortestDecimal, has_no_exponent_and_reads_back) {
  EXPECT_EQ(shortest_decimal(200.0), "200");
  EXPECT_EQ(shortest_decimal(10.005), "10.005");
  EXPECT_EQ(shortest_decimal(0.1), "0.1");
  EXPECT_EQ(shortest_decimal(-0.05), "-0.05");
  EXPECT_EQ(shortest_decimal(1e15), "1000000000000000");
  EXPECT_EQ(shortest_decimal(1e-7), "0.0000001");
  for (const double number : {std::numeric_limits<double>::max(), std::numeric_limits<double>::denorm_min(), 0.1 + 0.2, 4800.0 / 7}) {
    const std::optional<std::string> text = shortest_decimal(number);
    ASSERT_TRUE(text);
    EXPECT_EQ(std::strtod(text->c_str(), nullptr), number) << *text;
    EXPECT_EQ(text->find('e'), std::string::npos);
  }
}

TEST(ShortestDecimal, does_not_exist_for_what_is_no_number) {
  EXPECT_EQ(shortest_decimal(std::numeric_limits<double>::quiet_NaN()), std::nullopt);
  EXPECT_EQ(shortest_decimal(std::numeric_limits<double>::infinity()), std::nullopt);
  EXPECT_EQ(shortest_decimal(-std::numeric_limits<double>::infinity()), std::nullopt);
}

}  // namespace
}  // namespace daybook
