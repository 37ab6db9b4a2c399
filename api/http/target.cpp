#include "api/http/target.hpp"

#include <algorithm>
#include <charconv>

#include <boost/url/parse.hpp>
#include <boost/url/src.hpp>

namespace daybook {
namespace {

/// The third segment is the number of a row: "/v1/customers/7/…".
constexpr std::size_t number_segment = 2;

Error malformed(std::string why) { return error(ErrorCode::malformed, std::move(why)); }

/// Digits as ids are written: no sign, no leading zero.
std::optional<std::uint64_t> id_of(std::string_view segment) { return segment.starts_with('0') ? std::nullopt : parse_number(segment); }

void take_path(std::string_view path, Target& target) {
  // Longest where a digit becomes "{id}".
  target.pattern.reserve(path.size() + 3);
  std::size_t index = 0;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/', 1), path.size());
    const std::string_view segment = path.substr(1, end - 1);
    const auto id = index == number_segment ? id_of(segment) : std::nullopt;
    target.pattern += id ? "/{id}" : std::string(path.substr(0, end));
    target.id = id.value_or(target.id);
    path.remove_prefix(end);
    ++index;
  }
}

}  // namespace

std::optional<std::uint64_t> parse_number(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  return fault == std::errc{} && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

std::string_view origin_form_of(std::string_view text) {
  if (!text.starts_with("http://") && !text.starts_with("https://")) {
    return text;
  }
  const std::size_t path = text.find_first_of("/?", text.find("//") + 2);
  return path == std::string_view::npos ? "/" : text.substr(path);
}

Result<Target> parse_target(std::string_view text) {
  if (text.size() > target_bytes_max) {
    return malformed("the request's target is longer than 4,096 bytes");
  }
  const std::string_view origin_form = origin_form_of(text);
  const auto url = boost::urls::parse_origin_form({origin_form.data(), origin_form.size()});
  if (!url) {
    return malformed("the request's target is no path");
  }
  Target target;
  const auto path = url->encoded_path();
  take_path({path.data(), path.size()}, target);
  // "+" is itself: "2025-01-31T10:00:00+02:00".
  for (const auto& parameter : url->params(boost::urls::encoding_opts())) {
    // Of "?" and "&&": nothing is asked for.
    if (parameter.key.empty() && !parameter.has_value) {
      continue;
    }
    const auto named = [&](const Parameter& other) { return other.name == parameter.key; };
    if (std::ranges::any_of(target.parameters, named)) {
      return malformed("a parameter is given twice");
    }
    target.parameters.push_back({std::string(parameter.key), std::string(parameter.value)});
  }
  return target;
}

}  // namespace daybook
