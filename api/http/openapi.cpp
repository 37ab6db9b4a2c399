// The route table as OpenAPI 3.1, and as a page for people.
#include <algorithm>
#include <array>
#include <cctype>

#include "api/http/documents.hpp"
#include "api/http/schema.hpp"
#include "events/error.hpp"

namespace daybook {
namespace {

std::string_view name_of(Method method) {
  if (method == Method::post) {
    return "post";
  }
  return method == Method::patch ? "patch" : "get";
}

std::string_view media_of(std::string_view schema) {
  if (schema == "BulkLines" || schema == "BulkReceipts") {
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

void write_schema_reference(JsonWriter& writer, std::string_view schema) {
  writer.begin_object();
  writer.member("$ref", "#/components/schemas/" + std::string(schema));
  writer.end_object();
}

void write_content(JsonWriter& writer, std::string_view media, std::span<const std::string_view> schemas) {
  writer.name("content");
  writer.begin_object();
  writer.name(media);
  writer.begin_object();
  writer.name("schema");
  if (schemas.size() == 1) {
    write_schema_reference(writer, schemas.front());
  } else {
    writer.begin_object();
    writer.name("anyOf");
    writer.begin_array();
    for (const std::string_view schema : schemas) {
      write_schema_reference(writer, schema);
    }
    writer.end_array();
    writer.end_object();
  }
  writer.end_object();
  writer.end_object();
}

void write_parameter(JsonWriter& writer, std::string_view name, std::string_view in, std::string_view schema, std::string_view text) {
  writer.begin_object();
  writer.member("name", name);
  writer.member("in", in);
  writer.member("required", in == "path");
  writer.member("description", text);
  writer.name("schema");
  write_schema_reference(writer, schema);
  writer.end_object();
}

void write_parameters(JsonWriter& writer, const Route& route) {
  writer.name("parameters");
  writer.begin_array();
  if (route.path.find("{id}") != std::string_view::npos) {
    write_parameter(writer, "id", "path", "Id", "Id of the row");
  }
  for (const QueryField& field : route.query) {
    write_parameter(writer, field.name, "query", field.schema, field.description);
  }
  if (route.command() != nullptr) {
    write_parameter(writer, "Idempotency-Key", "header", "Text", "The same key and body get the first answer again, for ever");
    write_parameter(writer, "If-Match", "header", "Text", "The customer's version as ETag gave it");
  }
  writer.end_array();
}

/// The body of a command's route: the command without the field that stands in the path.
void write_request(JsonWriter& writer, const Route& route) {
  const CommandRoute* given = route.command();
  if (given == nullptr && route.request.empty()) {
    return;
  }
  writer.name("requestBody");
  writer.begin_object();
  const std::string command = given != nullptr ? command_schema_name(given->name) : "";
  const std::string_view schema = given != nullptr ? std::string_view(command) : route.request;
  if (given == nullptr || given->path_field.empty()) {
    write_content(writer, media_of(schema), std::span(&schema, 1));
  } else {
    writer.name("content");
    writer.literal(R"({"application/json":{"schema":{"description":"Of )" + command + ", without " + std::string(given->path_field) +
                   R"(, which stands in the path","type":"object"}}})");
  }
  writer.end_object();
}

void write_responses(JsonWriter& writer, const Route& route) {
  writer.name("responses");
  writer.begin_object();
  writer.name(std::to_string(route.status));
  writer.begin_object();
  writer.member("description", "Done");
  const std::array<std::string_view, 2> schemas{route.answer, "Receipt"};
  write_content(writer, media_of(route.answer), std::span(schemas).first(route.command() == nullptr ? 1 : 2));
  writer.end_object();
  writer.name("default");
  writer.begin_object();
  writer.member("description", "Refused; code says why");
  const std::string_view problem_schema = "Problem";
  write_content(writer, "application/problem+json", std::span(&problem_schema, 1));
  writer.end_object();
  writer.end_object();
}

std::vector<std::string> roles_of(const Route& route) {
  std::vector<std::string> roles;
  for (const auto& [role, text] : spellings_of_role) {
    if (route.roles.has(role)) {
      roles.emplace_back(text);
    }
  }
  return roles;
}

void write_operation(JsonWriter& writer, const Route& route) {
  writer.name(name_of(route.method));
  writer.begin_object();
  writer.member("summary", route.summary);
  std::string id(name_of(route.method));
  for (const char letter : route.path) {
    id += std::isalnum(static_cast<unsigned char>(letter)) != 0 ? letter : '_';
  }
  writer.member("operationId", id);
  writer.member("x-roles", roles_of(route));
  if (route.roles.is_open()) {
    writer.name("security");
    writer.literal("[]");
  }
  write_parameters(writer, route);
  write_request(writer, route);
  write_responses(writer, route);
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

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) {
    text += (text.empty() ? "" : ", ") + word;
  }
  return text;
}

}  // namespace

std::string openapi_document() {
  JsonWriter writer(Currency{});
  writer.begin_object();
  writer.member("openapi", "3.1.0");
  writer.name("info");
  writer.literal(
      R"({"title":"daybook","version":"1","description":"A ledger of customers, debts, payments, communications and accounts"})");
  writer.name("security");
  writer.literal(R"([{"bearer":[]}])");
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
  writer.name("components");
  writer.begin_object();
  writer.name("securitySchemes");
  writer.literal(R"({"bearer":{"type":"http","scheme":"bearer"}})");
  writer.name("schemas");
  writer.begin_object();
  write_schemas(writer);
  writer.end_object();
  writer.end_object();
  writer.end_object();
  return writer.take();
}

std::string docs_page() {
  std::string page =
      "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>daybook</title>"
      "<style>body{font:15px/1.5 sans-serif;margin:2rem;max-width:70rem}table{border-collapse:collapse}"
      "td,th{border:1px solid #ccc;padding:.2rem .6rem;text-align:left}code{font-family:monospace}</style>"
      "<h1>daybook, HTTP version 1</h1><p>Every request but the last few below needs <code>Authorization: Bearer TOKEN</code>. "
      "The machine-readable description is <a href=\"/openapi.json\">/openapi.json</a>.</p>"
      "<h2>Routes</h2><table><tr><th>Method<th>Path<th>What it does<th>For</tr>";
  for (const Route& route : route_table()) {
    std::string method(name_of(route.method));
    std::ranges::transform(method, method.begin(), [](char c) { return static_cast<char>(c - 'a' + 'A'); });
    page += "<tr><td>" + method + "<td><code>" + std::string(route.path) + "</code><td>" + std::string(route.summary) + "<td>" +
            (route.roles.is_open() ? "everyone" : joined(roles_of(route))) + "</tr>";
  }
  page += "</table><h2>Errors</h2><table><tr><th>Code<th>Status</tr>";
  for (const ErrorInfo& error : error_table()) {
    const std::string name(error.name);
    page += "<tr id=\"" + name + "\"><td><code>" + name + "</code><td>" + std::to_string(error.http_status) + "</tr>";
  }
  return page + "</table></html>";
}

}  // namespace daybook
