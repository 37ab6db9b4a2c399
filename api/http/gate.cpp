#include "api/http/gate.hpp"

#include "api/http/problem.hpp"
#include "events/require.hpp"
#include "events/result.hpp"

namespace daybook {

std::shared_ptr<HttpStream> Gate::stream_of(const HttpRequest& request) {
  HttpHandler* const handler = handler_;
  return handler == nullptr ? nullptr : handler->stream_of(request);
}

std::optional<HttpResponse> Gate::answer(HttpRequest request, Later later) {
  if (HttpHandler* const handler = handler_) {
    return handler->answer(std::move(request), std::move(later));
  }
  if (request.target == "/healthz") {
    return HttpResponse{.body = R"({"status":"ok"})"};
  }
  return problem(error(ErrorCode::busy, "the ledger is being opened"), "starting");
}

HttpResponse Gate::overdue(Method method) {
  // Only what was handed on can be.
  HttpHandler* const handler = handler_;
  require(handler != nullptr, "an answer that is waited for comes from a ledger");
  return handler->overdue(method);
}

HttpResponse Gate::refuse(int status, std::string_view why) {
  if (HttpHandler* const handler = handler_) {
    return handler->refuse(status, why);
  }
  HttpResponse response =
      problem(error(status == 413 ? ErrorCode::payload_too_large : ErrorCode::malformed, std::string(why)), "starting", status);
  response.closes = true;
  return response;
}

}  // namespace daybook
