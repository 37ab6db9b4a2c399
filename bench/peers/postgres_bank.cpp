// PostgreSQL: fsync on, prepared statements, one call a transaction.
#include <libpq-fe.h>

#include "bench/peers/bank.hpp"
#include "bench/peers/postgres_server.hpp"
#include "events/require.hpp"

namespace daybook::bench {
namespace {

using Answer = std::unique_ptr<PGresult, decltype(&PQclear)>;

/// A connection; a failure aborts, saying what PostgreSQL said.
class Connection {
 public:
  explicit Connection(const std::string& to) : connection_(PQconnectdb(to.c_str()), &PQfinish) {
    require(PQstatus(connection_.get()) == CONNECTION_OK, PQerrorMessage(connection_.get()));
    PQsetNoticeProcessor(connection_.get(), [](void*, const char*) {}, nullptr);
  }

  Answer execute(const std::string& sql) { return checked(PQexec(connection_.get(), sql.c_str())); }

  void prepare(const char* name, const char* sql) { checked(PQprepare(connection_.get(), name, sql, 0, nullptr)); }

  Answer run(const char* name, const std::vector<std::string>& values) { return checked(send(name, values)); }

  /// Again when two transactions waited for each other.
  void run_until_committed(const char* name, const std::vector<std::string>& values) {
    constexpr std::string_view deadlock = "40P01";
    while (true) {
      Answer answer(send(name, values), &PQclear);
      const char* state = PQresultErrorField(answer.get(), PG_DIAG_SQLSTATE);
      if (state == nullptr || state != deadlock) {
        checked(answer.release());
        return;
      }
    }
  }

 private:
  PGresult* send(const char* name, const std::vector<std::string>& values) {
    std::vector<const char*> pointers;
    pointers.reserve(values.size());
    for (const std::string& value : values) {
      pointers.push_back(value.c_str());
    }
    return PQexecPrepared(connection_.get(), name, static_cast<int>(pointers.size()), pointers.data(), nullptr, nullptr, 0);
  }

  Answer checked(PGresult* result) {
    Answer answer(result, &PQclear);
    const ExecStatusType status = PQresultStatus(result);
    require(status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK, PQerrorMessage(connection_.get()));
    return answer;
  }

  std::unique_ptr<PGconn, decltype(&PQfinish)> connection_;
};

constexpr const char* postgres_schema = R"(
  CREATE TABLE customers (id bigint PRIMARY KEY, first_name text NOT NULL, last_name text NOT NULL, email text UNIQUE,
    phone_primary text NOT NULL, city text);
  CREATE TABLE debts (id bigint PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customers(id), debt_type text NOT NULL,
    original_amount bigint NOT NULL, current_balance bigint NOT NULL CHECK (current_balance >= 0), interest_rate integer,
    issue_date bigint NOT NULL, last_payment_date bigint, status text NOT NULL DEFAULT 'ACTIVE',
    updated_at timestamptz NOT NULL DEFAULT now()) WITH (fillfactor = 80);
  CREATE TABLE payments (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customers(id),
    debt_id bigint NOT NULL REFERENCES debts(id), amount bigint NOT NULL CHECK (amount > 0), payment_date bigint NOT NULL,
    payment_method text, transaction_id text UNIQUE, status text NOT NULL, created_at timestamptz NOT NULL DEFAULT now());
  CREATE INDEX payments_by_customer ON payments(customer_id);
  CREATE INDEX payments_by_debt ON payments(debt_id);
  CREATE FUNCTION record_payment(of_customer bigint, of_debt bigint, paid bigint, paid_at bigint, method text, transaction text)
    RETURNS void LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO payments (customer_id, debt_id, amount, payment_date, payment_method, transaction_id, status)
      VALUES (of_customer, of_debt, paid, paid_at, method, transaction, 'COMPLETED');
    UPDATE debts SET current_balance = current_balance - paid, last_payment_date = greatest(last_payment_date, paid_at),
      status = CASE WHEN current_balance = paid THEN 'PAID_OFF' ELSE status END, updated_at = now()
      WHERE id = of_debt AND customer_id = of_customer;
    IF NOT FOUND THEN RAISE 'the debt is not the customer''s'; END IF;
  END $$;
  CREATE FUNCTION record_payments(customers bigint[], debts_paid bigint[], amounts bigint[], dates bigint[], method text,
                                  transactions text[]) RETURNS void LANGUAGE plpgsql AS $$
  DECLARE
    debts_expected bigint;
    debts_changed bigint;
  BEGIN
    INSERT INTO payments (customer_id, debt_id, amount, payment_date, payment_method, transaction_id, status)
      SELECT u.customer, u.debt, u.amount, u.paid_at, method, u.transaction, 'COMPLETED'
      FROM unnest(customers, debts_paid, amounts, dates, transactions) AS u(customer, debt, amount, paid_at, transaction);
    SELECT count(DISTINCT u.debt) INTO debts_expected FROM unnest(debts_paid) AS u(debt);
    UPDATE debts SET current_balance = current_balance - paid.amount, last_payment_date = greatest(last_payment_date, paid.paid_at),
      status = CASE WHEN current_balance = paid.amount THEN 'PAID_OFF' ELSE status END, updated_at = now()
      FROM (SELECT u.debt, min(u.customer) AS customer, sum(u.amount)::bigint AS amount, max(u.paid_at) AS paid_at
            FROM unnest(customers, debts_paid, amounts, dates) AS u(customer, debt, amount, paid_at) GROUP BY u.debt ORDER BY u.debt) AS paid
      WHERE debts.id = paid.debt AND debts.customer_id = paid.customer;
    GET DIAGNOSTICS debts_changed = ROW_COUNT;
    IF debts_changed <> debts_expected THEN RAISE 'a debt is not the customer''s'; END IF;
  END $$;)";

/// Texts of arrays, as PostgreSQL reads them: {1,2,3}.
struct Arrays {
  std::string customers = "{";
  std::string debts = "{";
  std::string amounts = "{";
  std::string dates = "{";
  std::string transactions = "{";

