// `GET /v1/events/stream`: every event once, in order, as it becomes visible.
#pragma once

#include "api/http/route.hpp"

namespace daybook {

/// From behind `Last-Event-ID`, else from the position `from`, else from the first event on: a client that lost its connection
/// before it saw an event misses none.
std::shared_ptr<HttpStream> stream_events(const Call& call);

}  // namespace daybook
