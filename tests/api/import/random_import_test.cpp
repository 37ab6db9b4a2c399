// Whatever the old database holds, the ledger ends where it stands.
#include <random>

#include "tests/api/import/import_fixture.hpp"

namespace daybook {
namespace {

class RandomImport : public ImportTest {
 protected:
  std::uint64_t below(std::uint64_t bound) { return random_() % bound; }
  bool one_in(std::uint64_t count) { return below(count) == 0; }

  /// 0.10 to 999.99
  std::string amount() { return std::to_string(below(1'000)) + "." + std::to_string(10 + below(90)); }
  std::string date() {
    return "'20" + std::to_string(10 + below(15)) + "-0" + std::to_string(1 + below(9)) + "-1" + std::to_string(below(10)) + "'";
  }

  template <std::size_t count>
  std::string any_of(const std::array<const char*, count>& choices) {
    return choices[below(count)];
  }

  void add_debt_with_payments(std::int64_t id, std::int64_t customer) {
    const std::string status =
        any_of(std::array{"'ACTIVE'", "'PAID_OFF'", "'DEFAULTED'", "'IN_COLLECTION'", "'SETTLED'", "'WRITTEN_OFF'", "NULL"});
    const bool closed = status == "'PAID_OFF'" || status == "'SETTLED'";
    old.add_debt(id, customer,
                 {{"status", status},
                  {"original_amount", amount()},
                  {"current_balance", closed || one_in(9) ? "0.0" : amount()},
                  {"issue_date", date()},
                  {"notes", one_in(2) ? "'a note'" : "NULL"}});
    for (std::uint64_t count = below(12); count > 0; --count) {
      old.add_payment(++payments_, customer, id,
                      {{"amount", amount()},
                       {"payment_date", date()},
                       {"status", any_of(std::array{"'COMPLETED'", "'COMPLETED'", "'PENDING'", "'FAILED'", "'REFUNDED'", "NULL"})}});
    }
  }

  void fill(std::int64_t customers, std::int64_t debts) {
    old.run("BEGIN");
    for (std::int64_t id = 1; id <= customers; ++id) {
      old.add_customer(id);
    }
    for (std::int64_t id = 1; id <= debts; ++id) {
      add_debt_with_payments(id, static_cast<std::int64_t>(1 + below(static_cast<std::uint64_t>(customers))));
    }
    old.run("COMMIT");
  }

  std::int64_t cents(const std::string& what) { return old.number("SELECT round(100 * sum(" + what + ")) FROM debts"); }

  template <class Row, class Read>
  std::vector<Row> all(Read read) {
    std::vector<Row> rows;
    ListQuery query;
    for (auto page = read(query); !page.empty(); page = read(query)) {
      query.after = page.back().id.value;
      rows.insert(rows.end(), page.begin(), page.end());
    }
    return rows;
  }

  unsigned seed_ = std::random_device{}();

 private:
  std::mt19937_64 random_{seed_};
  std::int64_t payments_ = 0;
};

TEST_F(RandomImport, ends_where_the_old_database_stands) {
  SCOPED_TRACE(testing::Message() << "seed " << seed_);
  fill(100, 800);
  const ImportReport report = import();
  ASSERT_THAT(rejections(report), testing::IsEmpty());
  const Snapshot snapshot = ledger->snapshot();

  const auto debts = all<DebtRow>([&](const ListQuery& query) { return snapshot.debts(query).value(); });
  ASSERT_EQ(debts.size(), 800U);
  Total balances;
  for (const DebtRow& debt : debts) {
    const std::string where = " FROM debts WHERE id = " + std::to_string(*debt.external_id);
    EXPECT_EQ(debt.current_balance.minor, old.number("SELECT round(100 * current_balance)" + where)) << *debt.external_id;
    EXPECT_EQ(debt.id.value, static_cast<std::uint64_t>(*debt.external_id));
    const bool becomes_paid_off = !is_open(debt.status) && debt.current_balance.minor == 0;
    const bool same = old.number("SELECT coalesce(status, 'ACTIVE') = '" + std::string(to_text(debt.status)) + "'" + where) == 1;
    EXPECT_TRUE(same || becomes_paid_off) << *debt.external_id;
    balances += debt.current_balance;
  }
  EXPECT_EQ(balances.digits(), std::to_string(cents("current_balance")));

  const PortfolioSummary portfolio = snapshot.portfolio().value();
  EXPECT_EQ(portfolio.payment_count, static_cast<std::uint64_t>(old.number("SELECT count(*) FROM payments")));
  EXPECT_EQ(portfolio.totals.total_paid.digits(),
            std::to_string(old.number("SELECT round(100 * sum(amount)) FROM payments WHERE status = 'COMPLETED'")));
  EXPECT_EQ(portfolio.totals.pending_payment_amount.digits(),
            std::to_string(old.number("SELECT round(100 * sum(amount)) FROM payments WHERE status = 'PENDING' OR status IS NULL")));

  const Position before = newest();
  const ImportReport again = import();
  EXPECT_EQ(newest(), before);
  EXPECT_EQ(sum(again, &TableTotals::unchanged), sum(report, &TableTotals::imported));
}

TEST_F(RandomImport, rehearses_what_it_then_does) {
  SCOPED_TRACE(testing::Message() << "seed " << seed_);
  fill(20, 60);
  ImportReport rehearsed = import(true);
  const ImportReport imported = import();
  rehearsed.dry_run = false;
  EXPECT_EQ(report_document(rehearsed, Currency{}), report_document(imported, Currency{}));
}

}  // namespace
}  // namespace daybook
