// ETag, If-Match, If-None-Match: the customer's version as an entity tag (RFC 9110, 8.8.3 and 13.1).
#pragma once

#include <string_view>

#include "events/ids.hpp"
#include "events/result.hpp"

namespace daybook {

/// Whether `If-None-Match` names `version`: the client has what it would get.
bool names_version(std::string_view if_none_match, Version version);

/// The version that `If-Match` insists on; a tag that no version has, for what is a tag and none of ours. `invalid_field` for what is
/// no single tag. The digits alone are taken too.
Result<Version> required_version(std::string_view if_match);

}  // namespace daybook
