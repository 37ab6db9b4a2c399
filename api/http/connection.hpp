// One client's connection, and the loop that serves it. Internal to the server's .cpp files: the only ones that see Asio.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <unordered_set>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>

#include "api/http/server.hpp"

namespace daybook {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;
using PlainStream = Tcp::socket;
using TlsStream = asio::ssl::stream<Tcp::socket>;
using SteadyTime = std::chrono::steady_clock::time_point;

/// What the server sees of a connection: a deadline to hold it to, and whether a request is at hand.
struct Watched {
  virtual ~Watched() = default;
  /// Cuts the connection off: what waits on it fails.
  virtual void cut() = 0;
  /// Nothing more is read from it: what waits for input has met its end.
  virtual void end_input() = 0;

  SteadyTime deadline = SteadyTime::max();
  bool busy = false;
  /// The request goes on for as long as its client likes.
  bool is_endless = false;
};

/// What all connections of a server share. One thread.
struct Shared {
  Shared(ServerOptions given, HttpHandler& handling) : options(std::move(given)), handler(&handling) {}

  /// Notes that a connection asks; whether no other one has lately.
  bool is_alone(const Watched* connection);

  ServerOptions options;
  HttpHandler* handler;
  asio::io_context loop{1};
  std::unordered_set<Watched*> connections;
  bool draining = false;
  /// The connection that asked last, never looked into, and since when no other one has.
  const Watched* asker = nullptr;
  SteadyTime asker_since{};
  std::atomic<std::uint64_t> connection_count{0};
  std::atomic<std::uint64_t> accepted{0};
  std::atomic<std::uint64_t> refused{0};
  std::atomic<std::uint64_t> requests{0};
};

template <class Stream>
struct Connection final : Watched {
  Connection(std::shared_ptr<Shared> sharing, Stream opened) : shared(std::move(sharing)), stream(std::move(opened)) {
    shared->connections.insert(this);
    ++shared->connection_count;
  }
  ~Connection() override {
    shared->connections.erase(this);
    --shared->connection_count;
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  Tcp::socket& socket() { return static_cast<Tcp::socket&>(stream.lowest_layer()); }
  void cut() override {
    boost::system::error_code ignored;
    socket().close(ignored);
  }
  void end_input() override {
    boost::system::error_code ignored;
    socket().shutdown(Tcp::socket::shutdown_receive, ignored);
  }
  void allow(std::chrono::seconds time) { deadline = std::chrono::steady_clock::now() + time; }

  std::shared_ptr<Shared> shared;
  Stream stream;
  boost::beast::flat_buffer buffer;
  std::string out;
  bool is_local = false;
};

/// Serves requests until the client, a limit or the server ends it.
asio::awaitable<void> serve(std::shared_ptr<Connection<PlainStream>> connection);
asio::awaitable<void> serve(std::shared_ptr<Connection<TlsStream>> connection);

}  // namespace daybook
