// Rows and summaries: all columns, always.
#include <gtest/gtest.h>

#include "api/json/summary_json.hpp"
#include "projections/row.hpp"

namespace daybook {
namespace {

template <class Row>
std::string document_of(const Row& row) {
  JsonWriter writer(Currency{});
  writer.begin_object();
  write_fields(writer, row);
  writer.end_object();
  return writer.take();
}

TEST(Rows, show_all_columns_of_a_customer) {
  CustomerRow row;
  row.id = {7};
  row.first_name = "Jane";
  row.last_name = "Smith";
  row.phone_primary = "+1987654321";
  row.date_of_birth = parse_date("1980-01-02").value();
  row.ssn = "***-**-6789";
  row.annual_income = Money{5'200'000};
  row.version = {2};
  EXPECT_EQ(document_of(row),
            R"({"id":7,"first_name":"Jane","last_name":"Smith","middle_name":null,"date_of_birth":"1980-01-02","ssn":"***-**-6789",)"
            R"("email":null,"phone_primary":"+1987654321","phone_secondary":null,"address_line1":null,"address_line2":null,"city":null,)"
            R"("state":null,"zip_code":null,"country":null,"employer_name":null,"employment_status":null,"annual_income":"52000.00",)"
            R"("account_status":"active","credit_score":null,"created_at":"1970-01-01T00:00:00.000000Z",)"
            R"("updated_at":"1970-01-01T00:00:00.000000Z","notes":null,"version":2,"external_id":null})");
}

TEST(Rows, show_amounts_of_a_debt_that_are_nothing) {
  const std::string json = document_of(DebtRow{});
  for (const char* column : {"credit_balance", "forgiven_amount", "written_off_amount", "recovered_amount"}) {
    EXPECT_NE(json.find("\"" + std::string(column) + "\":\"0.00\""), std::string::npos) << column;
  }
}

TEST(Summaries, show_all_members_of_a_customers) {
  CustomerSummary summary;
  summary.customer_id = {7};
  summary.position = {12};
  EXPECT_EQ(summary_document(summary, {}),
            R"({"customer_id":7,"total_debt":"0.00","active_debt_count":0,"open_debt_count":0,"total_paid":"0.00",)"
            R"("recovered_amount":"0.00","written_off_balance":"0.00","forgiven_amount":"0.00","credit_balance":"0.00",)"
            R"("pending_payment_amount":"0.00","oldest_days_past_due":0,"last_payment_date":null,"last_communication_at":null,)"
            R"("debt_count":0,"payment_count":0,"communication_count":0,"account_count":0,"position":12})");
}

TEST(Summaries, show_every_bucket_of_the_portfolio) {
  PortfolioSummary portfolio;
  portfolio.debt_count = 1;
  portfolio.by_status[static_cast<std::size_t>(DebtStatus::active)].count = 1;
  portfolio.by_status[static_cast<std::size_t>(DebtStatus::active)].current_balance += Money{480'000};
  portfolio.by_days_past_due.back().count = 2;
  portfolio.position = {12};
  EXPECT_EQ(portfolio_document(portfolio, {}),
            R"({"customer_count":0,"debt_count":1,"payment_count":0,"communication_count":0,"account_count":0,"total_debt":"0.00",)"
            R"("total_paid":"0.00","recovered_amount":"0.00","written_off_balance":"0.00","forgiven_amount":"0.00",)"
            R"("credit_balance":"0.00","pending_payment_amount":"0.00","by_status":{"ACTIVE":{"count":1,"current_balance":"4800.00"},)"
            R"("DEFAULTED":{"count":0,"current_balance":"0.00"},"IN_COLLECTION":{"count":0,"current_balance":"0.00"},)"
            R"("PAID_OFF":{"count":0,"current_balance":"0.00"},"SETTLED":{"count":0,"current_balance":"0.00"},)"
            R"("WRITTEN_OFF":{"count":0,"current_balance":"0.00"}},"by_days_past_due":{"0":{"count":0,"current_balance":"0.00"},)"
            R"("1-29":{"count":0,"current_balance":"0.00"},"30-59":{"count":0,"current_balance":"0.00"},)"
            R"("60-89":{"count":0,"current_balance":"0.00"},"90-119":{"count":0,"current_balance":"0.00"},)"
            R"("120-179":{"count":0,"current_balance":"0.00"},"180+":{"count":2,"current_balance":"0.00"}},"position":12})");
}

}  // namespace
}  // namespace daybook
