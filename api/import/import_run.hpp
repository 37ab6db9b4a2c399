// One import under way. Internal to api/import.
#pragma once

#include <map>
#include <set>
#include <vector>

#include "api/import/convert.hpp"
#include "api/import/earlier_import.hpp"
#include "api/import/external_ids.hpp"
#include "api/import/import_target.hpp"
#include "api/import/importer.hpp"

namespace daybook {

/// A row whose customer is known to the ledger (or that is one), on its way in.
struct Incoming {
  OldRow old;
  /// It was imported earlier. What stands in `old.import` counts only when the row is still fine.
  bool known = false;
  /// In the ledger; 0 while it has none.
  std::uint64_t id = 0;
};

/// A debt with its payments.
struct IncomingDebt {
  Incoming debt;
  std::vector<Incoming> payments;
};

/// What is submitted of a debt: all of it, or a payment that turned up after it.
struct DebtSubmission {
  IncomingDebt* debt = nullptr;
  /// Null when the debt goes in with its payments.
  Incoming* payment = nullptr;
  Import import{};
};

/// The payments table, in order of debt. One thread at a time.
class PaymentsByDebt {
 public:
  explicit PaymentsByDebt(SourceCursor cursor) : cursor_(std::move(cursor)) {}

  /// The next payment that names a debt up to `debt_id`, or nothing that is an id; nothing when the next one names a later debt.
  Result<std::optional<SourceRow>> next_up_to(std::int64_t debt_id);
  /// The next payment, whatever it names.
  Result<std::optional<SourceRow>> next();

 private:
  SourceCursor cursor_;
  std::optional<SourceRow> ahead_{};
};

/// A rule stands against the row; other errors stand against going on.
bool is_refusal(const Error& error);

/// Takes a source's rows table by table, a batch at a time, and puts what is new into a target. Used once, by one thread;
/// holds references to all it is made from.
class ImportRun {
 public:
  ImportRun(const Ledger& ledger, ImportTarget& target, const SqliteSource& source, const ImportOptions& options);

  Result<ImportReport> run();

 private:
  /// Rows read before they are submitted together.
  static constexpr std::size_t batch_rows = 4'000;

  // All tables.
  /// Reads a row and finds its customer; nothing when it was rejected, which is in the report then.
  Result<std::optional<Incoming>> take(const SourceRow& row);
  Result<std::optional<Incoming>> find_customer(Table table, Incoming incoming);
  /// A row that cannot go in: `changed` when an earlier form of it did, else rejected.
  Result<std::optional<Incoming>> turn_away(const ImportRow& row, const Error& error);
  void reject(const ImportRow& row, const Error& error);
  /// Marks and counts what was imported earlier.
  Result<void> classify(Table table, std::span<Incoming* const> rows);
  Result<void> recall(Table table, std::span<Incoming* const> incoming);
  void accept(Table table, Incoming& incoming, const Receipt& receipt);
  void count_row(Table table);

  // Tables but debts and payments.
  Result<void> import_table(Table table);
  Result<void> enter(Table table, std::vector<Incoming>& batch);
  Result<void> submit(Table table, std::vector<Incoming>& batch);
  void remember_customers(const std::vector<Incoming>& batch);
  Result<void> check_primary(const Import& import, const Incoming& account);

  // Debts and payments.
  Result<void> import_debts();
  Result<void> take_debt(const SourceRow& row, PaymentsByDebt& payments, std::vector<IncomingDebt>& batch);
  Result<std::vector<Incoming>> take_payments(std::int64_t debt_id, PaymentsByDebt& payments);
  Result<void> turn_away_orphan(const SourceRow& payment);
  Result<void> enter_debts(std::vector<IncomingDebt>& batch);
  Result<void> classify_debts(std::vector<IncomingDebt>& batch);
  Result<void> turn_away_foreign(IncomingDebt& debt);
  Result<void> classify_payments(std::vector<IncomingDebt>& batch);
  Result<void> submit(std::vector<DebtSubmission> submissions);
  Result<bool> settle(DebtSubmission& submission, const Result<Receipt>& answer);
  void accept_debt(const DebtSubmission& submission, const Receipt& receipt);
  void reject_debt(const IncomingDebt& debt, const Error& error);

  ImportTarget& target_;
  const SqliteSource& source_;
  const ImportOptions& options_;
  ConvertContext context_;
  EarlierImport earlier_;
  ImportReport report_;

  std::uint64_t rows_read_ = 0;
  std::uint64_t rows_total_ = 0;
  std::map<Table, std::set<std::int64_t>> repeated_ids_;
  ExternalIds customers_;
  std::set<std::int64_t> rejected_customers_;
  std::set<std::int64_t> closed_customers_;
};

}  // namespace daybook
