#include "api/http/response_head.hpp"

#include <array>
#include <cstdio>
#include <ctime>

#include <boost/beast/http/status.hpp>

namespace daybook {
namespace {

std::string_view reason_of(int status) {
  const auto text = boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(status));
  return {text.data(), text.size()};
}

/// RFC 9110, 5.6.7; kept for a second.
const std::string& date_now() {
  thread_local std::time_t second = 0;
  thread_local std::string text;
  const std::time_t now = std::time(nullptr);
  if (now != second) {
    std::tm parts{};
    gmtime_r(&now, &parts);
    std::array<char, 64> buffer{};
    const std::size_t size = std::strftime(buffer.data(), buffer.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
    text.assign(buffer.data(), size);
    second = now;
  }
  return text;
}

}  // namespace

void append_head(std::string& out, const HttpResponse& response, const Framing& framing) {
  out.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ").append(reason_of(response.status));
  out.append("\r\nDate: ").append(date_now()).append("\r\n");
  const bool has_body = response.status != 304 && response.status != 204;
  if (has_body) {
    out.append("Content-Type: ").append(response.content_type).append("\r\n");
    if (framing.length == Framing::Length::chunked) {
      out.append("Transfer-Encoding: chunked\r\n");
    } else if (framing.length == Framing::Length::known) {
      out.append("Content-Length: ").append(std::to_string(response.body.size())).append("\r\n");
    }
  }
  out.append("Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n");
  out.append(response.headers);
  out.append(framing.keep_alive ? "\r\n" : "Connection: close\r\n\r\n");
}

void append_chunk(std::string& out, std::string_view text) {
  std::array<char, 20> size{};
  const int digits = std::snprintf(size.data(), size.size(), "%zx\r\n", text.size());
  out.append(size.data(), static_cast<std::size_t>(digits)).append(text).append("\r\n");
}

}  // namespace daybook
