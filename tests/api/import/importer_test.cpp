#include "api/import/importer.hpp"

#include "tests/api/import/import_fixture.hpp"

namespace daybook {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

TEST_F(ImportTest, brings_in_all_five_tables) {
  old.add_customer(
      1, {{"ssn", "'123-45-6789'"}, {"email", "'jane@example.com'"}, {"annual_income", "52000.5"}, {"account_status", "'frozen'"}});
  old.add_debt(1, 1, {{"current_balance", "90.0"}, {"status", "'DEFAULTED'"}, {"interest_rate", "19.99"}});
  old.add_payment(1, 1, 1, {{"transaction_id", "'T-1'"}, {"notes", "'thanks'"}});
  old.add_communication(1, 1, {{"duration_seconds", "180"}, {"agent_id", "'agent_001'"}});
  old.add_account(1, 1, {{"is_primary", "1"}, {"routing_number", "'021000021'"}});
  const ImportReport report = import();
  EXPECT_EQ(sum(report, &TableTotals::imported), 5U);
  EXPECT_THAT(rejections(report), IsEmpty());

  const Snapshot snapshot = ledger->snapshot();
  const CustomerRow customer = snapshot.row(CustomerId{1}).value();
  EXPECT_EQ(customer.first_name, "Jane");
  EXPECT_EQ(customer.annual_income, Money{5'200'050});
  EXPECT_EQ(customer.account_status, CustomerStatus::frozen);
  EXPECT_EQ(customer.created_at, parse_instant("2020-01-02T03:04:05Z").value());
  EXPECT_EQ(customer.updated_at, parse_instant("2021-01-02T03:04:05Z").value());
  EXPECT_EQ(customer.external_id, 1);
  const DebtRow debt = snapshot.row(DebtId{1}).value();
  EXPECT_EQ(debt.current_balance, Money{9'000});
  EXPECT_EQ(debt.status, DebtStatus::defaulted);
  EXPECT_EQ(debt.interest_rate, Rate{199'900});
  EXPECT_EQ(debt.last_payment_date, parse_instant("2020-02-15T09:30:00Z").value());
  const PaymentRow payment = snapshot.row(PaymentId{1}).value();
  EXPECT_EQ(payment.applied, Money{1'000});
  EXPECT_EQ(payment.transaction_id, "T-1");
  EXPECT_EQ(payment.notes, "thanks");
  EXPECT_EQ(snapshot.row(CommunicationId{1}).value().duration_seconds, 180);
  EXPECT_TRUE(snapshot.row(AccountId{1}).value().is_primary);
}

TEST_F(ImportTest, keeps_the_old_ids_where_nothing_is_rejected) {
  for (const int id : {1, 2, 3}) {
    old.add_customer(id);
    old.add_debt(id, 4 - id, {{"current_balance", "80.0"}});
    old.add_payment(2L * id - 1, 4 - id, id, {{"payment_date", "'2020-02-01T08:00:00'"}});
    old.add_payment(2L * id, 4 - id, id, {{"payment_date", "'2020-02-01 09:00:00'"}});
  }
  import();
  for (std::uint64_t id = 1; id <= 6; ++id) {
    EXPECT_EQ(ledger->snapshot().row(PaymentId{id}).value().external_id, static_cast<std::int64_t>(id));
  }
  EXPECT_EQ(ledger->snapshot().row(DebtId{3}).value().customer_id, CustomerId{1});
}

TEST_F(ImportTest, follows_ids_that_leave_gaps) {
  old.add_customer(-7);
  old.add_customer(4'000'000'000'000);
  old.add_debt(50, 4'000'000'000'000);
  old.add_payment(9, 4'000'000'000'000, 50, {{"status", "'PENDING'"}});
  old.add_account(3, -7);
  EXPECT_EQ(sum(import(), &TableTotals::imported), 5U);
  EXPECT_EQ(ledger->snapshot().row(DebtId{1}).value().customer_id, CustomerId{2});
  EXPECT_EQ(ledger->snapshot().row(PaymentId{1}).value().debt_id, DebtId{1});
  EXPECT_EQ(ledger->snapshot().row(AccountId{1}).value().customer_id, CustomerId{1});
}

TEST_F(ImportTest, makes_interest_and_fees_an_adjustment) {
  old.add_customer(1);
  old.add_debt(1, 1, {{"original_amount", "100.0"}, {"current_balance", "95.0"}});
  old.add_payment(1, 1, 1, {{"amount", "12.34"}});
  old.add_payment(2, 1, 1, {{"amount", "50.0"}, {"status", "'FAILED'"}});
  old.add_payment(3, 1, 1, {{"amount", "50.0"}, {"status", "'REFUNDED'"}});
  old.add_debt(2, 1, {{"current_balance", "70.0"}});
  old.add_debt(3, 1);
  const ImportReport report = import();
  ASSERT_EQ(report.adjustments.size(), 2U);
  EXPECT_EQ(report.adjustments[0].debt_id, DebtId{1});
  EXPECT_EQ(report.adjustments[0].amount, Money{734});
  EXPECT_EQ(report.adjustments[1].external_id, 2);
  EXPECT_EQ(report.adjustments[1].amount, Money{-3'000});
  EXPECT_EQ(format(report.adjustments_sum, Currency{}), "-22.66");

  const auto adjusted = events("DebtBalanceAdjusted");
  ASSERT_EQ(adjusted.size(), 2U);
  for (std::size_t i = 0; i < adjusted.size(); ++i) {
    const auto& event = std::get<DebtBalanceAdjusted>(adjusted[i].record.event);
    EXPECT_EQ(event.kind, AdjustmentKind::import);
    EXPECT_EQ(event.debt_id, report.adjustments[i].debt_id);
    EXPECT_EQ(event.amount, report.adjustments[i].amount);
  }
  EXPECT_EQ(ledger->snapshot().row(DebtId{1}).value().current_balance, Money{9'500});
  EXPECT_EQ(ledger->snapshot().row(PaymentId{3}).value().refunded_amount, Money{5'000});
}

TEST_F(ImportTest, forgives_what_a_settled_debt_left) {
  old.add_customer(1);
  old.add_debt(1, 1, {{"current_balance", "0.0"}, {"status", "'SETTLED'"}});
  old.add_payment(1, 1, 1, {{"amount", "40.0"}});
  old.add_debt(2, 1, {{"current_balance", "0.0"}, {"status", "'SETTLED'"}});
  old.add_payment(2, 1, 2, {{"amount", "110.0"}});
  const ImportReport report = import();
  EXPECT_EQ(ledger->snapshot().row(DebtId{1}).value().forgiven_amount, Money{6'000});
  EXPECT_EQ(ledger->snapshot().row(DebtId{2}).value().forgiven_amount, Money{});
  ASSERT_EQ(report.adjustments.size(), 1U);
  EXPECT_EQ(report.adjustments[0].amount, Money{1'000});
}

TEST_F(ImportTest, lists_what_goes_in_though_it_is_odd) {
  old.add_customer(1, {{"account_status", "'closed'"}});
  old.add_debt(1, 1);
  old.add_debt(2, 1, {{"current_balance", "0.0"}});
  old.add_payment(1, 1, 2, {{"payment_date", "'2020-01-14'"}});
  old.add_payment(2, 1, 2, {{"amount", "10.125"}, {"payment_date", "'2020-01-15 00:00:00'"}});
  old.add_account(1, 1, {{"is_primary", "1"}, {"is_active", "0"}});
  old.add_account(2, 1, {{"is_primary", "1"}});
  old.add_account(3, 1, {{"is_primary", "1"}});
  const ImportReport report = import();
  EXPECT_THAT(rejections(report), IsEmpty());
  EXPECT_THAT(
      listings(report),
      UnorderedElementsAre("customers 1: is closed though debt 1 is open", "debts 2: is open though nothing is owed: it becomes PAID_OFF",
                           "payments 1: payment_date is before the debt's issue_date", "payments 2: amount is rounded by more than 0.00001",
                           "accounts 1: is not primary: it is inactive, or its customer has a primary account",
                           "accounts 3: is not primary: it is inactive, or its customer has a primary account"));
  EXPECT_EQ(ledger->snapshot().row(DebtId{2}).value().status, DebtStatus::paid_off);
  EXPECT_TRUE(ledger->snapshot().row(AccountId{2}).value().is_primary);
  EXPECT_FALSE(ledger->snapshot().row(AccountId{3}).value().is_primary);
}

TEST_F(BrokenImportTest, rejects_each_broken_row_and_takes_the_rest) {
  old.add_customer(1, {{"ssn", "'123-45-6789'"}, {"email", "'jane@example.com'"}});
  old.add_customer(2, {{"ssn", "'123456789'"}});
  old.add_customer(3, {{"email", "' Jane@Example.com'"}});
  old.add_customer(4, {{"first_name", "NULL"}});
  old.add_customer(5, {{"annual_income", "'plenty'"}});
  old.add_customer(6, {{"date_of_birth", "'2027-01-01'"}});
  old.add_debt(1, 1, {{"current_balance", "90.0"}});
  old.add_debt(2, 99);
  old.add_debt(3, 1, {{"original_amount", "-5.0"}});
  old.add_debt(4, 1, {{"status", "'PAID_OFF'"}});
  old.add_debt(5, 1, {{"issue_date", "'2020-02-31 00:00:00'"}});
  old.add_debt(6, 1, {{"issue_date", "'2027-01-01'"}});
  old.add_payment(1, 1, 1);
  old.add_payment(2, 99, 1);
  old.add_payment(3, 1, 77);
  old.add_payment(4, 1, 1, {{"amount", "-10.0"}});
  old.add_payment(5, 1, 1, {{"status", "'LOST'"}});
  old.add_payment(6, 1, 1, {{"debt_id", "'one'"}});
  old.add_communication(1, 1, {{"communication_type", "'FAX'"}});
  old.add_communication(2, 1, {{"timestamp", "'2027-01-01'"}});
  old.add_communication(3, 1);
  old.add_account(1, 1);
  old.add_account(2, 1, {{"account_number", "'700000000001'"}});
  old.run("INSERT INTO accounts (id) VALUES (NULL)");
  const ImportReport report = import();
  EXPECT_THAT(rejections(report),
              UnorderedElementsAre(
                  "customers 2 duplicate_ssn", "customers 3 duplicate_email", "customers 4 missing_field", "customers 5 invalid_field",
                  "customers 6 date_in_future", "debts 2 customer_not_found", "debts 3 invalid_field", "debts 4 invalid_field",
                  "debts 5 invalid_field", "debts 6 date_in_future", "payments 2 customer_not_found", "payments 3 debt_not_found",
                  "payments 4 invalid_field", "payments 5 invalid_field", "payments 6 invalid_field", "communication_logs 1 invalid_field",
                  "communication_logs 2 date_in_future", "accounts 2 duplicate_account_number", "accounts none invalid_field"));
  EXPECT_EQ(sum(report, &TableTotals::imported), 5U);
  EXPECT_EQ(sum(report, &TableTotals::read), 24U);
  EXPECT_EQ(sum(report, &TableTotals::rejected), 19U);
  EXPECT_EQ(ledger->snapshot().row(DebtId{1}).value().current_balance, Money{9'000});
}

TEST_F(BrokenImportTest, rejects_the_children_of_what_is_rejected) {
  old.add_customer(1, {{"first_name", "NULL"}});
  old.add_customer(2);
  old.add_debt(1, 1);
  old.add_debt(2, 2, {{"debt_type", "NULL"}});
  old.add_payment(1, 1, 1);
  old.add_payment(2, 2, 2);
  old.add_payment(3, 2, 2, {{"amount", "0.0"}});
  old.add_communication(1, 1);
  old.add_account(1, 1);
  EXPECT_THAT(rejections(import()),
              UnorderedElementsAre("customers 1 missing_field", "debts 1 parent_rejected", "debts 2 missing_field",
                                   "payments 1 parent_rejected", "payments 2 parent_rejected", "payments 3 invalid_field",
                                   "communication_logs 1 parent_rejected", "accounts 1 parent_rejected"));
}

TEST_F(BrokenImportTest, rejects_all_rows_that_share_an_id) {
  old.add_customer(1);
  old.add_customer(2);
  old.add_customer(2);
  old.add_debt(1, 2);
  EXPECT_THAT(rejections(import()),
              UnorderedElementsAre("customers 2 invalid_field", "customers 2 invalid_field", "debts 1 parent_rejected"));
}

TEST_F(BrokenImportTest, leaves_out_the_payments_that_stand_in_a_debts_way) {
  old.add_customer(1);
  old.add_customer(2);
  old.add_debt(1, 1, {{"current_balance", "90.0"}});
  old.add_payment(1, 1, 1, {{"transaction_id", "'T-1'"}});
  old.add_debt(2, 1, {{"current_balance", "70.0"}});
  old.add_payment(2, 1, 2, {{"payment_date", "'2027-01-01'"}});
  old.add_payment(3, 1, 2, {{"transaction_id", "'T-1'"}});
  old.add_payment(4, 1, 2, {{"transaction_id", "'T-4'"}});
  old.add_payment(5, 1, 2, {{"transaction_id", "'T-4'"}});
  old.add_payment(6, 2, 2);
  old.add_payment(7, 1, 2, {{"payment_date", "'2027-01-01'"}, {"status", "'PENDING'"}});
  const ImportReport report = import();
  EXPECT_THAT(rejections(report), UnorderedElementsAre("payments 2 date_in_future", "payments 3 duplicate_transaction_id",
                                                       "payments 5 duplicate_transaction_id", "payments 6 debt_not_owned_by_customer"));
  EXPECT_EQ(ledger->snapshot().row(DebtId{2}).value().current_balance, Money{7'000});
  EXPECT_EQ(ledger->snapshot().portfolio().value().payment_count, 3U);
  EXPECT_EQ(format(report.adjustments_sum, Currency{}), "-20.00");
}

TEST_F(BrokenImportTest, reports_in_json_without_any_personal_value) {
  old.add_customer(
      1, {{"first_name", "'Zerbinetta'"}, {"ssn", "'123-45-6789'"}, {"email", "'zerbinetta@example.com'"}, {"account_status", "'closed'"}});
  old.add_customer(2, {{"first_name", "'Zerbinetta'"}, {"ssn", "'123-45-6789'"}});
  old.add_customer(3, {{"email", "'zerbinetta.example.com'"}, {"annual_income", "12.3456"}});
  old.add_debt(1, 1, {{"current_balance", "0.5"}, {"notes", "'Zerbinetta'"}});
  old.add_account(1, 1, {{"account_number", "'Zerbinetta'"}});
  old.add_account(2, 1, {{"account_number", "'Zerbinetta'"}});
  const std::string document = report_document(import(), Currency{});
  EXPECT_EQ(document, R"({"source":"bank","database":"bank.sqlite","dry_run":false,"totals":{)"
                      R"("customers":{"read":3,"imported":1,"unchanged":0,"changed":0,"rejected":2},)"
                      R"("debts":{"read":1,"imported":1,"unchanged":0,"changed":0,"rejected":0},)"
                      R"("payments":{"read":0,"imported":0,"unchanged":0,"changed":0,"rejected":0},)"
                      R"("communication_logs":{"read":0,"imported":0,"unchanged":0,"changed":0,"rejected":0},)"
                      R"("accounts":{"read":2,"imported":1,"unchanged":0,"changed":0,"rejected":1},"adjustments_sum":"-99.50"},)"
                      R"("adjustments":[{"debt_id":1,"external_id":1,"amount":"-99.50"}],)"
                      R"("rejected":[{"table":"customers","id":2,"code":"duplicate_ssn","reason":"ssn is taken"},)"
                      R"({"table":"customers","id":3,"code":"invalid_field","reason":"email is no e-mail address"},)"
                      R"({"table":"accounts","id":2,"code":"duplicate_account_number","reason":"account_number is taken"}],)"
                      R"("changed":[],"listed":[{"table":"customers","id":1,"reason":"is closed though debt 1 is open"}]})");
}

TEST_F(ImportTest, gives_each_rejection_a_reason) {
  old.add_customer(1, {{"email", "'no address'"}});
  old.add_customer(2);
  old.add_debt(1, 1);
  old.add_debt(2, 2);
  old.add_payment(1, 2, 2);
  old.add_payment(2, 2, 2, {{"payment_date", "'2999-01-01'"}});
  std::vector<std::string> reasons;
  for (const ImportRejection& each : import().rejected) {
    reasons.push_back(each.reason);
  }
  EXPECT_THAT(reasons, ElementsAre("email is no e-mail address", "parent_rejected", "payment_date is in the future"));
}

TEST_F(ImportTest, refuses_a_source_without_a_proper_name) {
  ImportOptions options;
  options.file = old.file();
  for (const std::string& name : {std::string(), std::string("a\nb"), std::string(101, 'x')}) {
    options.source = name;
    EXPECT_EQ(import_database(*ledger, options).error().code, ErrorCode::invalid_field);
  }
}

TEST_F(ImportTest, tells_how_far_it_has_come) {
  old.add_customer(1);
  old.add_debt(1, 1);
  old.add_payment(1, 1, 1);
  std::vector<std::pair<std::uint64_t, std::uint64_t>> seen;
  ImportOptions options;
  options.file = old.file();
  options.progress = [&](std::uint64_t rows, std::uint64_t total) { seen.emplace_back(rows, total); };
  ASSERT_TRUE(import_database(*ledger, options).has_value());
  EXPECT_THAT(seen, ElementsAre(std::pair(1, 3), std::pair(2, 3), std::pair(3, 3)));
}

}  // namespace
}  // namespace daybook
