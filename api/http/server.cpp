#include "api/http/server.hpp"

#include <array>
#include <csignal>
#include <exception>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "api/http/connection.hpp"
#include "api/http/response_head.hpp"

namespace daybook {
namespace {

constexpr auto awaited = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::milliseconds watch_interval{500};
constexpr std::chrono::milliseconds drain_interval{20};
/// For what was cut off to notice.
constexpr std::chrono::milliseconds end_of_cut{1500};

using TlsContext = std::shared_ptr<asio::ssl::context>;

/// What the files say; `invalid_field` when they cannot be used.
Result<TlsContext> load(const TlsOptions& options) {
  try {
    auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
    context->set_options(asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1 | asio::ssl::context::no_compression);
    ::SSL_CTX_set_mode(context->native_handle(), SSL_MODE_RELEASE_BUFFERS);
    // Clients that show a certificate may resume, too.
    constexpr std::string_view name = "daybook";
    ::SSL_CTX_set_session_id_context(context->native_handle(), reinterpret_cast<const unsigned char*>(name.data()), name.size());
    context->use_certificate_chain_file(options.certificate.string());
    context->use_private_key_file(options.key.string(), asio::ssl::context::pem);
    if (!options.client_authorities.empty()) {
      context->load_verify_file(options.client_authorities.string());
      context->set_verify_mode(asio::ssl::verify_peer | asio::ssl::verify_fail_if_no_peer_cert);
    }
    return context;
  } catch (const boost::system::system_error& failure) {
    return error(ErrorCode::invalid_field, std::string("the TLS files cannot be used: ") + failure.what(), "/tls");
  }
}

}  // namespace

struct Server::Content {
  Content(const ServerOptions& options, HttpHandler& handler)
      : shared(std::make_shared<Shared>(options, handler)), acceptor(shared->loop), signals(shared->loop) {}

  std::shared_ptr<Shared> shared;
  Tcp::acceptor acceptor;
  /// As it was opened: another thread may ask while the acceptor is closed.
  std::uint16_t port = 0;
  asio::signal_set signals;
  TlsContext tls;
  std::function<void()> stopping;

  Result<void> open();
  void begin_drain();
  void run_until_empty(SteadyTime until);
};

Result<void> Server::Content::open() {
  boost::system::error_code code;
  const auto address = asio::ip::make_address(shared->options.address, code);
  if (code) {
    return error(ErrorCode::invalid_field, shared->options.address + " is no numeric address", "/listen");
  }
  const Tcp::endpoint endpoint(address, shared->options.port);
  acceptor.open(endpoint.protocol(), code);
  if (!code) {
    acceptor.set_option(Tcp::acceptor::reuse_address(true), code);
  }
  if (!code) {
    acceptor.bind(endpoint, code);
  }
  if (!code) {
    acceptor.listen(4096, code);
  }
  if (!code) {
    port = acceptor.local_endpoint(code).port();
  }
  if (code) {
    return error(ErrorCode::internal,
                 "cannot listen on " + shared->options.address + ":" + std::to_string(endpoint.port()) + ": " + code.message());
  }
  if (!shared->options.tls.certificate.empty()) {
    BOOST_OUTCOME_TRY(tls, load(shared->options.tls));
  }
  // From here on, so that a signal right after the server said that it listens is a drain.
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) {
    signals.add(signal);
  }
  return success();
}

void Server::Content::begin_drain() {
  if (std::exchange(shared->draining, true)) {
    return;
  }
  boost::system::error_code ignored;
  acceptor.close(ignored);
  stopping();
  signals.cancel(ignored);
  for (Watched* connection : shared->connections) {
    if (!connection->busy) {
      connection->cut();
    } else if (connection->is_endless) {
      connection->end_input();
    }
  }
  // From here on there is an end to it.
  shared->loop.stop();
}

/// Awake often enough to see that nothing is left.
void Server::Content::run_until_empty(SteadyTime until) {
  while (!shared->connections.empty() && std::chrono::steady_clock::now() < until) {
    shared->loop.run_for(drain_interval);
  }
}

