// What clients say in JSON: a line of the bulk format, and the body of a request.
#include <array>

#include "api/json/command_parser.hpp"
#include "engine/domain/validate.hpp"
#include "events/require.hpp"
#include "tests/fuzz/taker.hpp"
#include "tests/fuzz/targets.hpp"

namespace daybook::fuzz {
namespace {

void check_parsed(const Result<Request>& parsed) {
  if (parsed) {
    require(validate(parsed.value().command).empty(), "what is parsed is valid");
    return;
  }
  for (const Error& fault : flatten(parsed.error())) {
    require(precedence(fault.code) <= precedence(ErrorCode::invalid_field), "parsing needs no state");
  }
}

void run_line(std::string_view bytes) {
  check_parsed(parse_command(bytes, {.actor = "os:test", .resolve = [](std::uint64_t number, Table) { return std::optional(number); }}));
}

constexpr std::array<std::string_view, 4> path_fields{"customer_id", "debt_id", "payment_id", "account_id"};

template <std::size_t... index>
constexpr auto names_of_commands(std::index_sequence<index...> /*all*/) {
  return std::array{std::variant_alternative_t<index, Command>::name...};
}

/// The first byte says which command's body it is, the second whether the path gives a field, and which.
void run_body(std::string_view bytes) {
  constexpr auto names = names_of_commands(std::make_index_sequence<std::variant_size_v<Command>>());
  Taker taker(bytes);
  BodyContext context{.command = names.at(taker.below(names.size()))};
  if (const std::size_t field = taker.below(path_fields.size() + 1); field < path_fields.size()) {
    context.path_field = path_fields.at(field);
    context.path_id = 7;
  }
  check_parsed(parse_fields(taker.rest(), context));
}

std::vector<std::string> line_seeds() {
  return {
      R"({"command":"create_customer","idempotency_key":"k","data":{"first_name":"Jane","last_name":"Smith","phone_primary":"+1987654321","date_of_birth":"1980-01-02","ssn":"123-45-6789","annual_income":52000.5,"credit_score":720,"country":null}})",
      R"({"command":"update_customer","expected_version":3,"data":{"customer_id":1,"email":null,"notes":"line\né\ud83d\ude00"}})",
      R"({"command":"issue_debt","data":{"customer_id":"$1","debt_type":"loan","original_amount":"5000.00","interest_rate":19.99,"issue_date":"2024-01-15T00:00:00Z"}})",
      R"({"command":"adjust_debt","reason":"late","dry_run":true,"data":{"debt_id":2,"amount":-1.5e1,"kind":"WAIVER"}})",
      R"({"command":"log_communication","data":{"customer_id":1,"communication_type":"CALL","direction":"outbound","duration_seconds":180,"timestamp":"2024-02-01T10:00:00.123456+02:00","debt_ids":[1,"$2"]}})",
      R"({"command":"link_account","data":{"customer_id":1,"account_type":"checking","account_number":"12345678","routing_number":"021000021","is_primary":true}})",
      R"({"command":"refund_payment","data":{"payment_id":1,"amount":"1","kind":"CHARGEBACK","refunded_at":"2024-02-01"}})"};
}

std::vector<std::string> body_seeds() {
  std::vector<std::string> seeds;
  seeds.reserve(std::variant_size_v<Command>);
  const std::string data =
      R"({"first_name":"A","last_name":"B","phone_primary":"1","customer_id":7,"debt_id":7,"amount":"200.00","payment_date":"2025-01-31","reason":"r"})";
  for (std::size_t command = 0; command < std::variant_size_v<Command>; ++command) {
    seeds.push_back(std::string{static_cast<char>(command), static_cast<char>(command)} + data);
  }
  return seeds;
}

}  // namespace

const Target line{"line", run_line, line_seeds};
const Target body{"body", run_body, body_seeds};

}  // namespace daybook::fuzz
