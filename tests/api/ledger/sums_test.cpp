// Law 8 for what is read: a sum that is not that of the events is named.
#include "projections/sums.hpp"

#include <gmock/gmock.h>

#include "engine/record_reader.hpp"
#include "projections/row_keys.hpp"
#include "projections/views.hpp"
#include "tests/api/ledger/fixture.hpp"

namespace daybook {
namespace {

/// The views, but for one number that a test gets wrong.
class Crooked final : public RowSource {
 public:
  explicit Crooked(std::shared_ptr<const ViewSource> views) : crooked_facts(views->facts()), views_(std::move(views)) {}

  LedgerFacts crooked_facts;
  std::function<void(Customer&)> change_customer = [](Customer&) {};
  std::function<void(Debt&)> change_debt = [](Debt&) {};
  std::function<void(Portfolio&)> change_portfolio = [](Portfolio&) {};
  bool loses_debts = false;
  bool loses_customers = false;

  const LedgerFacts& facts() const override { return crooked_facts; }
  Result<std::optional<Customer>> find(CustomerId id) const override { return views_->find(id); }
  Result<std::optional<CustomerWithDebts>> find_with_debts(CustomerId id) const override {
    BOOST_OUTCOME_TRY(auto found, views_->find_with_debts(id));
    if (found) {
      change_customer(found->customer);
      found->debts.resize(loses_debts ? 0 : found->debts.size());
    }
    return found;
  }
  Result<std::optional<Debt>> find(DebtId id) const override { return changed(views_->find(id), change_debt); }
  Result<std::optional<Payment>> find(PaymentId id) const override { return views_->find(id); }
  Result<std::optional<Communication>> find(CommunicationId id) const override { return views_->find(id); }
  Result<std::optional<Account>> find(AccountId id) const override { return views_->find(id); }
  Result<std::optional<std::uint64_t>> holder(UniqueKind kind, std::string_view value) const override {
    return views_->holder(kind, value);
  }
  Result<Sealed> sealed(Table table, std::uint64_t id, GroupKind kind) const override { return views_->sealed(table, id, kind); }
  Result<std::vector<std::uint64_t>> children(RowSpace space, std::uint64_t parent, const Page& page) const override {
    return views_->children(space, parent, page);
  }
  Result<Portfolio> portfolio() const override {
    BOOST_OUTCOME_TRY(Portfolio portfolio, views_->portfolio());
    change_portfolio(portfolio);
    return portfolio;
  }
  Result<void> for_each_debt(const std::function<void(const Debt&)>& visit) const override {
    return views_->for_each_debt([&](Debt debt) {
      change_debt(debt);
      visit(debt);
    });
  }
  Result<void> for_each_customer(CustomerId first, CustomerId last,
                                 const std::function<void(const CustomerWithDebts&)>& visit) const override {
    return views_->for_each_customer(first, last, [&](CustomerWithDebts found) {
      change_customer(found.customer);
      found.debts.resize(loses_debts ? 0 : found.debts.size());
      if (!loses_customers) {
        visit(found);
      }
    });
  }
  Result<Hash> subtree(std::uint64_t number) const override { return views_->subtree(number); }
  Result<Tree> tree() const override { return views_->tree(); }
  Result<std::vector<CustomerId>> customers_with_phone(const Token& phone) const override { return views_->customers_with_phone(phone); }

 private:
  template <class Row>
  static Result<std::optional<Row>> changed(Result<std::optional<Row>> found, const std::function<void(Row&)>& change) {
    if (found && found.value()) {
      change(*found.value());
    }
    return found;
  }

  std::shared_ptr<const ViewSource> views_;
};

class Sums : public LedgerTest {
 protected:
  Sums() {
    const CustomerId id = customer();
    const DebtId owed = debt(id);
    RecordPayment paid = payment(id, owed, 100);
    paid.transaction_id = "t-1";
    accept(paid);
    accept(payment(id, debt(id, 300), 400));
    IssueDebt due = issue(id, 900);
    due.due_date = parse_instant("2024-03-01").value();
    accept(due);
    EXPECT_TRUE(ledger_->flush().has_value());
    close();
    rows_ = Rows::open_files_only(folder_.path() / "data" / "views").value();
    const auto log = Log::open(folder_.path() / "data" / "log", LogAccess::files_only).value();
    EXPECT_TRUE(scan_records(*log, Position{1}, {}, [this](const Record& record) {
                  laws_.take(record);
                  return true;
                }).has_value());
  }

