// Errors as RFC 9457 has them.
#pragma once

#include <string>
#include <string_view>

#include "api/http/message.hpp"
#include "events/error.hpp"

namespace daybook {

/// `application/problem+json` with `code`, all `errors` and the request's id; the status of the error table, with `Retry-After`
/// where another try may succeed. `status` 0: the table's.
HttpResponse problem(const Error& error, std::string_view request_id, int status = 0);

/// The same document alone.
std::string problem_document(const Error& error, std::string_view request_id, int status);

}  // namespace daybook