namespace {

/// What is done with a coroutine that threw: one connection is lost, not the server.
void end_connection(const std::exception_ptr&) {}

template <class Stream>
void start(const std::shared_ptr<Shared>& shared, Stream stream) {
  auto connection = std::make_shared<Connection<Stream>>(shared, std::move(stream));
  boost::system::error_code code;
  connection->socket().set_option(Tcp::no_delay(true), code);
  const auto peer = connection->socket().remote_endpoint(code);
  connection->is_local = !code && peer.address().is_loopback();
  asio::co_spawn(shared->loop, serve(std::move(connection)), end_connection);
}

/// Says why, as well as it goes without waiting.
void turn_away(Shared& shared, Tcp::socket& socket) {
  const HttpResponse response = shared.handler->refuse(503, "as many connections as there may be are open");
  std::string answer;
  append_head(answer, response, {.keep_alive = false});
  answer.append(response.body);
  boost::system::error_code ignored;
  socket.non_blocking(true, ignored);
  socket.write_some(asio::buffer(answer), ignored);
  // What was asked already is taken note of: a socket closed with something unread takes back what it said.
  std::array<char, 4096> asked;
  socket.read_some(asio::buffer(asked), ignored);
  socket.shutdown(Tcp::socket::shutdown_send, ignored);
}

// The two below live as long as the loop: a share in it would keep it alive.
asio::awaitable<void> accept(std::weak_ptr<Shared> weak, Tcp::acceptor* acceptor, TlsContext* tls) {
  Shared* shared = weak.lock().get();
  asio::steady_timer pause(shared->loop);
  while (acceptor->is_open()) {
    auto [code, socket] = co_await acceptor->async_accept(awaited);
    if (code) {
      // Out of descriptors, perhaps: what is there goes on, and gives some back.
      pause.expires_after(watch_interval);
      co_await pause.async_wait(awaited);
      continue;
    }
    ++shared->accepted;
    if (shared->connections.size() >= shared->options.connections_max) {
      ++shared->refused;
      if (!*tls) {
        turn_away(*shared, socket);
      }
      continue;
    }
    if (*tls) {
      start(weak.lock(), TlsStream(std::move(socket), **tls));
    } else {
      start(weak.lock(), std::move(socket));
    }
  }
}

/// Cuts off whoever is past the deadline.
asio::awaitable<void> watch(Shared* shared) {
  asio::steady_timer timer(shared->loop);
  while (true) {
    timer.expires_after(watch_interval);
    co_await timer.async_wait(awaited);
    const auto now = std::chrono::steady_clock::now();
    for (Watched* connection : shared->connections) {
      if (connection->deadline < now) {
        connection->cut();
      }
    }
  }
}

}  // namespace

Server::Server(std::unique_ptr<Content> content) : content_(std::move(content)) {}
Server::~Server() = default;

Result<std::unique_ptr<Server>> Server::listen(const ServerOptions& options, HttpHandler& handler) {
  auto content = std::make_unique<Content>(options, handler);
  BOOST_OUTCOME_TRY(content->open());
  return std::unique_ptr<Server>(new Server(std::move(content)));
}

std::uint16_t Server::port() const { return content_->port; }

ServerCounts Server::counts() const {
  const Shared& shared = *content_->shared;
  return {.connections = shared.connection_count, .accepted = shared.accepted, .refused = shared.refused, .requests = shared.requests};
}

bool Server::run(std::chrono::seconds drain, const ServerEvents& events) {
  Content& content = *content_;
  Shared& shared = *content.shared;
  content.stopping = events.stopping;
  std::function<void()> wait_for_signal = [&] {
    content.signals.async_wait([&](boost::system::error_code code, int signal) {
      if (code) {
        return;
      }
      if (signal != SIGHUP) {
        return content.begin_drain();
      }
      auto loaded = shared.options.tls.certificate.empty() ? Result<TlsContext>(content.tls) : load(shared.options.tls);
      if (loaded) {
        content.tls = loaded.value();
      }
      events.reloaded(loaded ? Result<void>(success()) : Result<void>(loaded.error()));
      wait_for_signal();
    });
  };
  wait_for_signal();
  asio::co_spawn(shared.loop, accept(content.shared, &content.acceptor, &content.tls), asio::detached);
  asio::co_spawn(shared.loop, watch(&shared), asio::detached);
  // Not by intervals: that would ask the clock before each step.
  shared.loop.run();
  shared.loop.restart();
  content.run_until_empty(std::chrono::steady_clock::now() + drain);
  for (Watched* connection : shared.connections) {
    connection->cut();
  }
  content.run_until_empty(std::chrono::steady_clock::now() + end_of_cut);
  return shared.connections.empty();
}

void Server::stop() {
  asio::post(content_->shared->loop, [this] { content_->begin_drain(); });
}

}  // namespace daybook
