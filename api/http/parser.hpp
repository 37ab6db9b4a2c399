// Bytes to requests. Internal to the server's .cpp files.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/beast/http/parser.hpp>

#include "api/http/server.hpp"

namespace daybook {

/// A body that is handed on piece by piece: what was parsed since it was last cleared.
struct PieceBody {
  using value_type = std::string;  // NOLINT(readability-identifier-naming): Beast's name

  class reader {  // NOLINT(readability-identifier-naming): Beast's name
   public:
    template <bool is_request, class Fields>
    reader(boost::beast::http::header<is_request, Fields>&, std::string& body) : body_(body) {}
    // Nothing is reserved: the length is what a client says.
    void init(const boost::optional<std::uint64_t>&, boost::system::error_code& code) { code = {}; }
    template <class Buffers>
    std::size_t put(const Buffers& buffers, boost::system::error_code& code) {
      code = {};
      std::size_t taken = 0;
      for (auto part = boost::asio::buffer_sequence_begin(buffers); part != boost::asio::buffer_sequence_end(buffers); ++part) {
        const boost::asio::const_buffer piece = *part;
        body_.append(static_cast<const char*>(piece.data()), piece.size());
        taken += piece.size();
      }
      return taken;
    }
    void finish(boost::system::error_code& code) { code = {}; }

   private:
    std::string& body_;
  };
};

using Parser = boost::beast::http::request_parser<PieceBody>;

/// Why a request is refused before anyone looks at what it asks for.
struct Refusal {
  int status = 400;
  std::string_view why;
};

/// Why parsing failed.
Refusal refusal_of(const boost::system::error_code& code);

/// What Beast lets pass and a server must not: two ways to read where a request ends, or whom it is for. `header`: as it was sent.
std::optional<Refusal> check(const Parser& parser, std::string_view header);

/// Whether the client says that its body is longer than `bytes_max`.
bool announces_more_than(const Parser& parser, std::uint64_t bytes_max);

/// The request without its body.
HttpRequest request_of(const Parser& parser, bool is_local);

}  // namespace daybook
