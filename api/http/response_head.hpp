// The first bytes of an answer.
#pragma once

#include <cstdint>
#include <string>

#include "api/http/message.hpp"

namespace daybook {

/// How an answer goes on the wire.
struct Framing {
  enum class Length : std::uint8_t { known, chunked, until_close };
  bool keep_alive = true;
  Length length = Length::known;
  bool without_body = false;
};

/// Status line and header fields, with the empty line.
void append_head(std::string& out, const HttpResponse& response, const Framing& framing);

/// A chunk of a body whose length is not known. `text` is not empty.
void append_chunk(std::string& out, std::string_view text);

}  // namespace daybook
