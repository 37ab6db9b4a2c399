// Requests and answers as the ledger's side of the server sees them: no sockets in here.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace daybook {

enum class Method : std::uint8_t { get, head, post, patch, options, other };

struct Header {
  std::string name;
  std::string value;
};

/// Names of header fields are the same whatever their case.
inline bool is_same_name(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::ranges::equal(a, b, {}, lower, lower);
}

/// A request that was parsed and is within the server's limits.
struct HttpRequest {
  Method method = Method::other;
  /// Path and query, as sent.
  std::string target{};
  std::vector<Header> headers{};
  std::string body{};
  /// Came from this machine.
  bool is_local = false;
  /// No other connection has asked for anything lately.
  bool is_alone = false;

  /// The first header field of this name; nothing when there is none.
  std::optional<std::string_view> header(std::string_view name) const {
    const auto found = std::ranges::find_if(headers, [name](const Header& field) { return is_same_name(field.name, name); });
    return found == headers.end() ? std::nullopt : std::optional<std::string_view>(found->value);
  }
  std::size_t count(std::string_view name) const {
    return static_cast<std::size_t>(std::ranges::count_if(headers, [name](const Header& field) { return is_same_name(field.name, name); }));
  }
};

/// Nothing in here came from a client unchecked: values go on the wire as they are.
struct HttpResponse {
  int status = 200;
  std::string_view content_type = "application/json";
  /// Lines of the header, as they go out.
  std::string headers{};
  std::string body{};
  /// What the client may name this state of the resource by is among the headers.
  bool has_tag = false;
  /// Of a problem; for figures and logs.
  std::string_view code{};
  /// The connection is closed after it.
  bool closes = false;
  /// The connection's next request is not read for so long.
  std::chrono::seconds pause{0};

  void add(std::string_view name, std::string_view value) { headers.append(name).append(": ").append(value).append("\r\n"); }
};

/// An answer that is written while it comes about, perhaps while the request still arrives. Called on the server's thread alone;
/// never blocks.
class HttpStream {
 public:
  virtual ~HttpStream() = default;

  explicit HttpStream(HttpResponse head) : head_(std::move(head)) {}
  HttpStream(const HttpStream&) = delete;
  HttpStream& operator=(const HttpStream&) = delete;

  /// Status and headers; `body` is empty. May be replaced before it is written.
  const HttpResponse& head() const { return head_; }
  void replace_head(HttpResponse head) { head_ = std::move(head); }
  /// A further piece of the request's body, or its end. `cut`: there would have been more.
  virtual void take(std::string_view /*piece*/) {}
  virtual void end_of_request(bool /*cut*/) {}
  /// False while so much waits that no more of the request should be read.
  virtual bool wants_more() const { return true; }
  /// Whether the request's body is worked on while it arrives.
  virtual bool reads_body() const { return false; }

  /// What can be written now, perhaps nothing; nullopt at the end.
  virtual std::optional<std::string> next() = 0;
  /// How long `next` may wait for a change that nobody tells of.
  virtual std::chrono::milliseconds patience() const { return std::chrono::seconds(1); }
  /// From now on `wake` is called, from any thread, when `next` or `wants_more` may have changed.
  virtual void on_change(std::function<void()> wake) = 0;

 private:
  HttpResponse head_;
};

using Later = std::function<void(std::function<HttpResponse()>)>;

/// The other side of the server. Called on its thread; must not block.
class HttpHandler {
 public:
  virtual ~HttpHandler() = default;

  /// Before the body is read: whether it goes to a stream. `request.body` is empty.
  virtual std::shared_ptr<HttpStream> stream_of(const HttpRequest& request) = 0;
  /// The whole request is here. Where nothing is answered at once, `later` is called once, from any thread, with what makes the
  /// answer on the server's thread.
  virtual std::optional<HttpResponse> answer(HttpRequest request, Later later) = 0;
  /// What to say when the answer to a request takes longer than a client should wait.
  virtual HttpResponse overdue(Method method) = 0;
  /// What to say to bytes that are no request, or one beyond the limits. `status` is 400, 408, 413, 431 or 503.
  virtual HttpResponse refuse(int status, std::string_view why) = 0;
};

}  // namespace daybook
