// Reading the old database through SQLite.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "api/import/shape.hpp"
#include "events/result.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace daybook {

/// Bytes that are neither number nor text; no column of the bank's has them.
struct Blob {
  friend bool operator==(const Blob&, const Blob&) = default;
};

/// A value as SQLite stores it, whatever its column was declared as; NULL is std::monostate.
using SourceValue = std::variant<std::monostate, std::int64_t, double, std::string, Blob>;

/// A row with the columns of its shape.
class SourceRow {
 public:
  SourceRow(const SourceShape& shape, std::vector<SourceValue> values) : shape_(&shape), values_(std::move(values)) {}

  Table table() const { return shape_->table; }
  /// `column` is one of the shape's.
  const SourceValue& operator[](std::string_view column) const;
  /// Nothing for a column that the shape does not have.
  const SourceColumn* column(std::string_view name) const;

 private:
  const SourceShape* shape_;
  std::vector<SourceValue> values_;
};

struct CloseSqlite {
  void operator()(sqlite3* database) const;
  void operator()(sqlite3_stmt* statement) const;
};
using SqliteStatement = std::unique_ptr<sqlite3_stmt, CloseSqlite>;

/// The rows of a table, one after another. Must not outlive its source. One thread at a time.
class SourceCursor {
 public:
  SourceCursor(const SourceShape& shape, SqliteStatement statement) : shape_(&shape), statement_(std::move(statement)) {}

  /// The next row; nothing after the last. `busy`, or `malformed` when the file is damaged.
  Result<std::optional<SourceRow>> next();

 private:
  const SourceShape* shape_;
  SqliteStatement statement_;
};

/// A SQLite file with the bank's tables, opened for reading alone. All of it is read in one transaction, so that a
/// database in use is seen as it was when the import began. One thread at a time.
class SqliteSource {
 public:
  /// `internal` when the file cannot be opened; `malformed` when it is no database, or misses tables or needed columns (all
  /// are named); `busy` when another program keeps it locked for five seconds.
  static Result<SqliteSource> open(const std::filesystem::path& file);

  /// In the order of the shape.
  Result<SourceCursor> rows(Table table) const;
  /// Ids that more than one row of the table has.
  Result<std::set<std::int64_t>> repeated_ids(Table table) const;
  /// How many rows all tables have together.
  Result<std::uint64_t> count() const;

 private:
  explicit SqliteSource(std::unique_ptr<sqlite3, CloseSqlite> database) : database_(std::move(database)) {}

  Result<SqliteStatement> prepare(const std::string& query) const;
  /// Names of the table's columns in lower case; none when there is no such table.
  Result<std::vector<std::string>> columns_of(std::string_view table) const;
  Result<void> check_shapes() const;

  std::unique_ptr<sqlite3, CloseSqlite> database_;
};

}  // namespace daybook
