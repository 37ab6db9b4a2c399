// The route table as OpenAPI 3.1.
#include <algorithm>
#include <array>
#include <cctype>

#include "api/http/command_schema.hpp"
#include "api/http/documents.hpp"
#include "api/http/examples.hpp"
#include "api/http/negotiation.hpp"
#include "api/http/route_groups.hpp"
#include "api/http/schema.hpp"
#include "api/http/type_schema.hpp"

namespace daybook {
namespace {

std::string lower(std::string_view text) {
  std::string small(text);
  std::ranges::transform(small, small.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return small;
}

struct Text {
  std::string_view name;
  std::string_view text;
};

constexpr std::array header_parameters{
    Text{"IdempotencyKey",
         R"({"name":"Idempotency-Key","in":"header","required":false,"description":"The same key with the same body gets )"
         R"(the first answer again, for ever; with another body idempotency_conflict",)"
         R"("schema":{"type":"string","minLength":1,"maxLength":255}})"},
    Text{"IfMatch",
         R"({"name":"If-Match","in":"header","required":false,"description":"The customer's version as ETag gave it; 412 when there )"
         R"(is a newer one","schema":{"type":"string"}})"},
    Text{"IfNoneMatch",
         R"({"name":"If-None-Match","in":"header","required":false,"description":"Versions that the client has; 304 when nothing )"
         R"(is newer","schema":{"type":"string"}})"},
    Text{"LastEventId",
         R"({"name":"Last-Event-ID","in":"header","required":false,"description":"Position of the last event seen: goes on after )"
         R"(it","schema":{"$ref":"#/components/schemas/Position"}})"},
};

