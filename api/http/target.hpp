// What a request asks for: path and query parameters.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/result.hpp"

namespace daybook {

struct Parameter {
  std::string name;
  std::string value;
};

/// A path, its number apart: "/v1/customers/7/freeze" is `pattern` "/v1/customers/{id}/freeze" and `id` 7.
struct Target {
  std::string pattern{};
  std::uint64_t id = 0;
  std::vector<Parameter> parameters{};
};

/// Path and query of a target. What a proxy would be sent names the host before them, and a server takes that too (RFC 9112, 3.2.2).
std::string_view origin_form_of(std::string_view target);

/// `malformed` for what is no origin-form or absolute-form of RFC 9112, is longer than `target_bytes_max`, or names a parameter twice.
Result<Target> parse_target(std::string_view target);

inline constexpr std::size_t target_bytes_max = 4096;

/// All of `text` as a number from 0; nothing for anything else.
std::optional<std::uint64_t> parse_number(std::string_view text);

}  // namespace daybook
