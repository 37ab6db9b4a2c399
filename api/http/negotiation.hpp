// What a client sends, and what it takes (RFC 9110, 8.3 and 12.5.1).
#pragma once

#include <string_view>

#include "api/http/message.hpp"
#include "api/http/route.hpp"

namespace daybook {

/// "application/json", "application/x-ndjson", …: how a document of this schema goes over the wire.
std::string_view media_of(std::string_view schema);

/// Whether the route reads what `Content-Type` says. No type, and the one that curl gives by itself, say nothing.
bool reads_content(const Route& route, const HttpRequest& request);

/// Whether the client takes what the route answers, by its `Accept`.
bool takes_answer(const Route& route, const HttpRequest& request);

}  // namespace daybook
