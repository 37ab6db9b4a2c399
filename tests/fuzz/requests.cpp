// What comes over HTTP: requests, cursors of lists.
#include <optional>

#include "api/http/cursor.hpp"
#include "api/http/parser.hpp"
#include "api/http/target.hpp"
#include "events/require.hpp"
#include "tests/fuzz/taker.hpp"
#include "tests/fuzz/targets.hpp"

namespace daybook::fuzz {
namespace {

namespace http = boost::beast::http;

/// What was made of bytes: a request with its body, or a refusal. Nothing when they are not enough.
struct Made {
  int refused = 0;
  HttpRequest request{};
  std::size_t bytes_read = 0;
};

/// Parses as a connection does.
class Reading {
 public:
  Reading() {
    parser_.header_limit(ServerOptions{}.header_bytes_max);
    parser_.body_limit(boost::none);
  }

  bool is_done() const { return parser_.is_done() || made_.refused != 0; }
  /// How many of the bytes that are there were used; 0 when more are needed, or none any more.
  std::size_t take(std::string_view bytes) {
    boost::system::error_code code;
    const std::size_t used = bytes.empty() ? 0 : parser_.put(boost::asio::buffer(bytes), code);
    made_.bytes_read += used;
    if (!is_checked_) {
      header_ += bytes.substr(0, used);
    }
    if (code && code != http::error::need_more) {
      made_.refused = refusal_of(code).status;
      return 0;
    }
    if (parser_.is_header_done() && !is_checked_) {
      take_head();
    }
    made_.request.body += std::exchange(parser_.get().body(), {});
    return used;
  }
  Made made() && { return std::move(made_); }

 private:
  void take_head() {
    is_checked_ = true;
    constexpr std::string_view end = "\r\n\r\n";
    if (const auto refusal = check(parser_, std::string_view(header_).substr(0, header_.find(end) + end.size()))) {
      made_.refused = refusal->status;
    }
    announces_more_than(parser_, 100);
    made_.request = request_of(parser_, true);
  }

  Parser parser_;
  Made made_;
  std::string header_;
  bool is_checked_ = false;
};

/// The bytes come in pieces of `piece`.
std::optional<Made> parse(std::string_view bytes, std::size_t piece) {
  Reading reading;
  std::string waiting;
  while (!reading.is_done()) {
    const std::size_t used = reading.take(waiting);
    waiting.erase(0, used);
    if (used == 0 && !reading.is_done()) {
      if (bytes.empty()) {
        return std::nullopt;
      }
      waiting += bytes.substr(0, piece);
      bytes.remove_prefix(std::min(bytes.size(), piece));
    }
  }
  return std::move(reading).made();
}

void check_target(const HttpRequest& request) {
  const auto target = parse_target(request.target);
  if (!target) {
    require(target.error().code == ErrorCode::malformed, "a target that is none is malformed");
    return;
  }
  for (const Parameter& parameter : target.value().parameters) {
    if (const auto number = parse_number(parameter.value)) {
      require(parse_number(std::to_string(*number)) == number, "a number is the same when read again");
    }
  }
}

bool is_accepted(const std::optional<Made>& made) { return made && made->refused == 0; }

/// The first byte says how the request is cut into pieces: that must not change what is accepted. What is refused may be so sooner or
/// later, also when more of it has come.
void run_request(std::string_view bytes) {
  Taker taker(bytes);
  const std::size_t piece = 1 + taker.below(16);
  const auto whole = parse(taker.rest(), taker.rest().size());
  const auto in_pieces = parse(taker.rest(), piece);
  require(is_accepted(whole) == is_accepted(in_pieces), "a request in pieces is one, too");
  if (is_accepted(whole)) {
    require(whole->bytes_read == in_pieces->bytes_read, "and ends where it ends");
    require(whole->request.body == in_pieces->request.body, "with the same body");
    require(whole->request.target == in_pieces->request.target, "for the same target");
    check_target(whole->request);
  }
}

void run_cursor(std::string_view bytes) {
  for (const Table table : {Table::ledger, Table::customers, Table::debts, Table::payments, Table::communications, Table::accounts}) {
    if (const auto after = cursor_in(bytes, table)) {
      require(cursor_after(table, *after) == bytes, "a cursor is one that a list gave");
    }
  }
}

std::vector<std::string> request_seeds() {
  return {
      "\x03GET /v1/customers/7/debts?limit=5&cursor=abc%20d HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer x\r\n\r\n",
      "\x05POST /v1/commands HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":\r\n3;x=y\r\n1}\n\r\n0\r\nT: x\r\n\r\n",
      "\x01POST /v1/debts HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nIdempotency-Key: k\r\nExpect: 100-continue\r\n\r\n{}GET / "
      "HTTP/1.1\r\n\r\n",
      std::string("\x00HEAD /healthz HTTP/1.0\r\n\r\n", 27)};
}

std::vector<std::string> cursor_seeds() { return {cursor_after(Table::debts, 7), cursor_after(Table::ledger, UINT64_MAX)}; }

}  // namespace

const Target request{"request", run_request, request_seeds};
const Target cursor{"cursor", run_cursor, cursor_seeds};

}  // namespace daybook::fuzz
