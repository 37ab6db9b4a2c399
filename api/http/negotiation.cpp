#include "api/http/negotiation.hpp"

#include <algorithm>
#include <array>

#include "api/http/field_value.hpp"

namespace daybook {
namespace {

/// "text/html" of "text/html; q=0.8".
std::string_view type_of(std::string_view range) { return trimmed(range.substr(0, range.find(';'))); }

/// "q=0" and its longer forms: never this.
bool is_refused(std::string_view range) {
  const std::size_t weight = range.find("q=");
  const std::string_view value = weight == std::string_view::npos ? "1" : trimmed(range.substr(weight + 2));
  return value.find_first_not_of("0.") == std::string_view::npos;
}

bool covers(std::string_view type, std::string_view media) {
  if (type == "*/*" || is_same_name(type, media)) {
    return true;
  }
  return type.ends_with("/*") && is_same_name(type.substr(0, type.size() - 1), media.substr(0, media.find('/') + 1));
}

bool takes(std::string_view accept, std::string_view media) {
  return std::ranges::any_of(elements_of(accept),
                             [media](std::string_view range) { return covers(type_of(range), media) && !is_refused(range); });
}

bool is_one_of(std::string_view type, std::span<const std::string_view> types) {
  return std::ranges::any_of(types, [type](std::string_view other) { return is_same_name(type, other); });
}

/// Lines of JSON go by many names.
constexpr std::array<std::string_view, 8> types_of_lines{
    "application/x-ndjson", "application/ndjson",   "application/jsonl", "application/x-jsonlines",
    "application/json",     "application/json-seq", "text/plain",        "application/octet-stream",
};
constexpr std::string_view type_of_curl = "application/x-www-form-urlencoded";

}  // namespace

std::string_view media_of(std::string_view schema) {
  if (schema == "BulkLine" || schema == "BulkReceipt") {
    return "application/x-ndjson";
  }
  if (schema == "EventStream") {
    return "text/event-stream";
  }
  if (schema == "Docs") {
    return "text/html";
  }
  return schema == "Metrics" ? "text/plain" : "application/json";
}

bool reads_content(const Route& route, const HttpRequest& request) {
  const auto coding = request.header("Content-Encoding");
  if (route.method != Method::get && coding && !is_same_name(trimmed(*coding), "identity")) {
    return false;
  }
  const auto header = request.header("Content-Type");
  const std::string_view type = header ? type_of(*header) : "";
  if (route.method == Method::get || type.empty() || is_same_name(type, type_of_curl)) {
    return true;
  }
  if (route.request == "BulkLine") {
    return is_one_of(type, types_of_lines);
  }
  return is_same_name(type, "application/json") || type.ends_with("+json");
}

bool takes_answer(const Route& route, const HttpRequest& request) {
  const auto accept = request.header("Accept");
  // Probes of health and figures are answered whatever they think they want.
  if (!accept || trimmed(*accept).empty() || !route.path.starts_with("/v1/")) {
    return true;
  }
  return takes(*accept, media_of(route.answer)) || takes(*accept, "application/json") || takes(*accept, "application/problem+json");
}

}  // namespace daybook
