#include "events/time.hpp"

#include <charconv>
#include <chrono>
#include <optional>

#include "events/require.hpp"

namespace daybook {
namespace {

constexpr std::int64_t seconds_per_minute = 60;
constexpr std::int64_t seconds_per_hour = 3'600;

/// Takes text from its left end. After the first mismatch nothing matches any more.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool at_end() const { return ok_ && rest_.empty(); }
  bool next_is(char character) const { return rest_.starts_with(character); }

  void expect(char character) {
    ok_ = ok_ && next_is(character);
    rest_.remove_prefix(ok_ ? 1 : 0);
  }

  /// Exactly `count` digits, as a number from 0 to `max`.
  int digits(std::size_t count, int max) {
    int number = 0;
    ok_ = ok_ && digit_count() >= count;
    for (std::size_t i = 0; ok_ && i < count; ++i) {
      number = number * 10 + (rest_[i] - '0');
    }
    rest_.remove_prefix(ok_ ? count : 0);
    ok_ = ok_ && number <= max;
    return number;
  }

  std::size_t digit_count() const { return std::min(rest_.find_first_not_of("0123456789"), rest_.size()); }

  void fail() { ok_ = false; }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

/// Days since 1970; nothing for a day on no calendar.
std::optional<std::int32_t> scan_days(Scanner& text) {
  const int year = text.digits(4, 9999);
  text.expect('-');
  const int month = text.digits(2, 12);
  text.expect('-');
  const int day = text.digits(2, 31);
  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  if (year == 0 || !date.ok()) {
    return std::nullopt;
  }
  return static_cast<std::int32_t>(std::chrono::sys_days(date).time_since_epoch().count());
}

/// Microseconds since midnight.
std::int64_t scan_time_of_day(Scanner& text) {
  std::int64_t seconds = text.digits(2, 23) * seconds_per_hour;
  text.expect(':');
  seconds += text.digits(2, 59) * seconds_per_minute;
  text.expect(':');
  seconds += text.digits(2, 59);
  std::int64_t microseconds = 0;
  if (text.next_is('.')) {
    text.expect('.');
    const std::size_t count = text.digit_count();
    if (count == 0 || count > 6) {
      text.fail();
      return 0;
    }
    microseconds = text.digits(count, 999'999);
    for (std::size_t i = count; i < 6; ++i) {
      microseconds *= 10;
    }
  }
  return seconds * microseconds_per_second + microseconds;
}

/// `Z` or `+hh:mm` or `-hh:mm`: how many microseconds the clock there is ahead of UTC.
std::int64_t scan_offset(Scanner& text) {
  if (text.next_is('Z') || text.next_is('z')) {
    text.expect(text.next_is('Z') ? 'Z' : 'z');
    return 0;
  }
  const bool is_behind = text.next_is('-');
  text.expect(is_behind ? '-' : '+');
  std::int64_t seconds = text.digits(2, 23) * seconds_per_hour;
  text.expect(':');
  seconds += text.digits(2, 59) * seconds_per_minute;
  return (is_behind ? -seconds : seconds) * microseconds_per_second;
}

constexpr std::size_t date_length = 10;
constexpr std::size_t instant_length = 27;

/// The last `digits` digits of `number`, which is not negative. Rows are full of dates: snprintf takes much longer.
void append_digits(std::string& text, std::int64_t number, std::size_t digits) {
  text.append(digits, '0');
  for (auto place = text.rbegin(); digits > 0; ++place, --digits) {
    *place = static_cast<char>('0' + number % 10);
    number /= 10;
  }
}

/// Of the years 0001 to 9999.
void append_day(std::string& text, Date day) {
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{day.days}}};
  append_digits(text, int{date.year()}, 4);
  append_digits(text += '-', unsigned{date.month()}, 2);
  append_digits(text += '-', unsigned{date.day()}, 2);
}

/// Read from the machine.
class SystemClock final : public Clock {
 public:
  Instant now() override {
    const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
    return {std::chrono::duration_cast<std::chrono::microseconds>(since_epoch).count()};
  }
};

}  // namespace

Date day_of(Instant instant) {
  const auto time = std::chrono::sys_time<std::chrono::microseconds>{std::chrono::microseconds{instant.microseconds}};
  return {static_cast<std::int32_t>(std::chrono::floor<std::chrono::days>(time).time_since_epoch().count())};
}

Instant start_of(Date date) { return {date.days * microseconds_per_day}; }

Result<Instant> parse_instant(std::string_view text) {
  Scanner scanner(text);
  const auto days = scan_days(scanner);
  std::int64_t in_day = 0;
  if (text.size() > date_length) {
    scanner.expect(scanner.next_is('t') ? 't' : 'T');
    in_day = scan_time_of_day(scanner);
    in_day -= scan_offset(scanner);
  }
  if (!days || !scanner.at_end()) {
    return error(ErrorCode::invalid_field, "not an RFC 3339 instant with at most 6 decimals, nor a date YYYY-MM-DD");
  }
  const Instant instant{*days * microseconds_per_day + in_day};
  if (instant < instant_min || instant > instant_max) {
    return error(ErrorCode::invalid_field, "not in the years 0001 to 9999");
  }
  return instant;
}

Result<Date> parse_date(std::string_view text) {
  Scanner scanner(text);
  const auto days = scan_days(scanner);
  if (!days || !scanner.at_end()) {
    return error(ErrorCode::invalid_field, "not a date YYYY-MM-DD");
  }
  return Date{*days};
}

std::string format(Instant instant) {
  const Date date = day_of(instant);
  const std::int64_t in_day = instant.microseconds - start_of(date).microseconds;
  const std::int64_t seconds = in_day / microseconds_per_second;
  std::string text;
  text.reserve(instant_length);
  append_day(text, date);
  append_digits(text += 'T', seconds / 3'600, 2);
  append_digits(text += ':', seconds / 60 % 60, 2);
  append_digits(text += ':', seconds % 60, 2);
  append_digits(text += '.', in_day % microseconds_per_second, 6);
  text += 'Z';
  return text;
}

std::string format(Date date) {
  std::string text;
  append_day(text, date);
  return text;
}

Clock& system_clock() {
  static SystemClock clock;
  return clock;
}

}  // namespace daybook
