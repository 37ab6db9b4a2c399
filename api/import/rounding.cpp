#include "api/import/rounding.hpp"

#include <charconv>
#include <string>

#include "events/money.hpp"
#include "events/require.hpp"

namespace daybook {
namespace {

/// 0.00001 is this many decimal places.
constexpr unsigned noticeable_digits = 5;

/// Decimals beyond the last place kept, without trailing zeros: they compare as text.
struct Rest {
  std::string text;
  unsigned digits_kept = 0;

  bool rounds_up(bool last_is_odd) const { return text == "5" ? last_is_odd : text > "5"; }

  /// Whether leaving it out, or filling it up to the next unit, changes the number by more than 0.00001.
  bool is_noticeable(bool up) const {
    const std::size_t places = noticeable_digits - digits_kept;
    return up ? text < std::string(places, '9') : text > std::string(places - 1, '0') + "1";
  }
};

}  // namespace

std::optional<Rounded> round_half_even(double number, unsigned digits) {
  require(digits < noticeable_digits, "no currency and no rate has more decimals");
  auto text = shortest_decimal(number);
  if (!text) {
    return std::nullopt;
  }
  const std::size_t point = std::min(text->find('.'), text->size());
  std::string decimals = point < text->size() ? text->substr(point + 1) : "";
  const Rest rest{decimals.size() > digits ? decimals.substr(digits) : "", digits};
  decimals.resize(digits, '0');
  const std::string kept = text->substr(0, point) + decimals;

  Rounded rounded;
  const auto [end, fault] = std::from_chars(kept.data(), kept.data() + kept.size(), rounded.units);
  if (fault != std::errc{}) {
    return std::nullopt;
  }
  const bool up = rest.rounds_up(rounded.units % 2 != 0);
  const std::int64_t step = !up ? 0 : kept.starts_with('-') ? -1 : 1;
  if (__builtin_add_overflow(rounded.units, step, &rounded.units)) {
    return std::nullopt;
  }
  rounded.noticeable = rest.is_noticeable(up);
  return rounded;
}

std::optional<std::int64_t> scale(std::int64_t number, unsigned digits) {
  for (; digits > 0; --digits) {
    if (__builtin_mul_overflow(number, std::int64_t{10}, &number)) {
      return std::nullopt;
    }
  }
  return number;
}

}  // namespace daybook
