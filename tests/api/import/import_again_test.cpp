// Imports over what is there already, and rehearsals.
#include "tests/api/import/import_fixture.hpp"

namespace daybook {
namespace {

using testing::IsEmpty;
using testing::UnorderedElementsAre;

TEST_F(ImportTest, appends_nothing_the_second_time) {
  old.add_customer(1, {{"ssn", "'123-45-6789'"}});
  old.add_debt(1, 1, {{"current_balance", "90.0"}, {"notes", "'car'"}});
  old.add_debt(2, 1, {{"status", "'PAID_OFF'"}, {"current_balance", "0.0"}});
  old.add_payment(1, 1, 1);
  old.add_payment(2, 1, 1, {{"notes", "'late'"}, {"status", "'PENDING'"}});
  old.add_communication(1, 1);
  old.add_account(1, 1, {{"is_primary", "1"}});
  import();
  const Position before = newest();
  const ImportReport again = import();
  EXPECT_EQ(newest(), before);
  EXPECT_EQ(sum(again, &TableTotals::read), 7U);
  EXPECT_EQ(sum(again, &TableTotals::unchanged), 7U);
  EXPECT_EQ(sum(again, &TableTotals::imported), 0U);
  EXPECT_THAT(again.adjustments, IsEmpty());
  EXPECT_THAT(again.listed, IsEmpty());
}

TEST_F(ImportTest, tells_sources_apart) {
  old.add_customer(1);
  import();
  ImportOptions options;
  options.file = old.file();
  options.source = "branch";
  EXPECT_EQ(import_database(*ledger, options).value().of(Table::customers).imported, 1U);
  EXPECT_EQ(ledger->snapshot().portfolio().value().customer_count, 2U);
}

TEST_F(ImportTest, lists_what_changed_and_does_not_apply_it) {
  old.add_customer(1);
  old.add_customer(2);
  old.add_debt(1, 1);
  old.add_debt(2, 1);
  old.add_payment(1, 1, 1, {{"status", "'PENDING'"}});
  old.add_payment(2, 1, 1, {{"status", "'PENDING'"}});
  old.add_communication(1, 1);
  old.add_account(1, 1);
  import();
  const Position before = newest();
  old.run("UPDATE customers SET last_name = 'Jones' WHERE id = 1");
  old.run("UPDATE debts SET status = 'DEFAULTED' WHERE id = 1; UPDATE debts SET customer_id = 2 WHERE id = 2");
  old.run("UPDATE payments SET amount = 11 WHERE id = 1; UPDATE payments SET debt_id = 2, customer_id = 2 WHERE id = 2");
  old.run("UPDATE communication_logs SET outcome = 'voicemail'; UPDATE accounts SET bank_name = 'Other Bank'");
  const ImportReport report = import();
  EXPECT_THAT(changes(report),
              UnorderedElementsAre("customers 1", "debts 1", "debts 2", "payments 1", "payments 2", "communication_logs 1", "accounts 1"));
  EXPECT_EQ(newest(), before);
  EXPECT_EQ(report.of(Table::customers).unchanged, 1U);
  EXPECT_THAT(rejections(report), IsEmpty());
}

TEST_F(BrokenImportTest, calls_an_imported_row_that_broke_since_changed) {
  old.add_customer(1);
  old.add_debt(1, 1);
  old.add_payment(1, 1, 1, {{"status", "'FAILED'"}});
  import();
  old.run("UPDATE customers SET first_name = NULL; UPDATE debts SET current_balance = 'none'; UPDATE payments SET debt_id = 5");
  old.add_payment(2, 1, 1, {{"status", "'PENDING'"}});
  const ImportReport report = import();
  EXPECT_THAT(changes(report), UnorderedElementsAre("customers 1", "debts 1", "payments 1"));
  EXPECT_THAT(rejections(report), IsEmpty());
  EXPECT_EQ(report.of(Table::payments).imported, 1U);
}

TEST_F(ImportTest, adds_new_rows_to_imported_ones) {
  old.add_customer(1);
  old.add_debt(1, 1);
  old.add_debt(2, 1);
  import();
  old.add_customer(2);
  old.add_debt(3, 1);
  old.add_payment(1, 1, 2, {{"amount", "30.0"}, {"transaction_id", "'T-1'"}});
  old.add_payment(2, 1, 3);
  old.add_payment(3, 1, 2, {{"amount", "70.0"}, {"notes", "'the rest'"}});
  old.add_communication(1, 1);
  const ImportReport report = import();
  EXPECT_EQ(sum(report, &TableTotals::imported), 6U);
  EXPECT_EQ(sum(report, &TableTotals::unchanged), 3U);
  EXPECT_EQ(ledger->snapshot().row(DebtId{2}).value().status, DebtStatus::paid_off);
  EXPECT_EQ(ledger->snapshot().row(DebtId{3}).value().current_balance, Money{10'000});

  const Position before = newest();
  const ImportReport again = import();
  EXPECT_EQ(newest(), before);
  EXPECT_EQ(sum(again, &TableTotals::unchanged), 9U);
}

TEST_F(ImportTest, takes_up_where_an_earlier_run_stopped) {
  for (int id = 1; id <= 3; ++id) {
    old.add_customer(id);
    old.add_debt(id, id, {{"current_balance", "85.0"}});
  }
  import();
  old.add_customer(4);
  old.add_debt(4, 4, {{"current_balance", "85.0"}});
  for (int id = 1; id <= 4; ++id) {
    old.add_account(id, id, {{"is_primary", "1"}});
  }
  import();
  const auto whole = Ledger::create(ledger_options("whole")).value();
  import_into(*whole);
  const auto as_rows = [](const Snapshot& snapshot) {
    std::vector<std::pair<std::optional<std::int64_t>, Money>> rows;
    const auto debts = snapshot.debts({}).value();
    for (const DebtRow& debt : debts) {
      rows.emplace_back(debt.external_id, debt.current_balance);
    }
    return rows;
  };
  EXPECT_EQ(as_rows(ledger->snapshot()), as_rows(whole->snapshot()));
  EXPECT_EQ(ledger->snapshot().accounts({}).value().size(), 4U);
  EXPECT_EQ(events("DebtBalanceAdjusted").size(), 4U);
}

TEST_F(BrokenImportTest, rehearses_without_appending) {
  old.add_customer(1, {{"ssn", "'123-45-6789'"}});
  old.add_customer(2, {{"ssn", "'123-45-6789'"}});
  old.add_debt(1, 1, {{"current_balance", "90.0"}});
  old.add_debt(2, 1, {{"current_balance", "0.0"}});
  old.add_debt(3, 2);
  old.add_payment(1, 1, 1, {{"transaction_id", "'T-1'"}});
  old.add_payment(2, 1, 2, {{"transaction_id", "'T-1'"}});
  old.add_account(1, 1, {{"is_primary", "1"}});
  old.add_account(2, 1, {{"is_primary", "1"}});
  const Position before = newest();
  const ImportReport rehearsed = import(true);
  EXPECT_TRUE(rehearsed.dry_run);
  EXPECT_EQ(newest(), before);
  ImportReport imported = import();
  imported.dry_run = true;
  EXPECT_THAT(rejections(rehearsed), testing::SizeIs(3));
  EXPECT_EQ(report_document(rehearsed, Currency{}), report_document(imported, Currency{}));
}

TEST_F(ImportTest, rehearses_what_is_new_beside_what_is_imported) {
  old.add_customer(1);
  old.add_debt(1, 1);
  old.add_account(1, 1);
  import();
  old.add_payment(1, 1, 1, {{"amount", "130.0"}});
  old.add_debt(2, 1, {{"current_balance", "120.0"}});
  old.add_customer(2);
  const Position before = newest();
  const ImportReport rehearsed = import(true);
  EXPECT_EQ(newest(), before);
  EXPECT_EQ(sum(rehearsed, &TableTotals::imported), 3U);
  EXPECT_EQ(sum(rehearsed, &TableTotals::unchanged), 3U);
  ASSERT_THAT(rehearsed.adjustments, testing::SizeIs(1));
  EXPECT_EQ(rehearsed.adjustments[0].debt_id, DebtId{2});
}

TEST_F(ImportTest, rehearses_what_collides_with_the_ledger) {
  old.add_customer(1);
  old.add_account(1, 1, {{"is_primary", "1"}});
  import();
  const CustomerId mine{
      ledger
          ->submit(CreateCustomer{
              .first_name = "Joe", .last_name = "Doe", .ssn = "123-45-6789", .email = "joe@example.com", .phone_primary = "1"})
          .value()
          .id};
  const DebtId debt{ledger->submit(IssueDebt{.customer_id = mine, .debt_type = "loan", .original_amount = Money{100}}).value().id};
  ASSERT_TRUE(ledger->submit(RecordPayment{.customer_id = mine, .debt_id = debt, .amount = Money{1}, .transaction_id = "T-1"}));
  ASSERT_TRUE(ledger->submit(LinkAccount{.customer_id = mine, .account_type = "savings", .account_number = "A-1"}));

  old.add_customer(2, {{"ssn", "'123456789'"}});
  old.add_customer(3, {{"email", "'JOE@example.com'"}});
  old.add_debt(1, 1);
  old.add_payment(1, 1, 1, {{"transaction_id", "'T-1'"}});
  old.add_account(2, 1, {{"account_number", "'A-1'"}});
  old.add_account(3, 1, {{"is_primary", "1"}});
  const ImportReport rehearsed = import(true);
  EXPECT_THAT(rejections(rehearsed), testing::ElementsAre("customers 2 duplicate_ssn", "customers 3 duplicate_email",
                                                          "payments 1 duplicate_transaction_id", "accounts 2 duplicate_account_number"));
  EXPECT_THAT(listings(rehearsed), testing::SizeIs(1));
  ImportReport imported = import();
  imported.dry_run = true;
  EXPECT_EQ(report_document(rehearsed, Currency{}), report_document(imported, Currency{}));
}

}  // namespace
}  // namespace daybook
