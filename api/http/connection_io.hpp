// Reading and writing of one connection, in pieces. Internal to connection.cpp.
//
// Here and there: `co_await` stands in statements of its own, never in a condition, `&&` or `?:`; g++ 12 resumes some of those in
// the wrong place.
#pragma once

#include <algorithm>
#include <optional>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "api/http/connection.hpp"
#include "api/http/parser.hpp"
#include "api/http/response_head.hpp"

namespace daybook {

using Code = boost::system::error_code;

inline constexpr auto awaited = asio::as_tuple(asio::use_awaitable);
/// One read of a header, and of a body.
inline constexpr std::size_t header_read_bytes = 2048;
inline constexpr std::size_t body_read_bytes = std::size_t{64} * 1024;
/// A buffer that grew beyond this is given back between requests.
inline constexpr std::size_t idle_buffer_bytes = std::size_t{8} * 1024;
/// How long, and for how many bytes, a client that is refused may go on sending before it is cut off.
inline constexpr std::chrono::seconds linger_time{2};
inline constexpr std::size_t linger_bytes = std::size_t{4} * 1024 * 1024;

template <class Stream>
asio::awaitable<bool> write_out(std::shared_ptr<Connection<Stream>> connection) {
  connection->allow(connection->shared->options.write_timeout);
  const auto [code, size] = co_await asio::async_write(connection->stream, asio::buffer(connection->out), awaited);
  connection->out.clear();
  if (connection->out.capacity() > idle_buffer_bytes) {
    connection->out.shrink_to_fit();
  }
  co_return !code;
}

template <class Stream>
asio::awaitable<bool> write_response(std::shared_ptr<Connection<Stream>> connection, HttpResponse response, Framing framing) {
  append_head(connection->out, response, framing);
  if (!framing.without_body) {
    connection->out.append(response.body);
  }
  co_return co_await write_out(connection);
}

template <class Stream>
asio::awaitable<bool> read_some(std::shared_ptr<Connection<Stream>> connection, std::size_t bytes) {
  const auto [code, size] = co_await connection->stream.async_read_some(connection->buffer.prepare(bytes), awaited);
  connection->buffer.commit(size);
  co_return !code;
}

/// Says that nothing more will be said.
inline asio::awaitable<void> say_goodbye(std::shared_ptr<Connection<PlainStream>> connection) {
  Code ignored;
  connection->socket().shutdown(Tcp::socket::shutdown_send, ignored);
  co_return;
}

inline asio::awaitable<void> say_goodbye(std::shared_ptr<Connection<TlsStream>> connection) {
  connection->allow(linger_time);
  // Ours goes out first; the client's is waited for.
  co_await connection->stream.async_shutdown(awaited);
  Code ignored;
  connection->socket().shutdown(Tcp::socket::shutdown_send, ignored);
}

/// Says no more, but hears the client out, so that it gets to read why.
template <class Stream>
asio::awaitable<void> linger(std::shared_ptr<Connection<Stream>> connection) {
  co_await say_goodbye(connection);
  connection->allow(linger_time);
  for (std::size_t heard = 0; heard < linger_bytes;) {
    connection->buffer.clear();
    const auto [code, size] = co_await connection->socket().async_read_some(connection->buffer.prepare(body_read_bytes), awaited);
    if (code) {
      break;
    }
    heard += size;
  }
}

template <class Stream>
asio::awaitable<void> refuse(std::shared_ptr<Connection<Stream>> connection, Refusal refusal) {
  ++connection->shared->refused;
  HttpResponse response = connection->shared->handler->refuse(refusal.status, refusal.why);
  const bool written = co_await write_response(connection, std::move(response), Framing{.keep_alive = false});
  if (written) {
    co_await linger(connection);
  }
}

/// Parses what is in the buffer; true when parsing can go on without more bytes.
template <class Stream>
bool parse(Connection<Stream>& connection, Parser& parser, Code& code) {
  code = {};
  if (connection.buffer.size() == 0) {
    return false;
  }
  const std::size_t used = parser.put(connection.buffer.data(), code);
  connection.buffer.consume(used);
  if (code != boost::beast::http::error::need_more) {
    return used > 0;
  }
  code = {};
  // What waits for its end: the head of a chunk, or what follows the last one.
  if (used == 0 && connection.buffer.size() > connection.shared->options.header_bytes_max) {
    code = boost::beast::http::error::header_limit;
  }
  return false;
}

enum class Received : std::uint8_t { done, ended, refused };

/// Parses what is in the buffer from `parsed` on, which it moves; true at the end of the header.
template <class Stream>
bool parse_header(Connection<Stream>& connection, Parser& parser, std::size_t& parsed, Code& code) {
  code = {};
  std::size_t used = 1;
  while (!code && used != 0 && !parser.is_header_done() && parsed < connection.buffer.size()) {
    used = parser.put(connection.buffer.data() + parsed, code);
    parsed += used;
  }
  if (code == boost::beast::http::error::need_more) {
    code = {};
  }
  if (!code && !parser.is_header_done() && connection.buffer.size() > connection.shared->options.header_bytes_max) {
    code = boost::beast::http::error::header_limit;
  }
  return !code && parser.is_header_done();
}

/// To the end of the header, which stays in the buffer's first `parsed` bytes. `ended`: the client went away, or was too slow.
template <class Stream>
asio::awaitable<std::pair<Received, Code>> read_header(std::shared_ptr<Connection<Stream>> connection, Parser* parser,
                                                       std::size_t* parsed) {
  Code code;
  const ServerOptions& options = connection->shared->options;
  bool begun = connection->buffer.size() != 0;
  connection->allow(begun ? options.header_timeout : options.idle_timeout);
  while (true) {
    if (parse_header(*connection, *parser, *parsed, code)) {
      co_return std::pair(Received::done, Code{});
    }
    if (code) {
      co_return std::pair(Received::refused, code);
    }
    const bool read = co_await read_some(connection, header_read_bytes);
    if (!read) {
      co_return std::pair(Received::ended, Code{});
    }
    if (!begun) {
      begun = true;
      connection->busy = true;
      connection->allow(options.header_timeout);
    }
  }
}

/// A further piece of the body, in `parser->get().body()`; by `until` at the latest.
template <class Stream>
asio::awaitable<std::pair<Received, Code>> read_piece(std::shared_ptr<Connection<Stream>> connection, Parser* parser,
                                                      SteadyTime until = SteadyTime::max()) {
  Code code;
  connection->allow(connection->shared->options.body_timeout);
  connection->deadline = std::min(connection->deadline, until);
  while (true) {
    const bool moved = parse(*connection, *parser, code);
    if (code) {
      co_return std::pair(Received::refused, code);
    }
    if (parser->is_done() || !parser->get().body().empty()) {
      co_return std::pair(Received::done, Code{});
    }
    if (moved) {
      continue;
    }
    const bool read = co_await read_some(connection, body_read_bytes);
    if (!read) {
      co_return std::pair(Received::ended, Code{});
    }
  }
}

}  // namespace daybook
