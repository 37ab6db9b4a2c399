// One example of each request, for the descriptions; a test runs them all.
#pragma once

#include <string>
#include <string_view>

#include "api/http/route.hpp"

namespace daybook {

/// "GET", "POST", …
std::string_view text_of(Method method);

/// An example of the body, in JSON; empty for a route that takes none.
std::string_view example_body(const Route& route);

/// The request as a line for a shell, with the token in $TOKEN.
std::string example_with_curl(const Route& route);

}  // namespace daybook
