// `POST /v1/commands`: lines of commands in, lines of receipts out, at the same time.
#pragma once

#include "api/http/route.hpp"

namespace daybook {

/// 503 as a stream when too many are at it.
std::shared_ptr<HttpStream> stream_commands(const Call& call);

/// An answer that is known at once, given as a stream.
std::shared_ptr<HttpStream> stream_of_response(HttpResponse response);

}  // namespace daybook
