// Money and rates: integers, never binary floats.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "events/result.hpp"

namespace daybook {

/// An ISO 4217 currency: its code and how many decimal digits its minor unit has (USD 2, JPY 0, KWD 3).
struct Currency {
  std::array<char, 3> code{'U', 'S', 'D'};
  std::uint8_t digits = 2;

  std::string text() const { return {code.data(), code.size()}; }
  friend bool operator==(const Currency&, const Currency&) = default;
};

/// The most that ISO 4217 knows (CLF, UYW).
inline constexpr std::uint8_t currency_digits_max = 4;

/// The currency of an active ISO 4217 code in capital letters; `invalid_field` for anything else.
Result<Currency> parse_currency(std::string_view code);

/// An amount in minor units of the ledger's currency (cents). Sums that may overflow go through `add`.
struct Money {
  std::int64_t minor = 0;

  friend constexpr auto operator<=>(Money, Money) = default;
  friend constexpr Money operator-(Money a) { return {-a.minor}; }
};

/// Largest single amount a command may name: 10^15 minor units.
inline constexpr Money money_max{1'000'000'000'000'000};

/// The sum, or nothing when it does not fit 64 bits.
std::optional<Money> add(Money a, Money b);
std::optional<Money> subtract(Money a, Money b);

/// Reads `-?\d+(\.\d{1,digits})?`; `invalid_field` for any other text and for more than 64 bits hold.
Result<Money> parse_money(std::string_view text, const Currency& currency);

/// All digits, always: "4800.00", "-0.05"; JPY "4800".
std::string format(Money money, const Currency& currency);

/// Percent a year in ten-thousandths of a percent: 19.99 % is 199,900.
struct Rate {
  std::int32_t ten_thousandths = 0;

  friend constexpr auto operator<=>(Rate, Rate) = default;
};

/// Largest rate: 1000 %.
inline constexpr Rate rate_max{10'000'000};

/// Reads 0 to 1000 with up to 4 decimals; `invalid_field` otherwise.
Result<Rate> parse_rate(std::string_view text);

/// As short as exact, with at least two decimals: "19.99", "5.00", "5.125".
std::string format(Rate rate);

/// The shortest decimal text that reads back as `number` ("200", "10.005", never an exponent), for amounts given
/// as JSON numbers; nothing for NaN and infinities.
std::optional<std::string> shortest_decimal(double number);

}  // namespace daybook
