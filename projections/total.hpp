// Sums of money over many rows: 128 bits, since each row alone may hold 64.
#pragma once

#include <compare>
#include <string>

#include "events/money.hpp"

namespace daybook {

/// A sum of amounts in minor units. Cannot overflow with fewer than 2^63 rows.
class Total {
 public:
  constexpr Total() = default;

  constexpr Total& operator+=(Money money) {
    minor_ += money.minor;
    return *this;
  }
  constexpr Total& operator-=(Money money) {
    minor_ -= money.minor;
    return *this;
  }
  constexpr Total& operator+=(const Total& other) {
    minor_ += other.minor_;
    return *this;
  }
  constexpr Total& operator-=(const Total& other) {
    minor_ -= other.minor_;
    return *this;
  }
  friend constexpr auto operator<=>(const Total&, const Total&) = default;

  /// Two's complement halves, for storing.
  std::uint64_t high() const { return static_cast<std::uint64_t>(minor_ >> 64); }
  std::uint64_t low() const { return static_cast<std::uint64_t>(minor_); }
  static Total from_halves(std::uint64_t high, std::uint64_t low);

  /// Minor units as decimal digits with a sign where negative.
  std::string digits() const;

 private:
  __extension__ using Wide = __int128;
  Wide minor_ = 0;
};

/// All digits, always: "4800.00".
std::string format(const Total& total, const Currency& currency);

}  // namespace daybook
