// Answers made smaller for clients that take them so (RFC 9110, 8.4 and 12.5.3).
#pragma once

#include <string>
#include <string_view>

#include "api/http/message.hpp"

namespace daybook {

/// Whether an `Accept-Encoding` names gzip, or anything, and does not refuse it.
bool takes_gzip(std::string_view accept_encoding);

/// Codes the body, where that is worth it. What has an entity tag stays as it is: the tag is of these very bytes, and a row is short.
void code_content(HttpResponse& response);

}  // namespace daybook
