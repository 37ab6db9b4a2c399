// SQLite: WAL, synchronous=FULL, prepared statements, one connection.
#include <mutex>
#include <sqlite3.h>

#include "bench/peers/bank.hpp"
#include "events/require.hpp"

namespace daybook::bench {
namespace {

/// A prepared statement. Not null: a failure aborts, saying what SQLite said.
class Statement {
 public:
  Statement(sqlite3* database, std::string_view sql) : database_(database) {
    check(sqlite3_prepare_v3(database, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &statement_, nullptr));
  }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  ~Statement() { sqlite3_finalize(statement_); }

  void bind(int index, std::int64_t value) { check(sqlite3_bind_int64(statement_, index, value)); }
  /// `text` must stay until `run` has returned.
  void bind(int index, std::string_view text) {
    check(sqlite3_bind_text(statement_, index, text.data(), static_cast<int>(text.size()), SQLITE_STATIC));
  }

  /// Runs it to its end. Returns how many rows it changed.
  int run() {
    while (step()) {
    }
    return sqlite3_changes(database_);
  }

  /// The first row's columns, whole numbers.
  std::pair<std::int64_t, std::int64_t> pair() {
    require(step(), "the statement has a row");
    const std::pair found{sqlite3_column_int64(statement_, 0), sqlite3_column_int64(statement_, 1)};
    check(sqlite3_reset(statement_));
    return found;
  }

  std::string text() {
    require(step(), "the statement has a row");
    std::string found = reinterpret_cast<const char*>(sqlite3_column_text(statement_, 0));
    check(sqlite3_reset(statement_));
    return found;
  }

 private:
  bool step() {
    const int outcome = sqlite3_step(statement_);
    if (outcome == SQLITE_ROW) {
      return true;
    }
    require(outcome == SQLITE_DONE, sqlite3_errmsg(database_));
    check(sqlite3_reset(statement_));
    return false;
  }
  void check(int outcome) { require(outcome == SQLITE_OK, sqlite3_errmsg(database_)); }

  sqlite3* database_;
  sqlite3_stmt* statement_ = nullptr;
};

using Database = std::unique_ptr<sqlite3, decltype(&sqlite3_close)>;

Database open_database(const std::filesystem::path& file) {
  sqlite3* opened = nullptr;
  require(sqlite3_open(file.c_str(), &opened) == SQLITE_OK, "the database opens");
  return {opened, &sqlite3_close};
}

void execute(sqlite3* database, const std::string& sql) {
  require(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK, sqlite3_errmsg(database));
}

constexpr std::string_view sqlite_schema = R"(
  CREATE TABLE customers (id INTEGER PRIMARY KEY, first_name TEXT NOT NULL, last_name TEXT NOT NULL, email TEXT UNIQUE,
    phone_primary TEXT NOT NULL, city TEXT);
  CREATE TABLE debts (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customers(id), debt_type TEXT NOT NULL,
    original_amount INTEGER NOT NULL, current_balance INTEGER NOT NULL CHECK (current_balance >= 0), interest_rate INTEGER,
    issue_date INTEGER NOT NULL, last_payment_date INTEGER, status TEXT NOT NULL DEFAULT 'ACTIVE',
    updated_at INTEGER NOT NULL DEFAULT (unixepoch()));
  CREATE INDEX debts_by_customer ON debts(customer_id);
  CREATE TABLE payments (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customers(id),
    debt_id INTEGER NOT NULL REFERENCES debts(id), amount INTEGER NOT NULL CHECK (amount > 0), payment_date INTEGER NOT NULL,
    payment_method TEXT, transaction_id TEXT UNIQUE, status TEXT NOT NULL, created_at INTEGER NOT NULL DEFAULT (unixepoch()));
  CREATE INDEX payments_by_customer ON payments(customer_id);
  CREATE INDEX payments_by_debt ON payments(debt_id);)";

class SqliteClient final : public Client {
 public:
  explicit SqliteClient(sqlite3* database)
      : begin_(database, "BEGIN IMMEDIATE"),
        commit_(database, "COMMIT"),
        insert_(database,
                "INSERT INTO payments (customer_id, debt_id, amount, payment_date, payment_method, transaction_id, status) "
                "VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'COMPLETED')"),
        update_(database,
                "UPDATE debts SET current_balance = current_balance - ?1, last_payment_date = max(ifnull(last_payment_date, 0), ?2), "
                "status = iif(current_balance = ?1, 'PAID_OFF', status), updated_at = unixepoch() WHERE id = ?3 AND customer_id = ?4"),
        summary_(database,
                 "SELECT (SELECT ifnull(sum(current_balance), 0) FROM debts WHERE customer_id = ?1 AND status = 'ACTIVE'), "
                 "(SELECT ifnull(sum(amount), 0) FROM payments WHERE customer_id = ?1 AND status = 'COMPLETED')") {}