  Crooked crooked() { return Crooked(ViewSource::open(rows_->snapshot()).value()); }
  std::string first_breach(const RowSource& rows) {
    const auto broken = check_sums(laws_, rows).value();
    return broken.empty() ? "" : broken.front().sentence;
  }

  std::unique_ptr<Rows> rows_;
  Laws laws_;
};

TEST_F(Sums, hold) { EXPECT_EQ(first_breach(crooked()), ""); }

TEST_F(Sums, of_the_portfolio_are_those_of_the_events) {
  const auto breach = [this](const std::function<void(Portfolio&)>& change) {
    Crooked views = crooked();
    views.change_portfolio = change;
    return first_breach(views);
  };
  const Money cent{1};
  EXPECT_THAT(breach([&](Portfolio& portfolio) { portfolio.totals.total_debt += cent; }), testing::HasSubstr("totals"));
  EXPECT_THAT(breach([&](Portfolio& portfolio) { portfolio.totals.credit_balance += cent; }), testing::HasSubstr("totals"));
  EXPECT_THAT(breach([&](Portfolio& portfolio) { portfolio.totals.total_paid -= cent; }), testing::HasSubstr("totals"));
  EXPECT_THAT(breach([&](Portfolio& portfolio) { ++portfolio.by_status[0].count; }), testing::HasSubstr("by status"));
  EXPECT_THAT(breach([&](Portfolio& portfolio) { portfolio.open_by_due_day.clear(); }), testing::HasSubstr("due day"));
}

TEST_F(Sums, of_counts_are_those_of_the_events) {
  Crooked views = crooked();
  ++views.crooked_facts.last_payment.value;
  EXPECT_THAT(first_breach(views), testing::HasSubstr("counts"));
}

TEST_F(Sums, of_a_customer_are_those_of_the_events) {
  Crooked debts = crooked();
  debts.change_debt = [](Debt& debt) { debt.total_paid.minor += 1; };
  EXPECT_THAT(first_breach(debts), testing::HasSubstr("customer 1: its totals"));
  Crooked lists = crooked();
  lists.loses_debts = true;
  EXPECT_THAT(first_breach(lists), testing::HasSubstr("customer 1: its totals"));
  Crooked customers = crooked();
  customers.loses_customers = true;
  EXPECT_THAT(first_breach(customers), testing::HasSubstr("customer 1 is not in the views"));
  Crooked counts = crooked();
  counts.change_customer = [](Customer& customer) { ++customer.payment_count; };
  EXPECT_THAT(first_breach(counts), testing::HasSubstr("customer 1: its counts"));
  Crooked open = crooked();
  open.change_customer = [](Customer& customer) { ++customer.open_debts; };
  EXPECT_THAT(first_breach(open), testing::HasSubstr("open_debts"));
}

TEST_F(Sums, of_unique_values_see_one_that_is_not_held) {
  rows_.reset();
  const auto rows = Rows::open(folder_.path() / "data" / "views").value();
  const auto all = [&] {
    HeldValues held;
    EXPECT_TRUE(digests(*rows->snapshot(), [&held](auto key, auto value) { held.take(key, value); }).has_value());
    return held;
  };
  EXPECT_TRUE(all().transaction_ids_agree());
  EXPECT_TRUE(all().tokens_agree());
  RowBatch more;
  const Token token{};
  more.put(unique_key(UniqueKind::email, token.view()), std::string(1, '\x01'));
  ASSERT_TRUE(rows->write(more).has_value());
  EXPECT_TRUE(all().transaction_ids_agree());
  EXPECT_FALSE(all().tokens_agree()) << "somebody holds what nobody has";
  RowBatch fewer;
  fewer.erase(unique_key(UniqueKind::transaction_id, "t-1"));
  ASSERT_TRUE(rows->write(fewer).has_value());
  EXPECT_FALSE(all().transaction_ids_agree());
}

}  // namespace
}  // namespace daybook
