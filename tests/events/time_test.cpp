#include "events/time.hpp"

#include <cstdlib>
#include <gtest/gtest.h>

namespace daybook {
namespace {

TEST(Instant, is_read_with_any_offset_and_answered_in_utc) {
  struct Row {
    const char* text;
    const char* utc;
  };
  for (const auto& [text, utc] : {
           Row{"1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000000Z"},
           Row{"2024-01-15", "2024-01-15T00:00:00.000000Z"},
           Row{"2024-01-15T10:20:30.5Z", "2024-01-15T10:20:30.500000Z"},
           Row{"2024-01-15t10:20:30.123456z", "2024-01-15T10:20:30.123456Z"},
           Row{"2024-01-15T00:30:00+01:00", "2024-01-14T23:30:00.000000Z"},
           Row{"2023-12-31T23:30:00-00:30", "2024-01-01T00:00:00.000000Z"},
           Row{"2024-01-15T12:00:00-00:00", "2024-01-15T12:00:00.000000Z"},
           Row{"2024-02-29T23:59:59.999999+23:59", "2024-02-29T00:00:59.999999Z"},
           Row{"1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z"},
           Row{"2000-02-29", "2000-02-29T00:00:00.000000Z"},
           Row{"0001-01-01", "0001-01-01T00:00:00.000000Z"},
           Row{"9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"},
       }) {
    const Result<Instant> instant = parse_instant(text);
    ASSERT_TRUE(instant) << text;
    EXPECT_EQ(format(instant.value()), utc) << text;
  }
}

TEST(Instant, is_refused_when_it_is_not_rfc_3339_or_on_no_calendar) {
  for (const char* text : {"",
                           "2024",
                           "2024-01",
                           "2024-1-15",
                           "24-01-15",
                           "2024-01-15T",
                           "2024-01-15 10:00:00Z",
                           "2024-01-15T10:00Z",
                           "2024-01-15T10:00:00",
                           "2024-01-15T10:00:00+0100",
                           "2024-01-15T10:00:00+1:00",
                           "2024-01-15T10:00:00+24:00",
                           "2024-01-15T10:00:00+01:60",
                           "2024-01-15T10:00:00.Z",
                           "2024-01-15T10:00:00,5Z",
                           "2024-01-15T10:00:00.1234567Z",
                           "2024-01-15T24:00:00Z",
                           "2024-01-15T23:60:00Z",
                           "2016-12-31T23:59:60Z",
                           "2024-01-15T10:00:00Z ",
                           " 2024-01-15T10:00:00Z",
                           "2024-01-15T10:00:00ZZ",
                           "2024-01-15Z",
                           "+2024-01-15",
                           "2024-00-15",
                           "2024-13-15",
                           "2024-01-00",
                           "2024-01-32",
                           "2024-04-31",
                           "2023-02-29",
                           "1900-02-29",
                           "0000-01-01",
                           "10000-01-01",
                           "0001-01-01T00:00:00+00:01",
                           "9999-12-31T23:59:00-00:01"}) {
    const Result<Instant> instant = parse_instant(text);
    ASSERT_FALSE(instant) << text;
    EXPECT_EQ(instant.error().code, ErrorCode::invalid_field);
  }
}

TEST(Instant, has_bounds_that_are_the_ends_of_the_calendar) {
  EXPECT_EQ(parse_instant("0001-01-01").value(), instant_min);
  EXPECT_EQ(parse_instant("9999-12-31T23:59:59.999999Z").value(), instant_max);
}

TEST(Date, is_read_and_answered) {
  for (const char* text : {"1970-01-01", "2024-02-29", "0001-01-01", "9999-12-31", "1969-12-31"}) {
    const Result<Date> date = parse_date(text);
    ASSERT_TRUE(date) << text;
    EXPECT_EQ(format(date.value()), text);
  }
  EXPECT_EQ(parse_date("1970-01-02").value().days, 1);
  EXPECT_EQ(parse_date("1969-12-31").value().days, -1);
}

TEST(Date, is_refused_with_a_time_or_on_no_calendar) {
  for (const char* text : {"", "2024-01-15T00:00:00Z", "2024-01-15 ", "2024/01/15", "2023-02-29", "0000-12-31", "2024-1-1", "20240115"}) {
    const Result<Date> date = parse_date(text);
    ASSERT_FALSE(date) << text;
    EXPECT_EQ(date.error().code, ErrorCode::invalid_field);
  }
}

TEST(Date, is_the_utc_day_of_an_instant) {
  EXPECT_EQ(day_of({0}), Date{0});
  EXPECT_EQ(day_of({microseconds_per_day - 1}), Date{0});
  EXPECT_EQ(day_of({microseconds_per_day}), Date{1});
  EXPECT_EQ(day_of({-1}), Date{-1});
  EXPECT_EQ(start_of(Date{-1}), Instant{-microseconds_per_day});
  EXPECT_EQ(day_of(start_of(Date{-700'000})), Date{-700'000});
  EXPECT_EQ(day_of(instant_max), parse_date("9999-12-31").value());
}

TEST(Time, does_not_depend_on_the_zone_of_the_machine) {
  const std::string before = format(parse_instant("2024-07-01T12:00:00Z").value());
  setenv("TZ", "America/New_York", 1);
  tzset();
  EXPECT_EQ(format(parse_instant("2024-07-01T12:00:00Z").value()), before);
  unsetenv("TZ");
  tzset();
}

TEST(Clock, of_the_machine_is_past_the_day_this_was_written) { EXPECT_GT(system_clock().now(), parse_instant("2024-01-01").value()); }

}  // namespace
}  // namespace daybook
