// What Beast gives to someone who answers a constant, or stores bodies and does nothing else: what the API is compared with.
// Uses nothing of ours.
//
//   bench_raw_http constant BYTES         every request is answered with a body of so many bytes
//   bench_raw_http frames BYTES FOLDER    the same, once the request's body is durable: a frame is what one turn of the loop brought
//
// Prints its port, and serves until it is killed.
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <exception>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include "bench/raw_limit.hpp"

namespace raw_http {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using Code = boost::system::error_code;

class Session;

/// Bodies of one turn of the loop, and who waits for them.
struct Frames {
  raw_limit::Append append{};
  std::string frame{};
  std::vector<std::shared_ptr<Session>> waiting{};

  void write();
};

class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(tcp::socket socket, const std::string& answer, Frames* frames) : socket_(std::move(socket)), frames_(frames) {
    socket_.set_option(tcp::no_delay(true));
    response_.result(frames == nullptr ? http::status::ok : http::status::created);
    response_.set(http::field::content_type, "application/json");
    response_.body() = answer;
    response_.prepare_payload();
  }

  void read() {
    request_ = {};
    http::async_read(socket_, buffer_, request_, [self = shared_from_this()](Code code, std::size_t) {
      if (!code) {
        self->take();
      }
    });
  }

  void answer() {
    http::async_write(socket_, response_, [self = shared_from_this()](Code code, std::size_t) {
      if (!code) {
        self->read();
      }
    });
  }

 private:
  void take() {
    if (frames_ == nullptr) {
      return answer();
    }
    frames_->frame += request_.body();
    frames_->waiting.push_back(shared_from_this());
  }

  tcp::socket socket_;
  boost::beast::flat_buffer buffer_;
  http::request<http::string_body> request_;
  http::response<http::string_body> response_;
  Frames* frames_;
};

void Frames::write() {
  if (waiting.empty()) {
    return;
  }
  append(frame);
  frame.clear();
  for (const auto& session : std::exchange(waiting, {})) {
    session->answer();
  }
}

void accept(tcp::acceptor& acceptor, const std::string& answer, Frames* frames) {
  acceptor.async_accept([&acceptor, &answer, frames](Code code, tcp::socket socket) {
    if (!code) {
      std::make_shared<Session>(std::move(socket), answer, frames)->read();
    }
    accept(acceptor, answer, frames);
  });
}

int run(const std::vector<std::string_view>& arguments) {
  std::size_t bytes = 0;
  const bool stores = arguments.size() == 4 && arguments[1] == "frames";
  const bool understood = stores || (arguments.size() == 3 && arguments[1] == "constant");
  if (!understood || std::from_chars(arguments[2].data(), arguments[2].data() + arguments[2].size(), bytes).ec != std::errc{}) {
    std::fputs("usage: bench_raw_http constant BYTES | frames BYTES FOLDER\n", stderr);
    return 2;
  }
  const std::string answer(bytes, 'x');
  Frames frames;
  if (stores) {
    frames.append = raw_limit::into_rocksdb(std::string(arguments[3]));
  }
  asio::io_context loop(1);
  tcp::acceptor acceptor(loop, {asio::ip::make_address("127.0.0.1"), 0});
  accept(acceptor, answer, stores ? &frames : nullptr);
  std::printf("%d\n", acceptor.local_endpoint().port());
  std::fflush(stdout);
  while (loop.run_one() != 0) {
    loop.poll();
    frames.write();
  }
  return 0;
}

}  // namespace
}  // namespace raw_http

int main(int argument_count, char** arguments) {
  try {
    return raw_http::run({arguments, arguments + argument_count});
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "%s\n", failure.what());
    return 1;
  }
}
