// Proofs over the log, RFC 9162. They wait: each reads a hash for every 256 events.
#pragma once

#include "api/http/route.hpp"

namespace daybook {

Result<HttpResponse> read_tree_head(const Call& call);
Result<HttpResponse> prove_inclusion(const Call& call);
Result<HttpResponse> prove_consistency(const Call& call);

}  // namespace daybook
