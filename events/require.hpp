// Assertions that are on in every build. For bugs only, never for input.
#pragma once

#include <source_location>
#include <string_view>

namespace daybook {

/// Prints why and where to stderr and aborts.
[[noreturn]] void fail_requirement(std::string_view why, const std::source_location& where);

/// Aborts the process when `condition` does not hold: going on would be worse than stopping.
inline void require(bool condition, std::string_view why, const std::source_location& where = std::source_location::current()) {
  if (!condition) [[unlikely]] {
    fail_requirement(why, where);
  }
}

}  // namespace daybook
