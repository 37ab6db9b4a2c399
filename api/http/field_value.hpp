// Values of header fields (RFC 9110, 5.6). Views point into what was given.
#pragma once

#include <algorithm>
#include <string_view>
#include <vector>

namespace daybook {

/// `text` without blanks at its ends.
inline std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  return begin == std::string_view::npos ? std::string_view() : text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

/// The elements of a comma-separated list, trimmed.
inline std::vector<std::string_view> elements_of(std::string_view list) {
  std::vector<std::string_view> elements;
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(','), list.size());
    elements.push_back(trimmed(list.substr(0, end)));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return elements;
}

}  // namespace daybook
