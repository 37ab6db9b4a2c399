#include "api/http/problem.hpp"

#include "api/json/writer.hpp"

namespace daybook {
namespace {

bool may_be_tried_again(ErrorCode code) {
  return code == ErrorCode::too_many_requests || code == ErrorCode::busy || code == ErrorCode::storage_full ||
         code == ErrorCode::read_only || code == ErrorCode::outcome_unknown;
}

/// "debt_not_found" is "Debt not found".
std::string title_of(ErrorCode code) {
  std::string title(to_text(code));
  for (char& letter : title) {
    letter = letter == '_' ? ' ' : letter;
  }
  title.front() = static_cast<char>(title.front() - 'a' + 'A');
  return title;
}

}  // namespace

std::string problem_document(const Error& error, std::string_view request_id, int status) {
  JsonWriter writer(Currency{});
  writer.begin_object();
  writer.member("type", "/docs#" + std::string(to_text(error.code)));
  writer.member("title", title_of(error.code));
  writer.member("status", status);
  writer.member("detail", error.detail);
  writer.member("code", to_text(error.code));
  writer.name("errors");
  writer.begin_array();
  for (const Error& single : flatten(error)) {
    writer.begin_object();
    writer.member("pointer", single.pointer);
    writer.member("code", to_text(single.code));
    writer.member("detail", single.detail);
    writer.end_object();
  }
  writer.end_array();
  writer.member("request_id", request_id);
  writer.end_object();
  return writer.take();
}

HttpResponse problem(const Error& error, std::string_view request_id, int status) {
  HttpResponse response;
  response.status = status == 0 ? info(error.code).http_status : status;
  response.content_type = "application/problem+json";
  response.code = to_text(error.code);
  response.body = problem_document(error, request_id, response.status);
  if (may_be_tried_again(error.code)) {
    response.add("Retry-After", "1");
  }
  return response;
}

}  // namespace daybook
