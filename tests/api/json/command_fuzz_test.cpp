// Valid lines with random damage: parsing always answers, and what it accepts has passed validation.
#include <array>
#include <gtest/gtest.h>
#include <random>
#include <string>

#include "api/json/command_parser.hpp"
#include "engine/domain/validate.hpp"

namespace daybook {
namespace {

const std::array<std::string, 6> lines{
    R"({"command":"create_customer","idempotency_key":"k","data":{"first_name":"Jane","last_name":"Smith","phone_primary":"+1987654321","date_of_birth":"1980-01-02","ssn":"123-45-6789","annual_income":52000.5,"credit_score":720,"country":null}})",
    R"({"command":"update_customer","expected_version":3,"data":{"customer_id":1,"email":null,"notes":"line\nline é"}})",
    R"({"command":"issue_debt","data":{"customer_id":"$1","debt_type":"loan","original_amount":"5000.00","interest_rate":19.99,"issue_date":"2024-01-15T00:00:00Z"}})",
    R"({"command":"adjust_debt","reason":"late","dry_run":true,"data":{"debt_id":2,"amount":-1.5e1,"kind":"WAIVER"}})",
    R"({"command":"log_communication","data":{"customer_id":1,"communication_type":"CALL","direction":"outbound","duration_seconds":180,"debt_ids":[1,"$2"]}})",
    R"({"command":"link_account","data":{"customer_id":1,"account_type":"checking","account_number":"12345678","routing_number":"021000021","is_primary":true}})",
};

class Mutator {
 public:
  explicit Mutator(unsigned seed) : random_(seed) {}

  std::string line() {
    std::string text = lines.at(below(lines.size()));
    for (std::size_t left = 1 + below(4); left > 0; --left) {
      mutate(text);
    }
    return text;
  }

 private:
  std::size_t below(std::size_t bound) { return std::uniform_int_distribution<std::size_t>(0, bound - 1)(random_); }

  void mutate(std::string& text) {
    constexpr std::string_view telling = "{}[]\",:\\0-9.eE+$ tfn\xFF\xC3\x01";
    const std::size_t at = below(text.size());
    switch (below(5)) {
      case 0:
        text[at] = static_cast<char>(below(256));
        return;
      case 1:
        text[at] = telling[below(telling.size())];
        return;
      case 2:
        text.insert(at, 1, telling[below(telling.size())]);
        return;
      case 3:
        text.erase(at, 1 + below(3));
        text += text.empty() ? "{" : "";
        return;
      default:
        text.insert(at, text.substr(below(text.size()), below(40)));
        return;
    }
  }

  std::mt19937 random_;
};

TEST(CommandFuzz, damaged_lines_are_read_or_refused) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  Mutator mutator(seed);
  std::size_t accepted = 0;
  std::size_t refused = 0;
  for (int i = 0; i < 10'000; ++i) {
    const std::string line = mutator.line();
    const auto request = parse_command(line, {.actor = "os:test", .resolve = [](std::uint64_t n, Table) { return std::optional(n); }});
    if (request) {
      ++accepted;
      ASSERT_TRUE(validate(request.value().command).empty()) << line;
    } else {
      ++refused;
      ASSERT_LE(precedence(request.error().code), precedence(ErrorCode::invalid_field)) << line;
    }
  }
  EXPECT_GT(accepted, 50U);
  EXPECT_GT(refused, 1'000U);
}

}  // namespace
}  // namespace daybook
