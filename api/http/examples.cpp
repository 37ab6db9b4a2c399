#include "api/http/examples.hpp"

#include <algorithm>
#include <array>

namespace daybook {
namespace {

struct Example {
  /// A command, or the schema of a request.
  std::string_view name;
  std::string_view body;
};

constexpr std::array example_bodies{
    Example{"create_customer", R"({"first_name":"Jane","last_name":"Smith","phone_primary":"+1987654321","email":"jane.smith@example.com",)"
                               R"("address_line1":"456 Oak Ave","city":"Los Angeles","state":"CA","zip_code":"90001"})"},
    Example{"update_customer", R"({"city":"San Diego","phone_secondary":null})"},
    Example{"reopen_customer", R"({"reason":"closed by mistake"})"},
    Example{"issue_debt", R"({"customer_id":1,"debt_type":"credit_card","original_amount":"5000.00","interest_rate":"19.99",)"
                          R"("minimum_payment":"150.00","issue_date":"2024-01-15","due_date":"2025-02-15"})"},
    Example{"change_debt_terms", R"({"interest_rate":"17.50","due_date":"2025-03-15"})"},
    Example{"adjust_debt", R"({"amount":"12.50","kind":"FEE","reason":"returned payment"})"},
    Example{"place_debt", R"({"agency":"North Recovery"})"},
    Example{"write_off_debt", R"({"reason":"no assets"})"},
    Example{"settle_debt", R"({"reason":"settlement of 31 January"})"},
    Example{"refund_credit", R"({"amount":"10.00"})"},
    Example{"apply_credit", R"({"to_debt_id":2,"amount":"10.00"})"},
    Example{"record_payment", R"({"customer_id":1,"debt_id":1,"amount":"200.00","payment_date":"2025-01-31T10:00:00Z",)"
                              R"("payment_method":"bank_transfer","status":"COMPLETED"})"},
    Example{"complete_payment", R"({"payment_date":"2025-02-03"})"},
    Example{"refund_payment", R"({"amount":"50.00","kind":"CHARGEBACK"})"},
    Example{"log_communication", R"({"customer_id":1,"communication_type":"CALL","direction":"outbound","duration_seconds":180,)"
                                 R"("contact_phone":"+1987654321","outcome":"payment_promised","agent_id":"agent_001"})"},
    Example{"amend_communication", R"({"outcome":"payment_promised","notes":"by the end of the week"})"},
    Example{"link_account", R"({"customer_id":1,"account_type":"checking","account_number":"000123456789","routing_number":"021000021",)"
                            R"("bank_name":"First Bank","is_primary":true})"},
    Example{"update_account", R"({"bank_name":"Second Bank"})"},
    Example{"Search", R"({"email":"jane.smith@example.com"})"},
    Example{"Reveal", R"({"fields":["ssn","account_number"],"reason":"request of a court"})"},
    Example{"BulkLine", R"({"command":"create_customer","idempotency_key":"line-1",)"
                        R"("data":{"first_name":"Jane","last_name":"Smith","phone_primary":"+1987654321"}})"},
};

/// The path with its example numbers, and the parameters that must be there.
std::string example_target(const Route& route) {
  std::string target(route.path);
  if (route.has_id()) {
    target.replace(target.find("{id}"), 4, "1");
  }
  char separator = '?';
  for (const QueryField& field : route.query) {
    if (field.is_required) {
      target.append(1, separator).append(field.name).append("=1");
      separator = '&';
    }
  }
  return target;
}

}  // namespace

std::string_view text_of(Method method) {
  switch (method) {
    case Method::get:
      return "GET";
    case Method::head:
      return "HEAD";
    case Method::post:
      return "POST";
    case Method::patch:
      return "PATCH";
    case Method::options:
      return "OPTIONS";
    case Method::other:
      break;
  }
  return "other";
}

std::string_view example_body(const Route& route) {
  const std::string_view name = route.command() != nullptr ? route.command()->name : route.request;
  const auto example = std::ranges::find(example_bodies, name, &Example::name);
  if (example != example_bodies.end()) {
    return example->body;
  }
  // What an action without fields of its own takes: nothing.
  return name.empty() ? "" : "{}";
}

std::string example_with_curl(const Route& route) {
  const std::string_view body = example_body(route);
  std::string line = "curl";
  if (route.method == Method::patch) {
    line += " --request PATCH";
  }
  if (!route.roles.is_open() && !route.roles.is_open_locally()) {
    line += " --oauth2-bearer \"$TOKEN\"";
  }
  if (route.is_stream()) {
    line += " --no-buffer";
  }
  if (route.request == "BulkLine") {
    line += " --header 'Content-Type: application/x-ndjson' --data-binary '" + std::string(body) + "'";
  } else if (!body.empty()) {
    line += " --json '" + std::string(body) + "'";
  }
  return line + " 'http://127.0.0.1:8080" + example_target(route) + "'";
}

}  // namespace daybook
