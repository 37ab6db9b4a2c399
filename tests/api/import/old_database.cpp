#include "tests/api/import/old_database.hpp"

#include <sqlite3.h>

#include "events/require.hpp"

namespace daybook {
namespace {

constexpr std::string_view tables = R"(
CREATE TABLE customers (id INTEGER NOT NULL PRIMARY KEY, first_name VARCHAR(100) NOT NULL, last_name VARCHAR(100) NOT NULL,
 middle_name VARCHAR(100), date_of_birth DATETIME, ssn VARCHAR(11) UNIQUE, email VARCHAR(255) UNIQUE,
 phone_primary VARCHAR(20) NOT NULL, phone_secondary VARCHAR(20), address_line1 VARCHAR(255), address_line2 VARCHAR(255),
 city VARCHAR(100), state VARCHAR(50), zip_code VARCHAR(20), country VARCHAR(100), employer_name VARCHAR(255),
 employment_status VARCHAR(50), annual_income FLOAT, account_status VARCHAR(50), credit_score INTEGER,
 created_at DATETIME, updated_at DATETIME, notes TEXT);
CREATE TABLE debts (id INTEGER NOT NULL PRIMARY KEY, customer_id INTEGER NOT NULL, debt_type VARCHAR(50) NOT NULL,
 original_amount FLOAT NOT NULL, current_balance FLOAT NOT NULL, interest_rate FLOAT, minimum_payment FLOAT,
 issue_date DATETIME NOT NULL, due_date DATETIME, last_payment_date DATETIME, status VARCHAR(13), days_past_due INTEGER,
 account_number VARCHAR(100), reference_number VARCHAR(100), created_at DATETIME, updated_at DATETIME, notes TEXT);
CREATE TABLE payments (id INTEGER NOT NULL PRIMARY KEY, customer_id INTEGER NOT NULL, debt_id INTEGER NOT NULL,
 amount FLOAT NOT NULL, payment_date DATETIME NOT NULL, payment_method VARCHAR(50), transaction_id VARCHAR(100) UNIQUE,
 status VARCHAR(9), created_at DATETIME, notes TEXT);
CREATE TABLE communication_logs (id INTEGER NOT NULL PRIMARY KEY, customer_id INTEGER NOT NULL,
 communication_type VARCHAR(9) NOT NULL, direction VARCHAR(20) NOT NULL, duration_seconds INTEGER, contact_phone VARCHAR(20),
 contact_email VARCHAR(255), outcome VARCHAR(100), notes TEXT, timestamp DATETIME NOT NULL, agent_id VARCHAR(100));
CREATE TABLE accounts (id INTEGER NOT NULL PRIMARY KEY, customer_id INTEGER NOT NULL, account_type VARCHAR(50) NOT NULL,
 account_number VARCHAR(100) NOT NULL UNIQUE, routing_number VARCHAR(20), bank_name VARCHAR(255), is_active BOOLEAN,
 is_primary BOOLEAN, created_at DATETIME, updated_at DATETIME, notes TEXT);
)";

std::string without(std::string text, std::string_view part) {
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at)) {
    text.erase(at, part.size());
  }
  return text;
}

std::string ddl(OldDatabase::Constraints constraints) {
  std::string text(tables);
  if (constraints == OldDatabase::Constraints::dropped) {
    for (const std::string_view constraint : {" NOT NULL", " PRIMARY KEY", " UNIQUE"}) {
      text = without(std::move(text), constraint);
    }
  }
  return text;
}

}  // namespace

OldDatabase::OldDatabase(std::filesystem::path file, Constraints constraints) : file_(std::move(file)) {
  require(sqlite3_open(file_.c_str(), &database_) == SQLITE_OK, "a database can be made");
  run(ddl(constraints));
}

OldDatabase::~OldDatabase() { sqlite3_close(database_); }

void OldDatabase::run(const std::string& statements) {
  require(sqlite3_exec(database_, statements.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK, sqlite3_errmsg(database_));
}

std::int64_t OldDatabase::number(const std::string& query) {
  sqlite3_stmt* statement = nullptr;
  require(sqlite3_prepare_v2(database_, query.c_str(), -1, &statement, nullptr) == SQLITE_OK, sqlite3_errmsg(database_));
  require(sqlite3_step(statement) == SQLITE_ROW, "the query gives a row");
  const std::int64_t number = sqlite3_column_int64(statement, 0);
  sqlite3_finalize(statement);
  return number;
}

void OldDatabase::insert(const std::string& table, SqlRow defaults, const SqlRow& row) {
  for (const auto& [column, value] : row) {
    defaults[column] = value;
  }
  std::string columns;
  std::string values;
  for (const auto& [column, value] : defaults) {
    columns += (columns.empty() ? "" : ", ") + column;
    values += (values.empty() ? "" : ", ") + value;
  }
  run("INSERT INTO " + table + " (" + columns + ") VALUES (" + values + ")");
}

void OldDatabase::add_customer(std::int64_t id, const SqlRow& row) {
  insert("customers",
         {{"id", std::to_string(id)},
          {"first_name", "'Jane'"},
          {"last_name", "'Smith'"},
          {"phone_primary", "'+12025550143'"},
          {"created_at", "'2020-01-02 03:04:05.000000'"},
          {"updated_at", "'2021-01-02 03:04:05.000000'"}},
         row);
}

void OldDatabase::add_debt(std::int64_t id, std::int64_t customer, const SqlRow& row) {
  insert("debts",
         {{"id", std::to_string(id)},
          {"customer_id", std::to_string(customer)},
          {"debt_type", "'loan'"},
          {"original_amount", "100.0"},
          {"current_balance", "100.0"},
          {"issue_date", "'2020-01-15 09:30:00.000000'"},
          {"status", "'ACTIVE'"}},
         row);
}

void OldDatabase::add_payment(std::int64_t id, std::int64_t customer, std::int64_t debt, const SqlRow& row) {
  insert("payments",
         {{"id", std::to_string(id)},
          {"customer_id", std::to_string(customer)},
          {"debt_id", std::to_string(debt)},
          {"amount", "10.0"},
          {"payment_date", "'2020-02-15 09:30:00.000000'"},
          {"status", "'COMPLETED'"}},
         row);
}

void OldDatabase::add_communication(std::int64_t id, std::int64_t customer, const SqlRow& row) {
  insert("communication_logs",
         {{"id", std::to_string(id)},
          {"customer_id", std::to_string(customer)},
          {"communication_type", "'CALL'"},
          {"direction", "'outbound'"},
          {"timestamp", "'2020-03-01 12:00:00.000000'"}},
         row);
}

void OldDatabase::add_account(std::int64_t id, std::int64_t customer, const SqlRow& row) {
  insert("accounts",
         {{"id", std::to_string(id)},
          {"customer_id", std::to_string(customer)},
          {"account_type", "'checking'"},
          {"account_number", std::to_string(700'000'000'000 + id)}},
         row);
}

}  // namespace daybook
