#include "api/json/command_parser.hpp"

#include <gtest/gtest.h>
#include <string>
#include <utility>
#include <vector>

namespace daybook {
namespace {

/// Codes and pointers of an answer, in order.
using Faults = std::vector<std::pair<std::string, std::string>>;

/// Line 1 created customer 41, line 2 debt 42, line 3 debt 43.
std::optional<std::uint64_t> created_by(std::uint64_t line, Table table) {
  if (line == 1 && table == Table::customers) {
    return 41;
  }
  return (line == 2 || line == 3) && table == Table::debts ? std::optional(40 + line) : std::nullopt;
}

Result<Request> parsed(std::string_view line, const Currency& currency = {}) {
  return parse_command(line, {.actor = "os:test", .currency = currency, .resolve = created_by});
}

Faults faults_of(std::string_view line) {
  Faults faults;
  const auto request = parsed(line);
  if (request) {
    return faults;
  }
  for (const Error& error : flatten(request.error())) {
    EXPECT_FALSE(error.detail.empty());
    faults.emplace_back(to_text(error.code), error.pointer);
  }
  return faults;
}

std::string payment_with(const std::string& members) {
  return R"({"command":"record_payment","data":{"customer_id":7,"debt_id":8,"payment_date":"2025-01-31T10:00:00Z",)" + members + "}}";
}

std::string customer_with(const std::string& members) {
  return R"({"command":"create_customer","data":{"first_name":"Jane","last_name":"Smith","phone_primary":"+1987654321",)" + members + "}}";
}

TEST(ParseCommand, reads_a_whole_line) {
  const auto request =
      parsed(R"({"command":"record_payment","idempotency_key":"k-1","reason":"paid","expected_version":3,"dry_run":true,)"
             R"("data":{"customer_id":7,"debt_id":8,"amount":"200.00","payment_date":"2025-01-31T11:00:00.5+01:00","status":"COMPLETED",)"
             R"("payment_method":"check","transaction_id":"t-1","notes":"a\nb"}})");
  ASSERT_TRUE(request) << request.error().detail;
  const RecordPayment expected{.customer_id = {7},
                               .debt_id = {8},
                               .amount = {20'000},
                               .payment_date = {1'738'317'600'500'000},
                               .payment_method = "check",
                               .transaction_id = "t-1",
                               .status = PaymentStatus::completed,
                               .notes = "a\nb"};
  EXPECT_EQ(std::get<RecordPayment>(request.value().command), expected);
  const CommandEnvelope& envelope = request.value().envelope;
  EXPECT_EQ(envelope.actor, "os:test");
  EXPECT_EQ(envelope.idempotency_key, "k-1");
  EXPECT_EQ(envelope.reason, "paid");
  EXPECT_EQ(envelope.expected_version, Version{3});
  EXPECT_TRUE(envelope.dry_run);
}

TEST(ParseCommand, leaves_the_envelope_empty_when_nothing_is_said) {
  const auto request = parsed(
      R"({"command":"freeze_customer","data":{"customer_id":7},"idempotency_key":null,"reason":null,"expected_version":null,"dry_run":null})");
  ASSERT_TRUE(request);
  EXPECT_EQ(request.value().envelope.idempotency_key, "");
  EXPECT_EQ(request.value().envelope.reason, std::nullopt);
  EXPECT_EQ(request.value().envelope.expected_version, std::nullopt);
  EXPECT_FALSE(request.value().envelope.dry_run);
}

TEST(ParseCommand, knows_every_command) {
  const auto all_named = []<std::size_t... index>(std::index_sequence<index...>) {
    const auto is_known = [](std::string_view name) {
      const auto request = parsed(R"({"command":")" + std::string(name) + "\"}");
      return !request && request.error().code == ErrorCode::missing_field;
    };
    return (is_known(std::variant_alternative_t<index, Command>::name) && ...);
  };
  EXPECT_TRUE(all_named(std::make_index_sequence<std::variant_size_v<Command>>()));
}

TEST(ParseCommand, reads_an_instant_as_birth_date) {
  for (const char* text : {"1980-02-03", "1980-02-03T23:59:59Z", "1980-02-03T00:00:00.000000Z"}) {
    const auto request = parsed(customer_with(R"("date_of_birth":")" + std::string(text) + '"'));
    ASSERT_TRUE(request) << text;
    EXPECT_EQ(std::get<CreateCustomer>(request.value().command).date_of_birth, parse_date("1980-02-03").value());
  }
}

TEST(ParseCommand, tells_clearing_from_leaving_alone) {
  const auto request =
      parsed(R"({"command":"update_customer","data":{"customer_id":7,"first_name":null,"email":null,"city":"Bonn","credit_score":700}})");
  ASSERT_TRUE(request);
  const auto& command = std::get<UpdateCustomer>(request.value().command);
  EXPECT_EQ(command.first_name, std::nullopt);
  EXPECT_TRUE(command.email.clears());
  EXPECT_EQ(command.city, Change<std::string>("Bonn"));
  EXPECT_EQ(command.credit_score, Change<std::int32_t>(700));
  EXPECT_FALSE(command.ssn.given());
}

struct Amount {
  const char* json;
  std::optional<std::int64_t> minor;
};

TEST(ParseCommand, reads_money_exactly) {
  const std::vector<Amount> amounts{
      {R"("200.00")", 20'000},
      {R"("200")", 20'000},
      {R"("200.5")", 20'050},
      {"200", 20'000},
      {"200.0", 20'000},
      {"200.00", 20'000},
      {"2e2", 20'000},
      {"2.005e2", 20'050},
      {"0.1", 10},
      {"1234567.89", 123'456'789},
      {"9007199.25", 900719925},
      {"0.07", 7},
      {"1.10", 110},
      {"10.005", {}},
      {R"("10.005")", {}},
      {"10.000000000000000001", 1'000},
      {R"("1e2")", {}},
      {R"("+1")", {}},
      {R"("")", {}},
      {R"(" 1")", {}},
      {R"("1.")", {}},
      {R"(".5")", {}},
      {R"("1,000")", {}},
      {"true", {}},
      {"[1]", {}},
      {"{}", {}},
      {"0", {}},
      {"-1", {}},
      {R"("-0.01")", {}},
      {"1e400", {}},
      {"1e-400", {}},
      {"1e-7", {}},
      {"10000000000000", 1'000'000'000'000'000},
      {"10000000000000.01", {}},
      {"99999999999999999999999", {}},
  };
  for (const auto& [json, minor] : amounts) {
    const auto request = parsed(payment_with("\"amount\":" + std::string(json)));
    ASSERT_EQ(request.has_value(), minor.has_value()) << json;
    if (minor) {
      EXPECT_EQ(std::get<RecordPayment>(request.value().command).amount.minor, *minor) << json;
    } else {
      EXPECT_EQ(request.error().code, ErrorCode::invalid_field) << json;
      EXPECT_EQ(request.error().pointer, "/data/amount") << json;
    }
  }
}

TEST(ParseCommand, reads_every_cent_given_as_a_number) {
  for (std::int64_t minor = 1; minor < 1'000'000; minor += 997) {
    const std::string text = format(Money{minor}, Currency{});
    const auto request = parsed(payment_with("\"amount\":" + text));
    ASSERT_TRUE(request) << text;
    ASSERT_EQ(std::get<RecordPayment>(request.value().command).amount.minor, minor);
  }
}

TEST(ParseCommand, reads_money_in_the_ledgers_currency) {
  const Currency yen{.code = {'J', 'P', 'Y'}, .digits = 0};
  const auto whole = parsed(payment_with(R"("amount":"200")"), yen);
  ASSERT_TRUE(whole);
  EXPECT_EQ(std::get<RecordPayment>(whole.value().command).amount.minor, 200);
  EXPECT_FALSE(parsed(payment_with(R"("amount":"200.00")"), yen));
}

TEST(ParseCommand, reads_rates) {
  const auto rate_of = [](const std::string& json) {
    const auto request = parsed(R"({"command":"change_debt_terms","data":{"debt_id":7,"interest_rate":)" + json + "}}");
    return request ? std::get<ChangeDebtTerms>(request.value().command).interest_rate.value() : std::nullopt;
  };
  EXPECT_EQ(rate_of("19.99"), Rate{199'900});
  EXPECT_EQ(rate_of(R"("19.9999")"), Rate{199'999});
  EXPECT_EQ(rate_of("1000"), Rate{10'000'000});
  EXPECT_EQ(rate_of("1000.0001"), std::nullopt);
  EXPECT_EQ(rate_of("-1"), std::nullopt);
  EXPECT_EQ(rate_of("0.00001"), std::nullopt);
}

TEST(ParseCommand, resolves_references) {
  const auto request = parsed(
      R"({"command":"log_communication","data":{"customer_id":"$1","communication_type":"CALL","direction":"outbound","debt_ids":["$3",5,"$2"]}})");
  ASSERT_TRUE(request) << request.error().detail;
  const auto& command = std::get<LogCommunication>(request.value().command);
  EXPECT_EQ(command.customer_id, CustomerId{41});
  EXPECT_EQ(command.debt_ids, (std::vector<DebtId>{{43}, {5}, {42}}));
}

TEST(ParseCommand, refuses_what_is_no_id) {
  for (const char* json :
       {"0", "-1", "1.0", "1e0", "1.5", "9223372036854775808", "99999999999999999999", "true", R"("7")", R"("$")", R"("$0")", R"("$01")",
        R"("$-1")", R"("$ 1")", R"("$1x")", R"("$2")", R"("$4")", R"("$99999999999999999999")", "[]"}) {
    const std::string line = R"({"command":"freeze_customer","data":{"customer_id":)" + std::string(json) + "}}";
    EXPECT_EQ(faults_of(line), (Faults{{"invalid_field", "/data/customer_id"}})) << json;
  }
}

struct Case {
  const char* what;
  std::string line;
  Faults faults;
};

class ParseCommandRefuses : public testing::TestWithParam<Case> {};

TEST_P(ParseCommandRefuses, with_code_and_pointer) { EXPECT_EQ(faults_of(GetParam().line), GetParam().faults) << GetParam().line; }

INSTANTIATE_TEST_SUITE_P(
    Shape, ParseCommandRefuses,
    testing::Values(Case{"blank", "", {{"malformed", ""}}}, Case{"no_json", "create_customer", {{"malformed", ""}}},
                    Case{"array", "[]", {{"malformed", ""}}}, Case{"number", "7", {{"malformed", ""}}},
                    Case{
                        "duplicate_name", R"({"command":"freeze_customer","data":{"customer_id":1,"customer_id":2}})", {{"malformed", ""}}},
                    Case{"no_command", R"({"data":{}})", {{"malformed", "/command"}}},
                    Case{"command_is_no_text", R"({"command":7})", {{"malformed", "/command"}}},
                    Case{"unknown_command", R"({"command":"pay","data":{}})", {{"malformed", "/command"}}},
                    Case{"importer_command", R"({"command":"import_customer","data":{}})", {{"malformed", "/command"}}},
                    Case{"data_is_no_object", R"({"command":"freeze_customer","data":[]})", {{"malformed", "/data"}}},
                    Case{"no_data", R"({"command":"freeze_customer"})", {{"missing_field", "/data/customer_id"}}},
                    Case{"too_long", std::string(line_bytes_max + 1, ' '), {{"payload_too_large", ""}}}),
    [](const auto& each) { return each.param.what; });

INSTANTIATE_TEST_SUITE_P(
    Envelope, ParseCommandRefuses,
    testing::Values(
        Case{"unknown_member", R"({"command":"freeze_customer","data":{"customer_id":1},"a/b":1})", {{"unknown_field", "/a~1b"}}},
        Case{"actor", R"({"command":"freeze_customer","data":{"customer_id":1},"actor":"me"})", {{"unknown_field", "/actor"}}},
        Case{"empty_key",
             R"({"command":"freeze_customer","data":{"customer_id":1},"idempotency_key":""})",
             {{"invalid_field", "/idempotency_key"}}},
        Case{"long_key",
             R"({"command":"freeze_customer","data":{"customer_id":1},"idempotency_key":")" + std::string(256, 'k') + "\"}",
             {{"invalid_field", "/idempotency_key"}}},
        Case{"key_is_no_text",
             R"({"command":"freeze_customer","data":{"customer_id":1},"idempotency_key":1})",
             {{"invalid_field", "/idempotency_key"}}},
        Case{"control_in_key",
             R"({"command":"freeze_customer","data":{"customer_id":1},"idempotency_key":"a\u0000"})",
             {{"invalid_field", "/idempotency_key"}}},
        Case{"negative_version",
             R"({"command":"freeze_customer","data":{"customer_id":1},"expected_version":-1})",
             {{"invalid_field", "/expected_version"}}},
        Case{"fraction_version",
             R"({"command":"freeze_customer","data":{"customer_id":1},"expected_version":1.5})",
             {{"invalid_field", "/expected_version"}}},
        Case{"text_version",
             R"({"command":"freeze_customer","data":{"customer_id":1},"expected_version":"1"})",
             {{"invalid_field", "/expected_version"}}},
        Case{
            "dry_run_is_no_flag", R"({"command":"freeze_customer","data":{"customer_id":1},"dry_run":1})", {{"invalid_field", "/dry_run"}}},
        Case{"reason_is_no_text", R"({"command":"write_off_debt","data":{"debt_id":1},"reason":7})", {{"invalid_field", "/reason"}}},
        Case{"empty_reason", R"({"command":"write_off_debt","data":{"debt_id":1},"reason":""})", {{"invalid_field", "/reason"}}},
        Case{"no_reason", R"({"command":"write_off_debt","data":{"debt_id":1}})", {{"missing_field", "/reason"}}},
        Case{"null_reason", R"({"command":"settle_debt","data":{"debt_id":1},"reason":null})", {{"missing_field", "/reason"}}}),
    [](const auto& each) { return each.param.what; });

INSTANTIATE_TEST_SUITE_P(
    Data, ParseCommandRefuses,
    testing::Values(
        Case{"unknown_name", payment_with(R"("amount":1,"amounts":1)"), {{"unknown_field", "/data/amounts"}}},
        Case{"name_to_escape", payment_with(R"("amount":1,"a/~":1)"), {{"unknown_field", "/data/a~1~0"}}},
        Case{"own_column", payment_with(R"("amount":1,"id":5)"), {{"invalid_field", "/data/id"}}},
        Case{"derived_column", payment_with(R"("amount":1,"refunded_amount":"0.00")"), {{"invalid_field", "/data/refunded_amount"}}},
        Case{"column_of_another_table", payment_with(R"("amount":1,"credit_score":700)"), {{"unknown_field", "/data/credit_score"}}},
        Case{"date_of_record", customer_with(R"("created_at":"2024-01-01")"), {{"invalid_field", "/data/created_at"}}},
        Case{"status_in_update",
             R"({"command":"update_customer","data":{"customer_id":1,"account_status":"frozen"}})",
             {{"invalid_field", "/data/account_status"}}},
        Case{"null_for_required", payment_with(R"("amount":null)"), {{"missing_field", "/data/amount"}}},
        Case{"empty_for_required", R"({"command":"place_debt","data":{"debt_id":1,"agency":""}})", {{"invalid_field", "/data/agency"}}},
        Case{"status_in_lower_case", payment_with(R"("amount":1,"status":"completed")"), {{"invalid_field", "/data/status"}}},
        Case{"status_not_settable", payment_with(R"("amount":1,"status":"FAILED")"), {{"invalid_field", "/data/status"}}},
        Case{"status_is_no_text", payment_with(R"("amount":1,"status":1)"), {{"invalid_field", "/data/status"}}},
        Case{"text_is_a_number", payment_with(R"("amount":1,"payment_method":5)"), {{"invalid_field", "/data/payment_method"}}},
        Case{"too_many_decimals_of_a_second",
             R"({"command":"complete_payment","data":{"payment_id":1,"payment_date":"2025-01-01T00:00:00.1234567Z"}})",
             {{"invalid_field", "/data/payment_date"}}},
        Case{"date_is_a_number",
             R"({"command":"complete_payment","data":{"payment_id":1,"payment_date":1738317600}})",
             {{"invalid_field", "/data/payment_date"}}},
        Case{"no_such_day",
             R"({"command":"complete_payment","data":{"payment_id":1,"payment_date":"2025-02-30"}})",
             {{"invalid_field", "/data/payment_date"}}},
        Case{"score_with_fraction", customer_with(R"("credit_score":700.0)"), {{"invalid_field", "/data/credit_score"}}},
        Case{"score_too_big", customer_with(R"("credit_score":4294967996)"), {{"invalid_field", "/data/credit_score"}}},
        Case{"flag_as_text",
             R"({"command":"link_account","data":{"customer_id":1,"account_type":"c","account_number":"1","is_primary":"true"}})",
             {{"invalid_field", "/data/is_primary"}}},
        Case{
            "bad_element",
            R"({"command":"log_communication","data":{"customer_id":1,"communication_type":"CALL","direction":"inbound","debt_ids":[1,0]}})",
            {{"invalid_field", "/data/debt_ids/1"}}},
        Case{"elements_are_no_array",
             R"({"command":"log_communication","data":{"customer_id":1,"communication_type":"CALL","direction":"inbound","debt_ids":5}})",
             {{"invalid_field", "/data/debt_ids"}}},
        Case{
            "all_together",
            R"({"command":"record_payment","data":{"customer_id":"x","amount":"1.234","zebra":1,"id":1,"notes":"\u0001"},"reason":1,"extra":0})",
            {{"unknown_field", "/data/zebra"},
             {"unknown_field", "/extra"},
             {"missing_field", "/data/debt_id"},
             {"missing_field", "/data/payment_date"},
             {"invalid_field", "/data/amount"},
             {"invalid_field", "/data/customer_id"},
             {"invalid_field", "/data/id"},
             {"invalid_field", "/data/notes"},
             {"invalid_field", "/reason"}}}),
    [](const auto& each) { return each.param.what; });

TEST(ParseCommand, never_echoes_a_value) {
  const auto request =
      parsed(customer_with(R"("ssn":"secret-ssn","email":"secret-mail","credit_score":"secret-score","account_status":"secret-status")"));
  ASSERT_FALSE(request);
  for (const Error& error : flatten(request.error())) {
    EXPECT_EQ(error.detail.find("secret"), std::string::npos) << error.detail;
  }
}

TEST(CreatedTable, is_the_table_of_creating_commands) {
  EXPECT_EQ(created_table(CreateCustomer{}), Table::customers);
  EXPECT_EQ(created_table(IssueDebt{}), Table::debts);
  EXPECT_EQ(created_table(RecordPayment{}), Table::payments);
  EXPECT_EQ(created_table(LogCommunication{}), Table::communications);
  EXPECT_EQ(created_table(LinkAccount{}), Table::accounts);
  EXPECT_EQ(created_table(RefundPayment{}), std::nullopt);
}

TEST(LocateInLine, tells_data_from_envelope) {
  const auto located = [](const std::string& pointer) { return locate_in_line(error(ErrorCode::invalid_field, "", pointer)).pointer; };
  EXPECT_EQ(located("/debt_id"), "/data/debt_id");
  EXPECT_EQ(located("/debt_ids/0"), "/data/debt_ids/0");
  EXPECT_EQ(located("/expected_version"), "/expected_version");
  EXPECT_EQ(located("/idempotency_key"), "/idempotency_key");
  EXPECT_EQ(located("/reason"), "/reason");
  EXPECT_EQ(located(""), "");
}

}  // namespace
}  // namespace daybook
