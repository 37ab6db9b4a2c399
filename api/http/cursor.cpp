#include "api/http/cursor.hpp"

#include <array>
#include <cstdio>

namespace daybook {
namespace {

/// Two digits of the table, sixteen of the last id.
constexpr std::size_t cursor_size = 18;
using CursorText = std::array<char, cursor_size + 1>;

}  // namespace

std::string cursor_after(Table table, std::uint64_t last) {
  CursorText text{};
  std::snprintf(text.data(), text.size(), "%02x%016llx", static_cast<unsigned>(table), static_cast<unsigned long long>(last));
  return text.data();
}

std::optional<std::uint64_t> cursor_in(std::string_view text, Table table) {
  CursorText copy{};
  if (text.size() != cursor_size) {
    return std::nullopt;
  }
  text.copy(copy.data(), cursor_size);
  unsigned of_table = 0;
  unsigned long long after = 0;
  if (std::sscanf(copy.data(), "%2x%16llx", &of_table, &after) != 2) {
    return std::nullopt;
  }
  return cursor_after(table, after) == text ? std::optional<std::uint64_t>(after) : std::nullopt;
}

}  // namespace daybook