  explicit Arrays(std::span<const PaymentValues> payments) {
    for (const PaymentValues& payment : payments) {
      customers.append(std::to_string(payment.customer)) += ',';
      debts.append(std::to_string(payment.debt)) += ',';
      amounts.append(std::to_string(payment.amount)) += ',';
      dates.append(std::to_string(payment.paid_at)) += ',';
      transactions.append(payment.transaction_id) += ',';
    }
    for (std::string* text : {&customers, &debts, &amounts, &dates, &transactions}) {
      text->back() = '}';
    }
  }
};

class PostgresClient final : public Client {
 public:
  explicit PostgresClient(const std::string& to) : connection_(to) {
    connection_.prepare("one", "SELECT record_payment($1, $2, $3, $4, $5, $6)");
    connection_.prepare("many", "SELECT record_payments($1, $2, $3, $4, $5, $6)");
    connection_.prepare(
        "summary",
        "SELECT (SELECT coalesce(sum(current_balance), 0)::bigint FROM debts WHERE customer_id = $1 AND status = 'ACTIVE'), "
        "(SELECT coalesce(sum(amount), 0)::bigint FROM payments WHERE customer_id = $1 AND status = 'COMPLETED')");
  }

  void pay(std::span<const PaymentValues> payments) override {
    const std::string method(Workload::payment_method);
    if (payments.size() == 1) {
      const PaymentValues& payment = payments.front();
      connection_.run_until_committed("one",
                                      {std::to_string(payment.customer), std::to_string(payment.debt), std::to_string(payment.amount),
                                       std::to_string(payment.paid_at), method, payment.transaction_id});
      return;
    }
    const Arrays arrays(payments);
    connection_.run_until_committed("many", {arrays.customers, arrays.debts, arrays.amounts, arrays.dates, method, arrays.transactions});
  }

  std::pair<std::int64_t, std::int64_t> summary(std::uint64_t customer) override {
    const Answer answer = connection_.run("summary", {std::to_string(customer)});
    return {std::stoll(PQgetvalue(answer.get(), 0, 0)), std::stoll(PQgetvalue(answer.get(), 0, 1))};
  }

 private:
  Connection connection_;
};

PostgresServer::Settings server_settings(std::uint64_t memory_mebibytes) {
  return {{"shared_buffers", std::to_string(memory_mebibytes) + "MB"},
          {"fsync", "on"},
          {"synchronous_commit", "on"},
          {"full_page_writes", "on"},
          {"wal_level", "minimal"},
          {"max_wal_senders", "0"},
          {"max_wal_size", "4GB"},
          {"checkpoint_timeout", "15min"},
          {"max_connections", "100"},
          {"jit", "off"}};
}

class PostgresBank final : public Bank {
 public:
  explicit PostgresBank(const BankOptions& options) : server_(options.folder, server_settings(options.memory_mebibytes)) {}

  std::string name() const override { return "postgresql"; }

  std::vector<std::pair<std::string, std::string>> settings() override {
    auto all = server_.settings();
    const Answer version = Connection(server_.connection()).execute("SHOW server_version");
    all.emplace(all.begin(), "version", PQgetvalue(version.get(), 0, 0));
    return all;
  }

  void fill(const Workload& workload) override {
    Connection connection(server_.connection());
    connection.execute(postgres_schema);
    const std::string numbers = "FROM generate_series(1, ";
    connection.execute(
        "INSERT INTO customers SELECT n, 'Jane', 'Smith-' || n, 'jane.' || n || '@example.com', '+1555' || n, 'Los Angeles' " + numbers +
        std::to_string(workload.customers()) + ") AS n");
    const std::string amount = std::to_string(Workload::original_amount);
    connection.execute("INSERT INTO debts SELECT n, (n + 1) / 2, 'credit_card', " + amount + ", " + amount + ", 199900, " +
                       std::to_string(Workload::issued_at) + ", NULL, 'ACTIVE' " + numbers + std::to_string(workload.debts()) + ") AS n");
    connection.execute("CREATE INDEX debts_by_customer ON debts(customer_id)");
    connection.execute("VACUUM ANALYZE");
    rest();
  }

  std::unique_ptr<Client> connect() override { return std::make_unique<PostgresClient>(server_.connection()); }
  void rest() override { Connection(server_.connection()).execute("CHECKPOINT"); }

 private:
  PostgresServer server_;
};

}  // namespace

std::unique_ptr<Bank> make_postgres_bank(const BankOptions& options) { return std::make_unique<PostgresBank>(options); }

}  // namespace daybook::bench
