// The log of a service: one JSON object a line, on stderr. No personal data: routes, never paths; names of tokens, never tokens.
//
// A thread of its own writes: who logs never waits for whoever reads. A bounded number of lines waits for it; when that is full the
// oldest are lost, and counted.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "api/http/operations.hpp"

namespace daybook {

/// What is logged, from little to much.
enum class LogLevel : std::uint8_t { error, info };

/// Any thread.
class ServiceLog {
 public:
  explicit ServiceLog(LogLevel level);
  ~ServiceLog();
  ServiceLog(const ServiceLog&) = delete;
  ServiceLog& operator=(const ServiceLog&) = delete;

  void request(const AnsweredRequest& request);
  void say(std::string_view message);
  void complain(std::string_view message);
  /// Lines that were lost so far.
  std::uint64_t lost() const;
  /// Writes what waits. Nothing is logged any more, and no other thread may be logging.
  void close();

 private:
  struct Content;
  std::unique_ptr<Content> content_;
};

}  // namespace daybook
