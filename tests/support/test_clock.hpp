// A clock that the test moves.
#pragma once

#include "events/time.hpp"

namespace daybook {

/// Stands still until it is told otherwise. Moved only while nothing is under way.
class TestClock final : public Clock {
 public:
  Instant now() override { return now_; }
  void set(Instant instant) { now_ = instant; }
  void set(std::string_view text) { now_ = parse_instant(text).value(); }
  void advance_seconds(std::int64_t seconds) { now_.microseconds += seconds * microseconds_per_second; }

 private:
  Instant now_ = parse_instant("2025-03-01T12:00:00Z").value();
};

}  // namespace daybook
