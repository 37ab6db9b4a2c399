#include "api/import/convert.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>

#include "events/require.hpp"

namespace daybook {
namespace {

using Values = std::map<std::string, SourceValue>;

const SourceValue null{};

SourceValue text(std::string value) { return value; }
SourceValue integer(std::int64_t value) { return value; }

Values proper(Table table) {
  switch (table) {
    case Table::customers:
      return {{"id", integer(7)}, {"first_name", text("Jane")}, {"last_name", text("Smith")}, {"phone_primary", text("+12025550143")}};
    case Table::debts:
      return {{"id", integer(7)},         {"customer_id", integer(3)}, {"debt_type", text("loan")},
              {"original_amount", 100.0}, {"current_balance", 60.0},   {"issue_date", text("2020-01-15 09:30:00.000000")}};
    case Table::payments:
      return {
          {"id", integer(7)}, {"customer_id", integer(3)}, {"debt_id", integer(5)}, {"amount", 10.5}, {"payment_date", text("2020-02-15")}};
    case Table::communications:
      return {{"id", integer(7)},
              {"customer_id", integer(3)},
              {"communication_type", text("CALL")},
              {"direction", text("inbound")},
              {"timestamp", text("2020-03-01 12:00:00.000000")}};
    case Table::accounts:
      return {
          {"id", integer(7)}, {"customer_id", integer(3)}, {"account_type", text("checking")}, {"account_number", text("700000000001")}};
    case Table::ledger:
      break;
  }
  require(false, "the ledger itself is no table of the old database");
  return {};
}

/// A proper row with some columns changed.
Result<OldRow> convert_row(Table table, const Values& changes = {}, Currency currency = {}) {
  Values values = proper(table);
  for (const auto& [column, value] : changes) {
    values[column] = value;
  }
  const SourceShape& shape = shape_of(table);
  std::vector<SourceValue> row;
  row.reserve(shape.columns.size());
  for (const SourceColumn& column : shape.columns) {
    row.push_back(values[std::string(column.name)]);
  }
  return convert(SourceRow(shape, std::move(row)), {currency, "bank"});
}

template <class T>
T converted(const Values& changes = {}) {
  const Result<OldRow> row = convert_row(decltype(T::row)::table, changes);
  require(row.has_value(), "the row is proper");
  return std::get<T>(row.value().import);
}

/// Pointers of what is wrong with the row.
std::vector<std::string> pointers(const Result<OldRow>& row) {
  std::vector<std::string> found;
  if (row.has_error()) {
    for (const Error& each : flatten(row.error())) {
      found.push_back(each.pointer);
    }
  }
  return found;
}

TEST(Convert, reads_a_customer) {
  const auto import = converted<ImportCustomer>({{"date_of_birth", text("1980-05-06 00:00:00.000000")},
                                                 {"ssn", text("123-45-6789")},
                                                 {"annual_income", 52'000.5},
                                                 {"credit_score", integer(720)},
                                                 {"account_status", text("frozen")},
                                                 {"created_at", text("2020-01-02 03:04:05.678900")},
                                                 {"updated_at", text("2021-01-02T03:04:05")}});
  EXPECT_EQ(import.row.first_name, "Jane");
  EXPECT_EQ(import.row.phone_primary, "+12025550143");
  EXPECT_EQ(import.row.date_of_birth, parse_date("1980-05-06").value());
  EXPECT_EQ(import.row.ssn, "123-45-6789");
  EXPECT_EQ(import.row.annual_income, Money{5'200'050});
  EXPECT_EQ(import.row.credit_score, 720);
  EXPECT_EQ(import.row.country, std::nullopt);
  EXPECT_EQ(import.status, CustomerStatus::frozen);
  EXPECT_EQ(import.origin.source, "bank");
  EXPECT_EQ(import.origin.external_id, 7);
  EXPECT_EQ(import.origin.created_at, parse_instant("2020-01-02T03:04:05.6789Z").value());
  EXPECT_EQ(import.origin.updated_at, parse_instant("2021-01-02T03:04:05Z").value());
}

TEST(Convert, reads_a_debt_and_ignores_what_the_ledger_derives) {
  const auto row =
      convert_row(Table::debts, {{"interest_rate", 19.99}, {"minimum_payment", integer(15)}, {"due_date", text("2020-02-15")}});
  EXPECT_EQ(row.value().customer_id, 3);
  const auto& import = std::get<ImportDebt>(row.value().import);
  EXPECT_EQ(import.row.original_amount, Money{10'000});
  EXPECT_EQ(import.row.current_balance, Money{6'000});
  EXPECT_EQ(import.row.interest_rate, Rate{199'900});
  EXPECT_EQ(import.row.minimum_payment, Money{1'500});
  EXPECT_EQ(import.row.issue_date, parse_instant("2020-01-15T09:30:00Z").value());
  EXPECT_EQ(import.row.due_date, parse_instant("2020-02-15").value());
  EXPECT_EQ(import.row.days_past_due, std::nullopt);
  EXPECT_EQ(import.status, DebtStatus::active);
}

TEST(Convert, reads_a_payment_a_communication_and_an_account) {
  const auto payment = convert_row(Table::payments, {{"status", text("FAILED")}, {"transaction_id", text("T-1")}});
  EXPECT_EQ(payment.value().debt_id, 5);
  EXPECT_EQ(std::get<ImportPayment>(payment.value().import).status, PaymentStatus::failed);
  EXPECT_EQ(std::get<ImportPayment>(payment.value().import).row.amount, Money{1'050});
  EXPECT_EQ(converted<ImportPayment>().status, PaymentStatus::pending);

  const auto communication = converted<ImportCommunication>({{"duration_seconds", 180.0}, {"agent_id", integer(12)}});
  EXPECT_EQ(communication.row.duration_seconds, 180);
  EXPECT_EQ(communication.row.agent_id, "12");
  EXPECT_EQ(communication.row.timestamp, parse_instant("2020-03-01T12:00:00Z").value());

  const auto account = converted<ImportAccount>({{"is_active", integer(0)}, {"is_primary", integer(1)}});
  EXPECT_EQ(account.row.is_active, false);
  EXPECT_EQ(account.row.is_primary, true);
  EXPECT_EQ(converted<ImportAccount>().row.is_active, std::nullopt);
}

TEST(Convert, reads_every_form_of_an_instant) {
  const auto timestamp = [](const std::string& form) {
    const auto row = convert_row(Table::communications, {{"timestamp", text(form)}});
    return row ? format(*std::get<ImportCommunication>(row.value().import).row.timestamp) : "refused";
  };
  EXPECT_EQ(timestamp("2020-03-01 12:00:00.000000"), "2020-03-01T12:00:00.000000Z");
  EXPECT_EQ(timestamp("2020-03-01 12:00:00"), "2020-03-01T12:00:00.000000Z");
  EXPECT_EQ(timestamp("2020-03-01T12:00:00.5"), "2020-03-01T12:00:00.500000Z");
  EXPECT_EQ(timestamp("2020-03-01 12:00:00+02:00"), "2020-03-01T10:00:00.000000Z");
  EXPECT_EQ(timestamp("2020-03-01"), "2020-03-01T00:00:00.000000Z");
  for (const std::string nonsense : {"", "soon", "2020-02-30", "2020-13-01 00:00:00", "2020-03-01 25:00:00", "2020-03-01 12:00",
                                     "2020-03-01Z", "20200301", "2020-03-01 12:00:00.1234567", "0000-01-01", "2020-03-01 12:00:00 "}) {
    EXPECT_EQ(timestamp(nonsense), "refused") << nonsense;
  }
}

TEST(Convert, rounds_money_and_says_when_it_shows) {
  const auto exact = convert_row(Table::payments, {{"amount", 10.000001}});
  EXPECT_TRUE(exact.value().notices.empty());
  const auto rounded = convert_row(Table::payments, {{"amount", 10.125}});
  EXPECT_EQ(std::get<ImportPayment>(rounded.value().import).row.amount, Money{1'012});
  EXPECT_THAT(rounded.value().notices, testing::ElementsAre("amount is rounded by more than 0.00001"));
}

TEST(Convert, counts_in_the_units_of_the_currency) {
  const auto yen = convert_row(Table::payments, {{"amount", 1'050.0}}, parse_currency("JPY").value());
  EXPECT_EQ(std::get<ImportPayment>(yen.value().import).row.amount, Money{1'050});
  const auto dinar = convert_row(Table::payments, {{"amount", integer(2)}}, parse_currency("KWD").value());
  EXPECT_EQ(std::get<ImportPayment>(dinar.value().import).row.amount, Money{2'000});
}

struct Broken {
  Table table;
  std::string column;
  SourceValue value;
  ErrorCode code;
};

class ConvertBroken : public testing::TestWithParam<Broken> {};

TEST_P(ConvertBroken, names_the_column) {
  const auto row = convert_row(GetParam().table, {{GetParam().column, GetParam().value}});
  ASSERT_TRUE(row.has_error());
  EXPECT_EQ(row.error().code, GetParam().code);
  EXPECT_THAT(pointers(row), testing::ElementsAre("/" + GetParam().column));
  EXPECT_THAT(row.error().detail, testing::StartsWith(GetParam().column + " "));
}

constexpr auto missing = ErrorCode::missing_field;
constexpr auto invalid = ErrorCode::invalid_field;

INSTANTIATE_TEST_SUITE_P(
    null, ConvertBroken,
    testing::Values(Broken{Table::customers, "first_name", null, missing}, Broken{Table::debts, "customer_id", null, missing},
                    Broken{Table::debts, "current_balance", null, missing}, Broken{Table::debts, "issue_date", null, missing},
                    Broken{Table::payments, "debt_id", null, missing}, Broken{Table::payments, "amount", null, missing},
                    Broken{Table::communications, "timestamp", null, missing}, Broken{Table::communications, "direction", null, missing},
                    Broken{Table::accounts, "account_number", null, missing}));
INSTANTIATE_TEST_SUITE_P(
    number, ConvertBroken,
    testing::Values(
        Broken{Table::payments, "amount", text("ten"), invalid}, Broken{Table::payments, "amount", text("10.00"), invalid},
        Broken{Table::payments, "amount", Blob{}, invalid}, Broken{Table::payments, "amount", -10.0, invalid},
        Broken{Table::payments, "amount", 0.001, invalid}, Broken{Table::payments, "amount", 1e300, invalid},
        Broken{Table::payments, "amount", integer(INT64_MAX), invalid}, Broken{Table::payments, "amount", 10'000'000'000'000.5, invalid},
        Broken{Table::payments, "customer_id", 1.5, invalid}, Broken{Table::payments, "debt_id", text("12abc"), invalid},
        Broken{Table::customers, "annual_income", -1.0, invalid}, Broken{Table::customers, "credit_score", integer(851), invalid},
        Broken{Table::customers, "credit_score", integer(4'294'967'296 + 700), invalid},
        Broken{Table::customers, "credit_score", text("good"), invalid}, Broken{Table::debts, "current_balance", -0.01, invalid},
        Broken{Table::debts, "original_amount", integer(0), invalid}, Broken{Table::debts, "interest_rate", 1'000.1, invalid},
        Broken{Table::debts, "interest_rate", -1.0, invalid}, Broken{Table::debts, "interest_rate", 1e12, invalid},
        Broken{Table::communications, "duration_seconds", integer(-1), invalid}, Broken{Table::accounts, "is_active", integer(2), invalid},
        Broken{Table::accounts, "is_primary", text("yes"), invalid}));
INSTANTIATE_TEST_SUITE_P(
    text, ConvertBroken,
    testing::Values(
        Broken{Table::customers, "first_name", text(""), invalid}, Broken{Table::customers, "first_name", text("J\xFF"), invalid},
        Broken{Table::customers, "last_name", text("S\nmith"), invalid}, Broken{Table::customers, "last_name", Blob{}, invalid},
        Broken{Table::customers, "first_name", text(std::string(101, 'J')), invalid},
        Broken{Table::customers, "notes", text(std::string(16'385, 'n')), invalid}, Broken{Table::customers, "city", 1.5, invalid},
        Broken{Table::customers, "ssn", text("000-12-3456"), invalid}, Broken{Table::customers, "email", text("nobody"), invalid},
        Broken{Table::customers, "account_status", text("dormant"), invalid}, Broken{Table::debts, "status", text("active"), invalid},
        Broken{Table::payments, "status", integer(1), invalid}, Broken{Table::payments, "transaction_id", text(""), invalid},
        Broken{Table::communications, "communication_type", text("FAX"), invalid},
        Broken{Table::communications, "direction", text("INBOUND"), invalid},
        Broken{Table::accounts, "routing_number", text("123456789"), invalid},
        Broken{Table::customers, "date_of_birth", text("yesterday"), invalid},
        Broken{Table::customers, "created_at", integer(1'577'934'245), invalid},
        Broken{Table::payments, "payment_date", 43'845.5, invalid}));

TEST(Convert, reports_all_errors_of_a_row_together) {
  const auto row = convert_row(Table::customers, {{"first_name", null}, {"credit_score", text("good")}, {"created_at", text("then")}});
  EXPECT_THAT(pointers(row), testing::UnorderedElementsAre("/first_name", "/credit_score", "/created_at"));
}

TEST(Convert, refuses_a_balance_on_what_is_closed) {
  for (const std::string status : {"PAID_OFF", "SETTLED"}) {
    EXPECT_THAT(pointers(convert_row(Table::debts, {{"status", text(status)}})), testing::ElementsAre("/current_balance")) << status;
    EXPECT_TRUE(convert_row(Table::debts, {{"status", text(status)}, {"current_balance", 0.0}}).has_value()) << status;
  }
  EXPECT_TRUE(convert_row(Table::debts, {{"status", text("WRITTEN_OFF")}}).has_value());
}

TEST(Convert, refuses_a_duration_of_what_is_no_call) {
  const auto row = convert_row(Table::communications, {{"communication_type", text("EMAIL")}, {"duration_seconds", integer(60)}});
  EXPECT_THAT(pointers(row), testing::ElementsAre("/duration_seconds"));
}

TEST(Convert, never_repeats_a_value) {
  const auto row =
      convert_row(Table::customers, {{"ssn", text("000-98-7654")}, {"email", text("jane.example.com")}, {"credit_score", text("very")}});
  const auto other = convert_row(Table::customers, {{"ssn", text("000-98-7654")}, {"email", text("jane.example.com")}});
  for (const Result<OldRow>& refused : {row, other}) {
    for (const Error& each : flatten(refused.error())) {
      EXPECT_THAT(each.detail, testing::Not(testing::ContainsRegex("98|7654|jane|very")));
    }
  }
}

TEST(Convert, knows_an_id_from_other_values) {
  const SourceShape& shape = shape_of(Table::customers);
  const auto id = [&](SourceValue value) {
    std::vector<SourceValue> values(shape.columns.size());
    values.front() = std::move(value);
    return id_of(SourceRow(shape, std::move(values)));
  };
  EXPECT_EQ(id(integer(-5)), -5);
  EXPECT_EQ(id(12.0), 12);
  EXPECT_EQ(id(12.5), std::nullopt);
  EXPECT_EQ(id(1e300), std::nullopt);
  EXPECT_EQ(id(text("12")), std::nullopt);
  EXPECT_EQ(id(null), std::nullopt);
}

}  // namespace
}  // namespace daybook
