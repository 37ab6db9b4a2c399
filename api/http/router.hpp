// From requests to answers: finds the route, asks who it is, checks what may be checked, and hands over. No sockets in here.
#pragma once

#include <memory>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "api/http/answer_cache.hpp"
#include "api/http/operations.hpp"
#include "api/http/route.hpp"
#include "api/http/workers.hpp"
#include "api/http/write_queue.hpp"

namespace daybook {

/// The API of one ledger. The server's thread calls it; reads run there, on snapshots, and writes are answered when they are
/// durable. Ledger, access and operations must outlive it, and it the server.
class Router final : public HttpHandler {
 public:
  /// Bulk inputs at one time.
  static constexpr std::size_t workers_max = 8;
  /// Reads that may take long, at one time; and how many more may wait.
  static constexpr std::size_t long_reads_max = 4;
  static constexpr std::size_t long_reads_waiting_max = 256;

  Router(Ledger& ledger, Access& access, Operations& operations);

  std::shared_ptr<HttpStream> stream_of(const HttpRequest& request) override;
  std::optional<HttpResponse> answer(HttpRequest request, Later later) override;
  HttpResponse overdue(Method method) override;
  HttpResponse refuse(int status, std::string_view why) override;

  /// Any thread.
  std::size_t writes_waiting() const { return writes_.waiting(); }

 private:
  struct Path {
    std::vector<const Route*> routes;
    /// Of an answer to OPTIONS, and of 405.
    std::string allowed;
  };
  /// A request for which everything is known but the answer; or what is answered at once.
  struct Admitted {
    const Route* route = nullptr;
    Bearer bearer{};
    Target target{};
    std::optional<HttpResponse> refusal{};
  };

  Admitted admit(const HttpRequest& request, const std::string& request_id) const;
  const Route* find(const HttpRequest& request, const Path& path) const;
  Result<Bearer> bearer_of(const HttpRequest& request, const Route& route) const;
  std::optional<HttpResponse> begin_write(const Call& call, Later later, AnsweredRequest note);
  std::optional<HttpResponse> begin_read(const Call& call, Later later, AnsweredRequest note);
  HttpResponse read(const Call& call);
  HttpResponse finish(HttpResponse response, AnsweredRequest note) const;
  /// A problem that ends the connection.
  HttpResponse end_with(const Error& why, int status);
  AnsweredRequest note_of(const HttpRequest& request, std::string request_id) const;
  std::string request_id_of(const HttpRequest& request);

  Ledger& ledger_;
  Operations& operations_;
  std::unordered_map<std::string_view, Path> paths_;
  WriteQueue writes_;
  Workers workers_;
  AnswerCache lasting_;
  Workers long_reads_{long_reads_max, long_reads_waiting_max};
  Services services_;
  std::uint64_t id_base_;
  std::uint64_t requests_ = 0;
};

}  // namespace daybook
