#include "api/http/answers.hpp"

namespace daybook {
namespace {

constexpr std::size_t page_rows = 100;
constexpr std::size_t page_rows_max = 500;

Error invalid(std::string_view name, std::string why) {
  return error(ErrorCode::invalid_field, std::string(name) + " " + std::move(why), "/" + std::string(name));
}

}  // namespace

HttpResponse json_answer(int status, std::string body) {
  HttpResponse response;
  response.status = status;
  response.body = std::move(body);
  return response;
}

void add_position(HttpResponse& response, Position position) { response.add("Daybook-Position", std::to_string(position.value)); }

void add_version(HttpResponse& response, Version version) {
  response.has_tag = true;
  response.add("ETag", '"' + std::to_string(version.value) + '"');
}

Result<std::optional<std::uint64_t>> number_parameter(const Call& call, std::string_view name, Bounds bounds) {
  const auto text = call.parameter(name);
  if (!text) {
    return std::optional<std::uint64_t>();
  }
  const auto number = parse_number(*text);
  if (!number || *number < bounds.least || *number > bounds.most) {
    return invalid(name, "must be a number from " + std::to_string(bounds.least) + " to " + std::to_string(bounds.most));
  }
  return number;
}

Result<bool> flag_parameter(const Call& call, std::string_view name) {
  const auto text = call.parameter(name);
  if (text && *text != "true" && *text != "false") {
    return invalid(name, "must be true or false");
  }
  return text == "true";
}

Result<PageAsked> page_asked(const Call& call, Table table) {
  BOOST_OUTCOME_TRY(const auto limit, number_parameter(call, "limit", {1, page_rows_max}));
  PageAsked page{.after = 0, .limit = limit.value_or(page_rows)};
  if (const auto cursor = call.parameter("cursor")) {
    const auto after = cursor_in(*cursor, table);
    if (!after) {
      return invalid("cursor", "is none that such a list gave");
    }
    page.after = *after;
  }
  return page;
}

Result<Reading> reading_of(const Call& call, Table table, std::uint64_t id) {
  Reading reading{call.ledger.snapshot()};
  const auto instant = call.parameter("as_of");
  const auto position = call.parameter("as_of_position");
  if (!instant && !position) {
    return reading;
  }
  if (instant && position) {
    return invalid("as_of_position", "does not go with as_of");
  }
  Moment moment;
  if (instant) {
    const auto parsed = parse_instant(*instant);
    if (!parsed) {
      return invalid("as_of", "is " + parsed.error().detail);
    }
    moment.instant = parsed.value();
  } else {
    BOOST_OUTCOME_TRY(const auto number, number_parameter(call, "as_of_position", {1, number_max}));
    moment.position = Position{*number};
  }
  reading.is_past = true;
  BOOST_OUTCOME_TRY(reading.snapshot, reading.snapshot.as_of(moment, table, id, call.ledger.now()));
  return reading;
}

Error without_pointer(Error error) {
  if (error.pointer == "/id") {
    error.pointer.clear();
  }
  return error;
}

}  // namespace daybook