  void pay(std::span<const PaymentValues> payments) override {
    begin_.run();
    for (const PaymentValues& payment : payments) {
      insert(payment);
    }
    commit_.run();
  }

  std::pair<std::int64_t, std::int64_t> summary(std::uint64_t customer) override {
    summary_.bind(1, static_cast<std::int64_t>(customer));
    return summary_.pair();
  }

 private:
  void insert(const PaymentValues& payment) {
    const auto customer = static_cast<std::int64_t>(payment.customer);
    const auto debt = static_cast<std::int64_t>(payment.debt);
    insert_.bind(1, customer);
    insert_.bind(2, debt);
    insert_.bind(3, payment.amount);
    insert_.bind(4, payment.paid_at);
    insert_.bind(5, Workload::payment_method);
    insert_.bind(6, payment.transaction_id);
    insert_.run();
    update_.bind(1, payment.amount);
    update_.bind(2, payment.paid_at);
    update_.bind(3, debt);
    update_.bind(4, customer);
    require(update_.run() == 1, "the debt is the customer's");
  }

  Statement begin_;
  Statement commit_;
  Statement insert_;
  Statement update_;
  Statement summary_;
};

class SqliteBank final : public Bank {
 public:
  explicit SqliteBank(const BankOptions& options) : database_(open_database(options.folder / "bank.sqlite")) {
    execute(database_.get(), "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY");
    // Checkpoints of 64 MiB: with the default of 4 MiB nearly every batch would end in one.
    execute(database_.get(), "PRAGMA wal_autocheckpoint = 16384");
    execute(database_.get(), "PRAGMA cache_size = -" + std::to_string(options.memory_mebibytes * 1'024));
  }

  std::string name() const override { return "sqlite"; }

  std::vector<std::pair<std::string, std::string>> settings() override {
    std::vector<std::pair<std::string, std::string>> all{{"version", sqlite3_libversion()}};
    for (const std::string pragma : {"journal_mode", "synchronous", "foreign_keys", "cache_size", "wal_autocheckpoint", "page_size"}) {
      all.emplace_back(pragma, Statement(database_.get(), "PRAGMA " + pragma).text());
    }
    return all;
  }

  void fill(const Workload& workload) override {
    execute(database_.get(), std::string(sqlite_schema));
    const std::string count_to = "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ";
    execute(database_.get(), count_to + std::to_string(workload.customers()) +
                                 ") INSERT INTO customers SELECT n, 'Jane', 'Smith-' || n, 'jane.' || n || '@example.com', "
                                 "'+1555' || n, 'Los Angeles' FROM numbers");
    const std::string amount = std::to_string(Workload::original_amount);
    execute(database_.get(), count_to + std::to_string(workload.debts()) +
                                 ") INSERT INTO debts (id, customer_id, debt_type, original_amount, "
                                 "current_balance, interest_rate, issue_date) SELECT n, (n + 1) / 2, 'credit_card', " +
                                 amount + ", " + amount + ", 199900, " + std::to_string(Workload::issued_at) + " FROM numbers");
    execute(database_.get(), "ANALYZE");
    rest();
  }

  std::unique_ptr<Client> connect() override { return std::make_unique<SqliteClient>(database_.get()); }
  void rest() override { execute(database_.get(), "PRAGMA wal_checkpoint(TRUNCATE)"); }

 private:
  Database database_;
};

}  // namespace

std::unique_ptr<Bank> make_sqlite_bank(const BankOptions& options) { return std::make_unique<SqliteBank>(options); }

}  // namespace daybook::bench
