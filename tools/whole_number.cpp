#include "tools/whole_number.hpp"

#include <charconv>
#include <limits>
#include <string>

namespace daybook {

CLI::Validator whole_number(std::uint64_t min) {
  const auto problem_of = [min](const std::string& text) {
    constexpr std::uint64_t max = std::numeric_limits<std::int64_t>::max();
    std::uint64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, fault] = std::from_chars(text.data(), end, number);
    const bool taken = fault == std::errc{} && stop == end && number >= min && number <= max;
    return taken ? std::string() : "must be a whole number from " + std::to_string(min);
  };
  return {problem_of, ""};
}

}  // namespace daybook
