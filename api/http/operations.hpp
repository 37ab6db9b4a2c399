// What the running service tells about itself, and the log of its requests.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "api/http/message.hpp"
#include "events/error.hpp"

namespace daybook {

/// One answered request, without personal data: the route, never the path; the token's name, never the token.
struct AnsweredRequest {
  std::string request_id{};
  std::string trace{};
  std::string_view method{};
  std::string_view route{};
  int status = 0;
  std::string_view code{};
  std::string actor{};
  std::chrono::steady_clock::time_point began{};
  /// Until the answer was there.
  std::chrono::microseconds took{};
};

/// Handlers may ask it; the router tells it. Any thread.
class Operations {
 public:
  virtual ~Operations() = default;
  virtual void answered(const AnsweredRequest& request) = 0;
  /// Figures in the Prometheus text format.
  virtual std::string metrics() const = 0;
  /// Why no requests should be sent here now; nothing when they may.
  virtual std::optional<Error> unready() const = 0;
};

}  // namespace daybook
