#include "api/http/connection.hpp"

#include <array>
#include <atomic>
#include <optional>
#include <thread>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "api/http/connection_io.hpp"
#include "api/http/content_coding.hpp"

namespace daybook {
namespace {

/// An answer that the ledger owes for longer than this will not come.
constexpr std::chrono::seconds answer_timeout{60};

/// Something a coroutine waits for that another thread brings about.
struct Wake {
  explicit Wake(asio::io_context& loop) : timer(loop) {}
  asio::steady_timer timer;
  bool woken = false;
};

}  // namespace

bool Shared::is_alone(const Watched* connection) {
  constexpr std::chrono::milliseconds lately{20};
  const SteadyTime now = std::chrono::steady_clock::now();
  if (std::exchange(asker, connection) != connection) {
    asker_since = now;
  }
  return now - asker_since >= lately;
}

namespace {

/// Clients that ask first are told to go on.
template <class Stream>
asio::awaitable<bool> welcome_body(std::shared_ptr<Connection<Stream>> connection, const Parser* parser) {
  const auto expected = parser->get()[boost::beast::http::field::expect];
  if (parser->is_done() || !is_same_name({expected.data(), expected.size()}, "100-continue")) {
    co_return true;
  }
  connection->out.append("HTTP/1.1 100 Continue\r\n\r\n");
  co_return co_await write_out(connection);
}

/// The handler's answer, now or later; after `answer_timeout` that it is overdue.
template <class Stream>
asio::awaitable<HttpResponse> ask(std::shared_ptr<Connection<Stream>> connection, HttpRequest request) {
  struct Slot {
    std::optional<asio::steady_timer> timer;
    std::optional<HttpResponse> response;
    /// Who answers is the thread that asks, and it is still asking.
    bool asking = true;
    std::function<HttpResponse()> finish;
  };
  auto shared = connection->shared;
  const Method method = request.method;
  auto slot = std::make_shared<Slot>();
  auto now =
      shared->handler->answer(std::move(request), [shared, slot, asker = std::this_thread::get_id()](std::function<HttpResponse()> finish) {
        if (std::this_thread::get_id() == asker && slot->asking) {
          slot->finish = std::move(finish);
          return;
        }
        asio::post(shared->loop, [slot, finish = std::move(finish)] {
          slot->response = finish();
          slot->timer->cancel();
        });
      });
  slot->asking = false;
  if (now) {
    co_return std::move(*now);
  }
  // Taken out: what finishes the answer holds on to the slot.
  if (const auto finish = std::exchange(slot->finish, nullptr)) {
    co_return finish();
  }
  connection->deadline = SteadyTime::max();
  slot->timer.emplace(shared->loop, answer_timeout);
  co_await slot->timer->async_wait(awaited);
  co_return slot->response ? std::move(*slot->response) : shared->handler->overdue(method);
}

/// Gives the rest of the request's body to `stream` while it wants it.
template <class Stream>
asio::awaitable<void> feed(std::shared_ptr<Connection<Stream>> connection, std::shared_ptr<HttpStream> stream,
                           std::shared_ptr<Parser> parser, std::shared_ptr<Wake> wake, std::shared_ptr<bool> fed) {
  bool waiting = false;
  connection->is_endless = true;
  while (!parser->is_done() && !connection->shared->draining) {
    if (!stream->wants_more()) {
      if (!waiting) {
        connection->allow(connection->shared->options.write_timeout);
      }
      waiting = true;
      wake->timer.expires_after(std::chrono::seconds(1));
      co_await wake->timer.async_wait(awaited);
      continue;
    }
    waiting = false;
    const auto [reading, code] = co_await read_piece(connection, parser.get());
    if (reading != Received::done) {
      break;
    }
    stream->take(parser->get().body());
    parser->get().body().clear();
  }
  connection->is_endless = false;
  stream->end_of_request(!parser->is_done());
  *fed = true;
  wake->timer.cancel();
}

/// Tells the coroutine behind `wake` that something changed; from any thread, at most one message under way.
std::function<void()> waker(const std::shared_ptr<Shared>& shared, const std::shared_ptr<Wake>& wake) {
  auto sent = std::make_shared<std::atomic<bool>>(false);
  return [shared, wake, sent] {
    if (!sent->exchange(true)) {
      asio::post(shared->loop, [wake, sent] {
        sent->store(false);
        wake->woken = true;
        wake->timer.cancel();
      });
    }
  };
}

/// Writes what `stream` has until it ends; true when it ended and the client took all of it.
template <class Stream>
asio::awaitable<bool> pour(std::shared_ptr<Connection<Stream>> connection, std::shared_ptr<HttpStream> stream, std::shared_ptr<Wake> wake,
                           std::shared_ptr<bool> fed, Framing::Length length) {
  const bool chunked = length == Framing::Length::chunked;
  while (true) {
    wake->woken = false;
    const auto text = stream->next();
    if (text && text->empty()) {
      if (!connection->out.empty()) {
        const bool sent = co_await write_out(connection);
        if (!sent) {
          co_return false;
        }
        continue;
      }
      if (connection->shared->draining && !stream->reads_body()) {
        co_return false;
      }
      if (*fed) {
        connection->deadline = SteadyTime::max();
      }
      if (!wake->woken) {
        wake->timer.expires_after(stream->patience());
        co_await wake->timer.async_wait(awaited);
      }
      if (!connection->socket().is_open()) {
        co_return false;
      }
      continue;
    }
    if (text && chunked) {
      append_chunk(connection->out, *text);
    } else if (text) {
      connection->out.append(*text);
    } else if (chunked) {
      connection->out.append("0\r\n\r\n");
    }
    const bool sent = co_await write_out(connection);
    if (!sent) {
      co_return false;
    }
    if (!text) {
      co_return true;
    }
  }
}

/// A streamed answer; true when the connection can go on.
template <class Stream>
asio::awaitable<bool> run_stream(std::shared_ptr<Connection<Stream>> connection, std::shared_ptr<HttpStream> stream,
                                 std::shared_ptr<Parser> parser, Framing framing) {
  auto shared = connection->shared;
  auto wake = std::make_shared<Wake>(shared->loop);
  auto feeding = std::make_shared<Wake>(shared->loop);
  auto fed = std::make_shared<bool>(!stream->reads_body());
  stream->on_change([wakes = std::array{waker(shared, wake), waker(shared, feeding)}] {
    for (const auto& change : wakes) {
      change();
    }
  });
  append_head(connection->out, stream->head(), framing);
  if (!*fed) {
    asio::co_spawn(shared->loop, feed(connection, stream, parser, feeding, fed), asio::detached);
  }
  bool whole = false;
  if (framing.without_body) {
    whole = co_await write_out(connection);
  } else {
    whole = co_await pour(connection, stream, wake, fed, framing.length);
  }
  stream->on_change({});
  if (!*fed) {
    connection->cut();
  } else if (whole && !parser->is_done()) {
    co_await linger(connection);
  }
  // Where the answer ended before the request, what is still coming cannot be told from a next request.
  co_return whole && parser->is_done();
}

/// The rest of the body, for a handler that wants all of it; nothing when there was none to be had.
template <class Stream>
asio::awaitable<std::optional<std::string>> read_body(std::shared_ptr<Connection<Stream>> connection, Parser* parser) {
  std::string body;
  const SteadyTime until = std::chrono::steady_clock::now() + connection->shared->options.whole_body_timeout;
  const bool welcome = co_await welcome_body(connection, parser);
  if (!welcome) {
    co_return std::nullopt;
  }
  while (!parser->is_done()) {
    const auto [reading, code] = co_await read_piece(connection, parser, until);
    if (reading == Received::ended) {
      co_return std::nullopt;
    }
    const bool is_long = body.size() + parser->get().body().size() > connection->shared->options.body_bytes_max;
    if (reading == Received::refused || is_long) {
      const Refusal refusal = is_long ? Refusal{413, "the request's body is too long"} : refusal_of(code);
      co_await refuse(connection, refusal);
      co_return std::nullopt;
    }
    body.append(parser->get().body());
    parser->get().body().clear();
  }
  co_return body;
}

/// Lets the client wait whom there is too much to do for.
template <class Stream>
asio::awaitable<void> rest(std::shared_ptr<Connection<Stream>> connection, std::chrono::seconds time) {
  connection->busy = false;
  connection->deadline = SteadyTime::max();
  asio::steady_timer timer(connection->shared->loop, time);
  co_await timer.async_wait(awaited);
}

/// Whether the connection goes on after this request.
struct Terms {
  bool keep_alive = false;
  bool is_http_11 = false;
  bool without_body = false;
};

template <class Stream>
asio::awaitable<bool> serve_streamed(std::shared_ptr<Connection<Stream>> connection, std::shared_ptr<HttpStream> stream,
                                     std::shared_ptr<Parser> parser, Terms terms) {
  if (stream->reads_body()) {
    const bool welcome = co_await welcome_body(connection, parser.get());
    if (!welcome) {
      co_return false;
    }
  }
  const auto length = terms.is_http_11 ? Framing::Length::chunked : Framing::Length::until_close;
  const Framing framing{.keep_alive = terms.keep_alive && terms.is_http_11, .length = length, .without_body = terms.without_body};
  const bool whole = co_await run_stream(connection, stream, parser, framing);
  co_return whole&& framing.keep_alive;
}

template <class Stream>
asio::awaitable<bool> serve_whole(std::shared_ptr<Connection<Stream>> connection, HttpRequest request, std::shared_ptr<Parser> parser,
                                  Terms terms) {
  if (announces_more_than(*parser, connection->shared->options.body_bytes_max)) {
    co_await refuse(connection, Refusal{413, "the request's body is too long"});
    co_return false;
  }
  auto body = co_await read_body(connection, parser.get());
  if (!body) {
    co_return false;
  }
  request.body = std::move(*body);
  const bool is_coded = takes_gzip(request.header("Accept-Encoding").value_or(""));
  HttpResponse response = co_await ask(connection, std::move(request));
  if (is_coded) {
    code_content(response);
  }
  Framing framing{.keep_alive = terms.keep_alive && !response.closes && !connection->shared->draining,
                  .length = Framing::Length::known,
                  .without_body = terms.without_body};
  const std::chrono::seconds pause = response.pause;
  const bool written = co_await write_response(connection, std::move(response), framing);
  if (written && !framing.keep_alive) {
    co_await linger(connection);
  } else if (written && pause.count() > 0) {
    co_await rest(connection, pause);
  }
  co_return written&& framing.keep_alive;
}

/// One request and its answer; false when the connection ends with it.
template <class Stream>
asio::awaitable<bool> serve_one(std::shared_ptr<Connection<Stream>> connection) {
  auto shared = connection->shared;
  auto parser = std::make_shared<Parser>();
  parser->header_limit(shared->options.header_bytes_max);
  parser->body_limit(boost::none);
  connection->busy = connection->buffer.size() != 0;
  std::size_t header_bytes = 0;
  const auto [reading, code] = co_await read_header(connection, parser.get(), &header_bytes);
  if (reading == Received::ended) {
    co_return false;
  }
  const std::string_view header(static_cast<const char*>(connection->buffer.data().data()), header_bytes);
  const auto wrong = reading == Received::refused ? std::optional(refusal_of(code)) : check(*parser, header);
  connection->buffer.consume(header_bytes);
  if (wrong) {
    co_await refuse(connection, *wrong);
    co_return false;
  }
  connection->busy = true;
  ++shared->requests;
  HttpRequest request = request_of(*parser, connection->is_local);
  request.is_alone = shared->is_alone(connection.get());
  const bool is_http_11 = parser->get().version() == 11;
  const Terms terms{.keep_alive = parser->keep_alive() && is_http_11 && !shared->draining,
                    .is_http_11 = is_http_11,
                    .without_body = request.method == Method::head};
  auto stream = shared->handler->stream_of(request);
  bool goes_on = false;
  if (stream) {
    goes_on = co_await serve_streamed(connection, stream, parser, terms);
  } else {
    goes_on = co_await serve_whole(connection, std::move(request), parser, terms);
  }
  co_return goes_on;
}

template <class Stream>
asio::awaitable<void> serve_all(std::shared_ptr<Connection<Stream>> connection) {
  while (true) {
    const bool goes_on = co_await serve_one(connection);
    if (!goes_on) {
      break;
    }
    if (connection->buffer.size() == 0 && connection->buffer.capacity() > idle_buffer_bytes) {
      connection->buffer.shrink_to_fit();
    }
  }
}

}  // namespace

asio::awaitable<void> serve(std::shared_ptr<Connection<PlainStream>> connection) {
  co_await serve_all(connection);
  connection->cut();
}

asio::awaitable<void> serve(std::shared_ptr<Connection<TlsStream>> connection) {
  connection->allow(connection->shared->options.header_timeout);
  const auto [code] = co_await connection->stream.async_handshake(asio::ssl::stream_base::server, awaited);
  if (!code) {
    co_await serve_all(connection);
    co_await say_goodbye(connection);
  }
  connection->cut();
}

}  // namespace daybook
