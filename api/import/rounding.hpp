// From the old database's binary floats to whole minor units.
#pragma once

#include <cstdint>
#include <optional>

namespace daybook {

/// A number in units of 10^-digits.
struct Rounded {
  std::int64_t units = 0;
  /// Rounding changed it by more than 0.00001.
  bool noticeable = false;
};

/// Rounds the shortest decimal text that reads back as `number` half-even: 10.025 is halfway between two cents, though
/// its binary form is not. `digits` is 0 to 4. Nothing for NaN, infinities, and what 64 bits do not hold.
std::optional<Rounded> round_half_even(double number, unsigned digits);

/// `number` in units of 10^-digits; nothing when 64 bits do not hold it.
std::optional<std::int64_t> scale(std::int64_t number, unsigned digits);

}  // namespace daybook
