// Values: mostly good, sometimes on a boundary, sometimes just past it; few enough that they collide.
#include <limits>

#include "tests/support/generator.hpp"

namespace daybook {

Generator::Id Generator::id_of(std::size_t last) {
  if (last == 0 || one_in(40)) {
    return one_in(5) ? 0 : last + 1;
  }
  return one_in(2) ? last - below(std::min<std::size_t>(last, 5)) : 1 + below(last);
}

Generator::Id Generator::debt_with(const std::function<bool(const model::Debt&)>& wanted) {
  std::vector<Id> found;
  for (const auto& [id, row] : model_.debts()) {
    if (wanted(row)) {
      found.push_back(id);
    }
  }
  return found.empty() || one_in(10) ? debt_id() : one_of(found);
}

Generator::Id Generator::payment_with(PaymentStatus status) {
  std::vector<Id> found;
  for (const auto& [id, row] : model_.payments()) {
    if (row.status == status) {
      found.push_back(id);
    }
  }
  return found.empty() || one_in(8) ? payment_id() : one_of(found);
}

Money Generator::amount(model::Cents near) {
  const model::Cents largest = 1'000'000'000'000'000;
  switch (below(12)) {
    case 0:
    case 1:
    case 2:
      return {near};
    case 3:
      return {near + 1};
    case 4:
      return {near - 1};
    case 5:
      return {one_of<model::Cents>({0, -1, 1, largest, largest + 1, std::numeric_limits<model::Cents>::min()})};
    case 6:
    case 7:
      return {1 + near / 2};
    default:
      return {static_cast<model::Cents>(1 + below(150))};
  }
}

Instant Generator::instant(Instant anchor) {
  if (one_in(100)) {
    const auto [first, last] = std::pair(instant_min.microseconds, instant_max.microseconds);
    using Limits = std::numeric_limits<std::int64_t>;
    return {one_of<std::int64_t>({first, first - 1, last, last + 1, Limits::min(), Limits::max()})};
  }
  const std::int64_t five_minutes = 300 * microseconds_per_second;
  const std::int64_t start = start_of(day_of(anchor)).microseconds;
  const std::int64_t now = now_.microseconds;
  const auto days = static_cast<std::int64_t>(below(200)) * microseconds_per_day;
  return {one_of<std::int64_t>({now, now, now, now - microseconds_per_day, now - days, now + five_minutes, now + five_minutes + 1,
                                now + microseconds_per_day, anchor.microseconds, anchor.microseconds, start, start - 1})};
}

std::string Generator::text() {
  const std::vector<std::string> odd{"", "é", std::string(255, 'x'), std::string(256, 'x'), "tab\tbed", "\xC3", "\xED\xA0\x80", "bell\a"};
  return one_in(60) ? one_of(odd) : one_of<std::string>({"Ada", "Bo", "card", "loan"});
}

std::string Generator::notes() {
  return one_in(30) ? one_of<std::string>({std::string(16'384, 'n'), std::string(16'385, 'n'), "\r", ""})
                    : one_of<std::string>({"call back", "two\nlines", "a\ttab"});
}

std::string Generator::phone() {
  return one_in(40) ? one_of<std::string>({"", "none", "5\x7F"}) : one_of<std::string>({"+1 555 0100", "15550100", "555-0199"});
}

std::string Generator::email() {
  return one_in(20)
             ? one_of<std::string>({"@b.c", "a@", "a@b@c", "ab", " @b.c"})
             : one_of<std::string>({"ada@bank.test", " ADA@Bank.test ", "bo@bank.test", "cy@bank.test", "dee@bank.test", "eve@bank.test"});
}

std::string Generator::ssn() {
  return one_in(20)
             ? one_of<std::string>({"000-12-3456", "666-12-3456", "900-12-3456", "123-00-4567", "123-45-0000", "12-345-6789", "12345678"})
             : one_of<std::string>({"123-45-6789", "123456789", "223-45-6789", "323456789", "423-45-6789", "523-45-6789"});
}

std::string Generator::routing_number() { return one_of<std::string>({"021000021", "011401533", "021000022", "SORT-20-00-00"}); }

Date Generator::birth_date() {
  const Date today = day_of(now_);
  const Date off = one_of<Date>({{date_min.days - 1}, {date_max.days + 1}, {std::numeric_limits<std::int32_t>::min()}});
  return one_in(60) ? off : one_of<Date>({today, {today.days + 1}, {3'653}, {today.days - 8'000}});
}

}  // namespace daybook
