// What a service answers before its ledger is open.
#pragma once

#include <atomic>

#include "api/http/message.hpp"

namespace daybook {

/// Says that it lives and is not ready, and refuses everything else; from `open` on hands all on. The server's thread calls it.
class Gate final : public HttpHandler {
 public:
  /// Any thread, once. `handler` must outlive the server.
  void open(HttpHandler& handler) { handler_ = &handler; }
  bool is_open() const { return handler_ != nullptr; }

  std::shared_ptr<HttpStream> stream_of(const HttpRequest& request) override;
  std::optional<HttpResponse> answer(HttpRequest request, Later later) override;
  HttpResponse overdue(Method method) override;
  HttpResponse refuse(int status, std::string_view why) override;

 private:
  std::atomic<HttpHandler*> handler_ = nullptr;
};

}  // namespace daybook
