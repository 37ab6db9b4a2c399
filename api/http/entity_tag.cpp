#include "api/http/entity_tag.hpp"

#include <algorithm>
#include <limits>
#include <optional>

#include "api/http/field_value.hpp"
#include "api/http/target.hpp"

namespace daybook {
namespace {

/// No customer has so many events.
constexpr Version version_of_none{std::numeric_limits<std::uint64_t>::max()};

/// What stands between the quotes; nothing for what is no tag.
std::optional<std::string_view> opaque(std::string_view tag) {
  const bool is_tag = tag.size() >= 2 && tag.front() == '"' && tag.find('"', 1) == tag.size() - 1;
  return is_tag ? std::optional(tag.substr(1, tag.size() - 2)) : std::nullopt;
}

Version version_in(std::string_view opaque_tag) {
  const auto number = parse_number(opaque_tag);
  return number ? Version{*number} : version_of_none;
}

}  // namespace

bool names_version(std::string_view if_none_match, Version version) {
  return std::ranges::any_of(elements_of(if_none_match), [version](std::string_view tag) {
    // Compared weakly: whoever read it knows the version, however it is marked.
    const auto text = opaque(tag.starts_with("W/") ? tag.substr(2) : tag);
    return tag == "*" || (text && version_in(*text) == version);
  });
}

Result<Version> required_version(std::string_view if_match) {
  const std::string_view tag = trimmed(if_match);
  if (const auto number = parse_number(tag)) {
    return Version{*number};
  }
  if (tag.starts_with("W/") && opaque(tag.substr(2))) {
    return version_of_none;
  }
  const auto text = opaque(tag);
  if (!text) {
    return error(ErrorCode::invalid_field, "If-Match is no version as ETag gives it", "/expected_version");
  }
  return version_in(*text);
}

}  // namespace daybook
