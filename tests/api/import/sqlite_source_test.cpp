#include "api/import/sqlite_source.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/api/import/old_database.hpp"
#include "tests/support/temp_folder.hpp"

namespace daybook {
namespace {

using testing::HasSubstr;

class SqliteSourceTest : public testing::Test {
 protected:
  std::filesystem::path path(const std::string& name = "bank.sqlite") const { return folder_.path() / name; }

  static Result<std::size_t> read_all(const std::filesystem::path& file, Table table) {
    BOOST_OUTCOME_TRY(const auto source, SqliteSource::open(file));
    BOOST_OUTCOME_TRY(auto cursor, source.rows(table));
    for (std::size_t count = 0;; ++count) {
      BOOST_OUTCOME_TRY(const auto row, cursor.next());
      if (!row) {
        return count;
      }
    }
  }

  static std::vector<SourceRow> all(const SqliteSource& source, Table table) {
    auto cursor = source.rows(table).value();
    std::vector<SourceRow> rows;
    for (auto row = cursor.next().value(); row; row = cursor.next().value()) {
      rows.push_back(std::move(*row));
    }
    return rows;
  }

 private:
  TempFolder folder_;
};

TEST_F(SqliteSourceTest, keeps_the_storage_class_of_every_value) {
  OldDatabase old(path(), OldDatabase::Constraints::dropped);
  old.run("INSERT INTO payments (id, amount, transaction_id, notes, status) VALUES (1, 12.5, 'T-1', x'00', 'a' || char(0) || 'b')");
  old.run("INSERT INTO payments (id, amount) VALUES (2, 'lots')");
  const auto source = SqliteSource::open(path());
  const auto rows = all(source.value(), Table::payments);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0]["id"], SourceValue(std::int64_t{1}));
  EXPECT_EQ(rows[0]["amount"], SourceValue(12.5));
  EXPECT_EQ(rows[0]["transaction_id"], SourceValue(std::string("T-1")));
  EXPECT_EQ(rows[0]["notes"], SourceValue(Blob{}));
  EXPECT_EQ(rows[0]["status"], SourceValue(std::string("a\0b", 3)));
  EXPECT_EQ(rows[0]["payment_date"], SourceValue());
  EXPECT_EQ(rows[1]["amount"], SourceValue(std::string("lots")));
}

TEST_F(SqliteSourceTest, reads_payments_by_debt_and_the_rest_by_id) {
  OldDatabase old(path());
  old.add_customer(9);
  old.add_customer(-4);
  old.add_payment(1, 9, 20);
  old.add_payment(3, 9, 10);
  old.add_payment(2, 9, 10);
  const auto source = SqliteSource::open(path());
  const auto ids = [&](Table table) {
    std::vector<std::int64_t> found;
    for (const SourceRow& row : all(source.value(), table)) {
      found.push_back(std::get<std::int64_t>(row["id"]));
    }
    return found;
  };
  EXPECT_THAT(ids(Table::customers), testing::ElementsAre(-4, 9));
  EXPECT_THAT(ids(Table::payments), testing::ElementsAre(2, 3, 1));
  EXPECT_EQ(source.value().count().value(), 5U);
}

TEST_F(SqliteSourceTest, stays_at_the_end) {
  OldDatabase old(path());
  old.add_customer(1);
  const auto source = SqliteSource::open(path());
  auto cursor = source.value().rows(Table::customers).value();
  EXPECT_TRUE(cursor.next().value().has_value());
  EXPECT_FALSE(cursor.next().value().has_value());
  EXPECT_FALSE(cursor.next().value().has_value());
}

TEST_F(SqliteSourceTest, reads_missing_optional_columns_as_null_and_leaves_others_alone) {
  OldDatabase old(path());
  old.run("ALTER TABLE customers DROP COLUMN notes; ALTER TABLE customers ADD COLUMN mood TEXT");
  old.run("ALTER TABLE customers RENAME COLUMN city TO City");
  old.add_customer(1, {{"mood", "'good'"}, {"city", "'Springfield'"}});
  const auto source = SqliteSource::open(path());
  const auto rows = all(source.value(), Table::customers);
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0]["notes"], SourceValue());
  EXPECT_EQ(rows[0]["city"], SourceValue(std::string("Springfield")));
  EXPECT_EQ(rows[0].column("mood"), nullptr);
}

TEST_F(SqliteSourceTest, names_every_table_and_column_it_misses) {
  OldDatabase old(path());
  old.run("DROP TABLE accounts; ALTER TABLE debts DROP COLUMN current_balance; ALTER TABLE communication_logs DROP COLUMN timestamp");
  const auto source = SqliteSource::open(path());
  ASSERT_FALSE(source.has_value());
  EXPECT_EQ(source.error().code, ErrorCode::malformed);
  EXPECT_THAT(source.error().detail, HasSubstr("the table accounts"));
  EXPECT_THAT(source.error().detail, HasSubstr("debts.current_balance"));
  EXPECT_THAT(source.error().detail, HasSubstr("communication_logs.timestamp"));
}

TEST_F(SqliteSourceTest, finds_ids_that_are_there_twice) {
  OldDatabase old(path(), OldDatabase::Constraints::dropped);
  for (const int id : {1, 2, 2, 3, 3, 3}) {
    old.add_customer(id);
  }
  const auto source = SqliteSource::open(path());
  EXPECT_THAT(source.value().repeated_ids(Table::customers).value(), testing::ElementsAre(2, 3));
  EXPECT_TRUE(source.value().repeated_ids(Table::debts).value().empty());
}

TEST_F(SqliteSourceTest, sees_one_state_of_a_database_in_use) {
  OldDatabase old(path());
  old.run("PRAGMA journal_mode = WAL");
  old.add_customer(1);
  const auto source = SqliteSource::open(path());
  old.add_customer(2);
  EXPECT_EQ(all(source.value(), Table::customers).size(), 1U);
  EXPECT_EQ(all(SqliteSource::open(path()).value(), Table::customers).size(), 2U);
}

TEST_F(SqliteSourceTest, never_writes) {
  {
    OldDatabase old(path());
    old.add_customer(1);
  }
  const auto written = std::filesystem::last_write_time(path());
  {
    const auto source = SqliteSource::open(path());
  }
  EXPECT_EQ(std::filesystem::last_write_time(path()), written);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(path().parent_path()), {}), 1);
}

TEST_F(SqliteSourceTest, refuses_what_is_no_database) {
  std::ofstream(path("text"))
      << "id,first_name\n1,Jane, and so on until there is more of it than a header holds, which is 100 bytes or so\n";
  EXPECT_EQ(SqliteSource::open(path("text")).error().code, ErrorCode::malformed);
  std::ofstream(path("empty")).flush();
  EXPECT_EQ(SqliteSource::open(path("empty")).error().code, ErrorCode::malformed);
  EXPECT_EQ(SqliteSource::open(path("missing")).error().code, ErrorCode::internal);
  EXPECT_FALSE(std::filesystem::exists(path("missing")));
}

TEST_F(SqliteSourceTest, says_so_when_the_file_is_damaged) {
  {
    OldDatabase old(path());
    for (int id = 1; id <= 500; ++id) {
      old.add_customer(id);
    }
  }
  {
    std::fstream file(path(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(0, std::ios::end);
    const auto size = static_cast<std::size_t>(file.tellp());
    file.seekp(8'192);
    file << std::string(size - 8'192, '\xFF');
  }
  const auto read = read_all(path(), Table::customers);
  ASSERT_FALSE(read.has_value());
  EXPECT_EQ(read.error().code, ErrorCode::malformed);
}

}  // namespace
}  // namespace daybook