constexpr std::array header_schemas{
    Text{"Daybook-Position", R"({"description":"The position that the answer reflects, or that the write reached",)"
                             R"("schema":{"$ref":"#/components/schemas/Position"}})"},
    Text{"ETag", R"({"description":"The customer's version, in quotes","schema":{"type":"string"}})"},
    Text{"Location", R"({"description":"Path of the new row","schema":{"type":"string"}})"},
    Text{"Idempotency-Replayed", R"({"description":"true: this is the answer to an earlier request with the same key",)"
                                 R"("schema":{"const":"true"}})"},
    Text{"X-Request-Id", R"({"description":"The client's own, or one made for it; also in logs and problems","schema":{"type":"string"}})"},
    Text{"Server-Timing", R"({"description":"total: milliseconds from the whole request to the answer","schema":{"type":"string"}})"},
    Text{"Retry-After", R"({"description":"Seconds","schema":{"type":"integer"}})"},
    Text{"WWW-Authenticate", R"({"description":"Bearer","schema":{"type":"string"}})"},
};

struct Refused {
  int status;
  std::string_view description;
  /// A header of `header_schemas` beside the request's id; empty: none.
  std::string_view header;
};

constexpr std::array refusals{
    Refused{400, "malformed: no request, no JSON object, a name or a parameter given twice", ""},
    Refused{401, "unauthenticated: no token, or one that is unknown, revoked or expired", "WWW-Authenticate"},
    Refused{403, "forbidden: not with this role", ""},
    Refused{404, "…_not_found: a row that is named is not there", ""},
    Refused{406, "malformed: Accept does not take what is answered", ""},
    Refused{409, "A rule refuses it, or the key was used for something else; code says which", ""},
    Refused{412, "version_conflict: there is a newer version than If-Match names", ""},
    Refused{413, "payload_too_large: the body is longer than 1 MiB", ""},
    Refused{415, "malformed: the body's type is not read here", ""},
    Refused{422, "unknown_field, missing_field, invalid_field: all of them together, with pointers", ""},
    Refused{429, "too_many_requests", "Retry-After"},
    Refused{503, "busy, read_only: certainly not written. outcome_unknown: ask again with the same Idempotency-Key", "Retry-After"},
    Refused{507, "storage_full: certainly not written", "Retry-After"},
};

bool goes_back_in_time(const Route& route) {
  return std::ranges::find(route.query, std::string_view("as_of"), &QueryField::name) != route.query.end();
}

bool has_version(const Route& route) {
  return route.command() != nullptr || (route.has_id() && !route.answer.ends_with("List") && route.method == Method::get);
}

/// Whether a route may answer so.
bool may_answer(const Route& route, int status) {
  const bool is_open = route.roles.is_open();
  const bool is_command = route.command() != nullptr;
  const bool has_body = route.method != Method::get;
  switch (status) {
    case 401:
    case 403:
      return !is_open;
    case 404:
      return route.has_id() || is_command || goes_back_in_time(route) || !route.query.empty();
    case 406:
      return route.path.starts_with("/v1/");
    case 409:
      return is_command || goes_back_in_time(route) || route.path.starts_with("/v1/tree/");
    case 412:
      return is_command;
    case 413:
      return has_body && !route.is_stream();
    case 415:
      return has_body;
    case 429:
      return !is_open;
    case 507:
      return is_command || route.waits;
    default:
      return true;
  }
}

void write_header_reference(JsonWriter& writer, std::string_view name) {
  writer.name(name);
  writer.literal(R"({"$ref":"#/components/headers/)" + std::string(name) + R"("})");
}

void write_content(JsonWriter& writer, std::string_view media, std::span<const std::string_view> schemas, std::string_view example = "") {
  writer.name("content");
  writer.begin_object();
  writer.name(media);
  writer.begin_object();
  writer.name("schema");
  if (schemas.size() == 1) {
    write_reference(writer, schemas.front());
  } else {
    writer.begin_object();
    writer.name("anyOf");
    writer.begin_array();
    for (const std::string_view schema : schemas) {
      write_reference(writer, schema);
    }
    writer.end_array();
    writer.end_object();
  }
  if (!example.empty()) {
    writer.name("example");
    writer.literal(example);
  }
  writer.end_object();
  writer.end_object();
}

void write_parameter(JsonWriter& writer, const QueryField& field, std::string_view in) {
  writer.begin_object();
  writer.member("name", field.name);
  writer.member("in", in);
  writer.member("required", field.is_required || in == "path");
  writer.member("description", field.description);
  writer.name("schema");
  write_reference(writer, field.schema);
  writer.end_object();
}

void write_header_parameter(JsonWriter& writer, std::string_view name) {
  writer.literal(R"({"$ref":"#/components/parameters/)" + std::string(name) + R"("})");
}

void write_parameters(JsonWriter& writer, const Route& route) {
  writer.name("parameters");
  writer.begin_array();
  if (route.has_id()) {
    write_parameter(writer, {"id", "Id", "Id of the row"}, "path");
  }
  for (const QueryField& field : route.query) {
    write_parameter(writer, field, "query");
  }
  if (route.command() != nullptr) {
    write_header_parameter(writer, "IdempotencyKey");
    write_header_parameter(writer, "IfMatch");
  } else if (has_version(route)) {
    write_header_parameter(writer, "IfNoneMatch");
  } else if (route.answer == "EventStream") {
    write_header_parameter(writer, "LastEventId");
  }
  writer.end_array();
}

void write_request(JsonWriter& writer, const Route& route) {
  const CommandRoute* given = route.command();
  if (given == nullptr && route.request.empty()) {
    return;
  }
  const std::string schema = given != nullptr ? command_schema_name(given->name) : std::string(route.request);
  const std::string_view example = example_body(route);
  writer.name("requestBody");
  writer.begin_object();
  // An action whose fields all stand in the path needs no body.
  writer.member("required", example != "{}");
  const std::array<std::string_view, 1> schemas{schema};
  write_content(writer, media_of(route.request), schemas, example);
  writer.end_object();
}

void write_success(JsonWriter& writer, const Route& route, int status, std::span<const std::string_view> schemas) {
  writer.name(std::to_string(status));
  writer.begin_object();
  writer.member("description", status == 201 ? "Durable, and visible to reads" : "Done");
  writer.name("headers");
  writer.begin_object();
  write_header_reference(writer, "X-Request-Id");
  write_header_reference(writer, "Server-Timing");
  if (route.path.starts_with("/v1/") && !route.is_stream()) {
    write_header_reference(writer, "Daybook-Position");
  }
  if (has_version(route)) {
    write_header_reference(writer, "ETag");
  }
  if (status == 201) {
    write_header_reference(writer, "Location");
  }
  if (route.command() != nullptr) {
    write_header_reference(writer, "Idempotency-Replayed");
  }
  writer.end_object();
  write_content(writer, media_of(route.answer), schemas);
  writer.end_object();
}

void write_responses(JsonWriter& writer, const Route& route) {
  writer.name("responses");
  writer.begin_object();
  const std::array<std::string_view, 2> row_or_receipt{route.answer, "Receipt"};
  write_success(writer, route, route.status, std::span(row_or_receipt).first(route.command() == nullptr ? 1 : 2));
  if (route.status == 201) {
    // A dry run creates nothing.
    write_success(writer, route, 200, std::span(row_or_receipt).last(1));
  }
  if (has_version(route) && route.command() == nullptr) {
    writer.name("304");
    writer.literal(R"({"description":"The client has it already"})");
  }
  for (const Refused& refused : refusals) {
    if (may_answer(route, refused.status)) {
      writer.name(std::to_string(refused.status));
      writer.literal(R"({"$ref":"#/components/responses/Refused)" + std::to_string(refused.status) + R"("})");
    }
  }
  writer.name("default");
  writer.literal(R"({"$ref":"#/components/responses/Refused"})");
  writer.end_object();
}

void write_operation(JsonWriter& writer, const Route& route) {
  writer.name(lower(text_of(route.method)));
  writer.begin_object();
  writer.member("summary", route.summary);
  writer.member("operationId", operation_id(route));
  writer.member("tags", std::vector<std::string>{std::string(group_of(route))});
  writer.member("x-roles", roles_of(route));
  if (route.roles.is_open()) {
    writer.name("security");
    writer.literal("[]");
  } else if (route.roles.is_open_locally()) {
    writer.name("security");
    writer.literal(R"([{},{"bearer":[]}])");
  }
  write_parameters(writer, route);
  write_request(writer, route);
  write_responses(writer, route);
  writer.name("x-codeSamples");
  writer.begin_array();
  writer.begin_object();
  writer.member("lang", "Shell");
  writer.member("source", example_with_curl(route));
  writer.end_object();
  writer.end_array();
  writer.end_object();
}

/// Routes by path, in the order of the table.
std::vector<std::pair<std::string_view, std::vector<const Route*>>> by_path() {
  std::vector<std::pair<std::string_view, std::vector<const Route*>>> paths;
  for (const Route& route : route_table()) {
    auto path = std::ranges::find(paths, route.path, [](const auto& entry) { return entry.first; });
    if (path == paths.end()) {
      paths.push_back({route.path, {}});
      path = std::prev(paths.end());
    }
    path->second.push_back(&route);
  }
  return paths;
}

void write_refused(JsonWriter& writer, std::string_view name, std::string_view description, std::string_view header) {
  constexpr std::array<std::string_view, 1> schemas{"Problem"};
  writer.name(name);
  writer.begin_object();
  writer.member("description", description);
  writer.name("headers");
  writer.begin_object();
  write_header_reference(writer, "X-Request-Id");
  if (!header.empty()) {
    write_header_reference(writer, header);
  }
  writer.end_object();
  write_content(writer, "application/problem+json", schemas);
  writer.end_object();
}

void write_named(JsonWriter& writer, std::string_view name, std::span<const Text> texts) {
  writer.name(name);
  writer.begin_object();
  for (const Text& text : texts) {
    writer.name(text.name);
    writer.literal(text.text);
  }
  writer.end_object();
}

void write_components(JsonWriter& writer) {
  writer.name("components");
  writer.begin_object();
  writer.name("securitySchemes");
  writer.literal(R"({"bearer":{"type":"http","scheme":"bearer","description":"daybook token create --role ROLE"}})");
  write_named(writer, "parameters", header_parameters);
  write_named(writer, "headers", header_schemas);
  writer.name("responses");
  writer.begin_object();
  for (const Refused& refused : refusals) {
    write_refused(writer, "Refused" + std::to_string(refused.status), refused.description, refused.header);
  }
  write_refused(writer, "Refused", "Refused; code says why", "");
  writer.end_object();
  writer.name("schemas");
  writer.begin_object();
  write_schemas(writer);
  writer.end_object();
  writer.end_object();
}

}  // namespace

std::string openapi_document() {
  JsonWriter writer(Currency{});
  writer.begin_object();
  writer.member("openapi", "3.1.0");
  writer.name("info");
  writer.literal(
      R"({"title":"daybook","version":"1","summary":"A ledger of customers, debts, payments, communications and accounts",)"
      R"("description":"Every write answers after it is durable and visible to reads. Amounts and rates are strings, ids and positions are )"
      R"(numbers. Every error is a problem (RFC 9457) with a code. A path that is served answers HEAD like GET, and OPTIONS.",)"
      R"("license":{"name":"Proprietary","identifier":"LicenseRef-daybook"}})");
  writer.name("servers");
  writer.literal(R"([{"url":"/","description":"Where this was read"}])");
  writer.name("security");
  writer.literal(R"([{"bearer":[]}])");
  writer.name("tags");
  writer.begin_array();
  for (const RouteGroup& group : route_groups()) {
    writer.begin_object();
    writer.member("name", group.name);
    writer.member("description", group.description);
    writer.end_object();
  }
  writer.end_array();
  writer.name("paths");
  writer.begin_object();
  for (const auto& [path, routes] : by_path()) {
    writer.name(path);
    writer.begin_object();
    for (const Route* route : routes) {
      write_operation(writer, *route);
    }
    writer.end_object();
  }
  writer.end_object();
  write_components(writer);
  writer.end_object();
  return writer.take();
}

}  // namespace daybook
