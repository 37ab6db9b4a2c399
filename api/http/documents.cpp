#include "api/http/documents.hpp"

#include "api/http/answers.hpp"
#include "api/http/operations.hpp"
#include "api/http/problem.hpp"
#include "api/json/writer.hpp"

namespace daybook {
namespace {

HttpResponse health(std::string_view text) {
  JsonWriter writer(Currency{});
  writer.begin_object();
  writer.member("status", text);
  writer.end_object();
  return json_answer(200, writer.take());
}

HttpResponse document(const std::string& text, std::string_view type) {
  HttpResponse response = json_answer(200, text);
  response.content_type = type;
  return response;
}

}  // namespace

Result<HttpResponse> read_health(const Call& /*call*/) { return health("ok"); }

Result<HttpResponse> read_readiness(const Call& call) {
  const auto why_not = call.services.operations.unready();
  return why_not ? problem(*why_not, call.request_id, 503) : health("ready");
}

Result<HttpResponse> read_metrics(const Call& call) {
  return document(call.services.operations.metrics(), "text/plain; version=0.0.4; charset=utf-8");
}

Result<HttpResponse> read_openapi(const Call& /*call*/) {
  static const std::string text = openapi_document();
  return document(text, "application/json");
}

Result<HttpResponse> read_docs(const Call& /*call*/) {
  static const std::string text = docs_page();
  return document(text, "text/html; charset=utf-8");
}

}  // namespace daybook
