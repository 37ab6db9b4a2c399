// Instants and dates in UTC, on the proleptic Gregorian calendar, without leap seconds.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "events/result.hpp"

namespace daybook {

/// Microseconds since 1970-01-01T00:00:00Z; years 0001 to 9999.
struct Instant {
  std::int64_t microseconds = 0;

  friend constexpr auto operator<=>(Instant, Instant) = default;
};

/// Days since 1970-01-01; years 0001 to 9999.
struct Date {
  std::int32_t days = 0;

  friend constexpr auto operator<=>(Date, Date) = default;
};

/// 0001-01-01T00:00:00.000000Z and 9999-12-31T23:59:59.999999Z.
inline constexpr Instant instant_min{-62'135'596'800'000'000};
inline constexpr Instant instant_max{253'402'300'799'999'999};

/// 0001-01-01 and 9999-12-31.
inline constexpr Date date_min{-719'162};
inline constexpr Date date_max{2'932'896};

inline constexpr std::int64_t microseconds_per_second = 1'000'000;
inline constexpr std::int64_t microseconds_per_day = 86'400 * microseconds_per_second;

/// The UTC day `instant` falls on.
Date day_of(Instant instant);
/// 00:00 UTC of `date`.
Instant start_of(Date date);

/// RFC 3339 with any offset (converted to UTC) and up to 6 decimals, or a date `YYYY-MM-DD`, meaning 00:00 UTC;
/// `invalid_field` for anything else, leap seconds, days that are on no calendar, and years outside 0001 to 9999.
Result<Instant> parse_instant(std::string_view text);
/// `YYYY-MM-DD`; `invalid_field` for anything else.
Result<Date> parse_date(std::string_view text);

/// "2024-01-15T00:00:00.000000Z"
std::string format(Instant instant);
/// "2024-01-15"
std::string format(Date date);

/// Where the engine's time comes from. Injected; the engine itself keeps it from running backwards.
class Clock {
 public:
  virtual ~Clock() = default;
  /// Any thread.
  virtual Instant now() = 0;
};

/// The machine's clock. Lives as long as the process.
Clock& system_clock();

}  // namespace daybook
