#include "api/http/parser.hpp"

#include "api/http/target.hpp"

namespace daybook {
namespace {

namespace http = boost::beast::http;

Method method_of(http::verb verb) {
  switch (verb) {
    case http::verb::get:
      return Method::get;
    case http::verb::head:
      return Method::head;
    case http::verb::post:
      return Method::post;
    case http::verb::patch:
      return Method::patch;
    case http::verb::options:
      return Method::options;
    default:
      return Method::other;
  }
}

/// Every line ends with CR LF, and none goes on in the next one (obs-fold).
bool has_plain_lines(std::string_view header) {
  std::size_t begin = 0;
  while (begin < header.size()) {
    const std::size_t end = header.find('\n', begin);
    // The first CR of the line stands right before its LF.
    const std::size_t mark = header.find('\r', begin);
    if (end == std::string_view::npos || mark == std::string_view::npos || mark + 1 != end) {
      return false;
    }
    begin = end + 1;
    if (begin < header.size() && (header[begin] == ' ' || header[begin] == '\t')) {
      return false;
    }
  }
  return true;
}

}  // namespace

Refusal refusal_of(const boost::system::error_code& code) {
  if (code == http::error::header_limit) {
    return {431, "the request's header is too long"};
  }
  if (code == http::error::body_limit) {
    return {413, "the request's body is too long"};
  }
  return {400, "this is no HTTP request"};
}

std::optional<Refusal> check(const Parser& parser, std::string_view header) {
  if (!has_plain_lines(header)) {
    return Refusal{400, "a line of the header does not end as it should"};
  }
  const auto& message = parser.get();
  const auto encodings = message.count(http::field::transfer_encoding);
  const auto lengths = message.count(http::field::content_length);
  if (message.version() != 11 && message.version() != 10) {
    return Refusal{400, "only HTTP/1.1 and HTTP/1.0 are spoken here"};
  }
  if (message.version() == 11 && message.count(http::field::host) != 1) {
    return Refusal{400, "a request has one Host"};
  }
  if (encodings > 1 || lengths > 1 || (encodings > 0 && lengths > 0)) {
    return Refusal{400, "the length of the body is said more than once"};
  }
  if (lengths == 1 && !parse_number({message[http::field::content_length].data(), message[http::field::content_length].size()})) {
    return Refusal{400, "the length of the body is no number"};
  }
  if (encodings == 1 && !(parser.chunked() && message.version() == 11 && message[http::field::transfer_encoding].size() == 7)) {
    return Refusal{400, "this transfer encoding is not understood"};
  }
  return std::nullopt;
}

bool announces_more_than(const Parser& parser, std::uint64_t bytes_max) {
  const auto length = parser.get()[http::field::content_length];
  return !length.empty() && parse_number({length.data(), length.size()}).value_or(bytes_max + 1) > bytes_max;
}

HttpRequest request_of(const Parser& parser, bool is_local) {
  const auto& message = parser.get();
  HttpRequest request;
  request.method = method_of(message.method());
  request.target.assign(message.target().data(), message.target().size());
  request.is_local = is_local;
  for (const auto& field : message) {
    request.headers.push_back({{field.name_string().data(), field.name_string().size()}, {field.value().data(), field.value().size()}});
  }
  return request;
}

}  // namespace daybook
