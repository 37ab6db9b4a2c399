// What the service says about itself.
#pragma once

#include "api/http/route.hpp"

namespace daybook {

Result<HttpResponse> read_health(const Call& call);
/// 503 while no requests should come.
Result<HttpResponse> read_readiness(const Call& call);
Result<HttpResponse> read_metrics(const Call& call);
Result<HttpResponse> read_openapi(const Call& call);
Result<HttpResponse> read_docs(const Call& call);

/// OpenAPI 3.1 of the route table.
std::string openapi_document();
/// One page for people, with nothing to load from elsewhere.
std::string docs_page();

}  // namespace daybook
