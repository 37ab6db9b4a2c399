#include "events/money.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "events/require.hpp"

namespace daybook {
namespace {

struct CurrenciesOfDigits {
  std::uint8_t digits;
  /// Codes of three letters, a blank between two.
  std::string_view codes;
};

/// The active codes of ISO 4217 (list one, January 2026) that have a minor unit: no metals, bond units, test codes.
constexpr std::array currencies{
    CurrenciesOfDigits{
        2,
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP "
        "COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR "
        "JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN "
        "NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL "
        "THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG"},
    CurrenciesOfDigits{0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"},
    CurrenciesOfDigits{3, "BHD IQD JOD KWD LYD OMR TND"},
    CurrenciesOfDigits{4, "CLF UYW"},
};

bool is_digit(char character) { return character >= '0' && character <= '9'; }

/// Appends a digit to a number that is kept at or below 0, since the negative numbers reach one further; false on overflow.
bool append_digit(std::int64_t& negative, char digit) {
  return !__builtin_mul_overflow(negative, std::int64_t{10}, &negative) &&
         !__builtin_sub_overflow(negative, std::int64_t{digit - '0'}, &negative);
}

/// Reads `-?\d+(\.\d{1,digits})?` as a whole number of units of 10^-digits; nothing for other text and on overflow.
std::optional<std::int64_t> parse_scaled(std::string_view text, unsigned digits) {
  const bool is_negative = text.starts_with('-');
  text.remove_prefix(is_negative ? 1 : 0);
  const std::size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  const std::string_view decimals = point == std::string_view::npos ? "" : text.substr(point + 1);
  if (whole.empty() || decimals.size() > digits || (point != std::string_view::npos && decimals.empty())) {
    return std::nullopt;
  }
  std::string all(whole);
  all += decimals;
  all.append(digits - decimals.size(), '0');
  std::int64_t negative = 0;
  const bool fits = std::ranges::all_of(all, [&](char digit) { return is_digit(digit) && append_digit(negative, digit); });
  if (!fits || (!is_negative && negative == std::numeric_limits<std::int64_t>::min())) {
    return std::nullopt;
  }
  return is_negative ? negative : -negative;
}

std::string format_scaled(std::int64_t number, unsigned digits) {
  const std::uint64_t magnitude = number < 0 ? -static_cast<std::uint64_t>(number) : static_cast<std::uint64_t>(number);
  std::string text = std::to_string(magnitude);
  if (text.size() <= digits) {
    text.insert(0, digits + 1 - text.size(), '0');
  }
  if (digits > 0) {
    text.insert(text.size() - digits, ".");
  }
  return number < 0 ? "-" + text : text;
}

constexpr unsigned rate_digits = 4;

}  // namespace

Result<Currency> parse_currency(std::string_view code) {
  for (const auto& [digits, codes] : currencies) {
    for (std::size_t at = 0; at < codes.size(); at += 4) {
      if (codes.substr(at, 3) == code) {
        return Currency{.code = {code[0], code[1], code[2]}, .digits = digits};
      }
    }
  }
  return error(ErrorCode::invalid_field, "not an active ISO 4217 currency in capital letters");
}

std::optional<Money> add(Money a, Money b) {
  Money sum;
  return __builtin_add_overflow(a.minor, b.minor, &sum.minor) ? std::nullopt : std::optional(sum);
}

std::optional<Money> subtract(Money a, Money b) {
  Money difference;
  return __builtin_sub_overflow(a.minor, b.minor, &difference.minor) ? std::nullopt : std::optional(difference);
}

Result<Money> parse_money(std::string_view text, const Currency& currency) {
  if (const auto minor = parse_scaled(text, currency.digits)) {
    return Money{*minor};
  }
  return error(ErrorCode::invalid_field, "not an amount of money with at most " + std::to_string(currency.digits) + " decimals");
}

std::string format(Money money, const Currency& currency) { return format_scaled(money.minor, currency.digits); }

Result<Rate> parse_rate(std::string_view text) {
  const auto ten_thousandths = parse_scaled(text, rate_digits);
  if (!ten_thousandths || *ten_thousandths < 0 || *ten_thousandths > rate_max.ten_thousandths) {
    return error(ErrorCode::invalid_field, "not a rate from 0 to 1000 percent with at most 4 decimals");
  }
  return Rate{static_cast<std::int32_t>(*ten_thousandths)};
}

std::string format(Rate rate) {
  std::string text = format_scaled(rate.ten_thousandths, rate_digits);
  for (unsigned optional_digits = 2; optional_digits > 0 && text.back() == '0'; --optional_digits) {
    text.pop_back();
  }
  return text;
}

std::optional<std::string> shortest_decimal(double number) {
  if (!std::isfinite(number)) {
    return std::nullopt;
  }
  // The smallest subnormal takes 326 characters, the largest number 310.
  std::array<char, 400> text{};
  const auto [end, fault] = std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  require(fault == std::errc{}, "every finite number fits");
  return std::string(text.data(), end);
}

}  // namespace daybook
