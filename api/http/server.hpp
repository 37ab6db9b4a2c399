// Sockets: accepts connections, parses requests, writes answers. Knows nothing of the ledger.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "api/http/message.hpp"
#include "events/result.hpp"

namespace daybook {

/// Files in PEM. An empty certificate: no TLS.
struct TlsOptions {
  std::filesystem::path certificate{};
  std::filesystem::path key{};
  /// Authorities for client certificates; empty: none is asked for.
  std::filesystem::path client_authorities{};
};

struct ServerOptions {
  /// A numeric address. 0 as port: any that is free.
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;
  TlsOptions tls{};
  /// Beyond these a connection is answered 503 and closed.
  std::size_t connections_max = 12'000;
  /// Of the request line and all header fields together.
  std::uint32_t header_bytes_max = 16U * 1024U;
  std::uint64_t body_bytes_max = 1024UL * 1024UL;
  /// From the first byte of a request to the end of its header; from there to the end of its body, a piece at a time.
  std::chrono::seconds header_timeout{10};
  std::chrono::seconds body_timeout{30};
  /// For all of a body that is not a stream.
  std::chrono::seconds whole_body_timeout{60};
  /// For a client to take a piece of an answer.
  std::chrono::seconds write_timeout{30};
  /// Between requests.
  std::chrono::seconds idle_timeout{75};
};

/// Figures for `/metrics`.
struct ServerCounts {
  std::uint64_t connections = 0;
  std::uint64_t accepted = 0;
  std::uint64_t refused = 0;
  std::uint64_t requests = 0;
};

/// What happens to a running server. Called on its thread.
struct ServerEvents {
  /// SIGHUP: what came of reading the TLS files again.
  std::function<void(const Result<void>&)> reloaded{};
  /// It was told to stop, and drains from here on.
  std::function<void()> stopping{};
};

/// One thread does all input and output: the one in `run`.
class Server {
 public:
  /// Listens. `internal` when the address cannot be had, `invalid_field` for TLS files that cannot be used.
  /// The handler must outlive the server.
  static Result<std::unique_ptr<Server>> listen(const ServerOptions& options, HttpHandler& handler);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// The one that was got.
  std::uint16_t port() const;
  ServerCounts counts() const;

  /// Serves until SIGTERM or SIGINT, or `stop`; then takes no more connections, finishes the requests at hand for at most
  /// `drain`, cuts off what is left, and returns. SIGHUP reads the TLS files again. False when a request did not even end then,
  /// since the handler owes it an answer: the server must not go.
  bool run(std::chrono::seconds drain, const ServerEvents& events);
  /// Any thread.
  void stop();

 private:
  struct Content;
  explicit Server(std::unique_ptr<Content> content);
  std::unique_ptr<Content> content_;
};

}  // namespace daybook
