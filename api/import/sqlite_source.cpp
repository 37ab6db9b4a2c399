#include "api/import/sqlite_source.hpp"

#include <algorithm>
#include <sqlite3.h>

#include "events/require.hpp"

namespace daybook {
namespace {

constexpr int busy_timeout_ms = 5'000;

/// SQLite's text for the status, never the database's last message: that one may quote what was read.
Error failure(int status) {
  const int primary = status & 0xFF;
  const bool is_locked = primary == SQLITE_BUSY || primary == SQLITE_LOCKED;
  return error(is_locked ? ErrorCode::busy : ErrorCode::malformed, "cannot read the database: " + std::string(sqlite3_errstr(status)));
}

Result<void> run(sqlite3* database, const char* statements) {
  const int status = sqlite3_exec(database, statements, nullptr, nullptr, nullptr);
  if (status != SQLITE_OK) {
    return failure(status);
  }
  return success();
}

/// Whether there is another row.
Result<bool> step(const SqliteStatement& statement) {
  const int status = sqlite3_step(statement.get());
  if (status != SQLITE_ROW && status != SQLITE_DONE) {
    return failure(status);
  }
  return status == SQLITE_ROW;
}

std::string text_at(const SqliteStatement& statement, int column) {
  const auto* text = static_cast<const char*>(sqlite3_column_blob(statement.get(), column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement.get(), column));
  return text == nullptr ? std::string() : std::string(text, size);
}

SourceValue value_at(const SqliteStatement& statement, int column) {
  switch (sqlite3_column_type(statement.get(), column)) {
    case SQLITE_INTEGER:
      return std::int64_t{sqlite3_column_int64(statement.get(), column)};
    case SQLITE_FLOAT:
      return sqlite3_column_double(statement.get(), column);
    case SQLITE_TEXT:
      // Makes UTF-8 of the text of a UTF-16 database.
      sqlite3_column_text(statement.get(), column);
      return text_at(statement, column);
    case SQLITE_NULL:
      return std::monostate{};
    default:
      return Blob{};
  }
}

/// Names in SQLite do not tell upper from lower case.
std::string lower_case(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

bool has(const std::vector<std::string>& columns, std::string_view name) { return std::ranges::find(columns, name) != columns.end(); }

/// What `present` lacks, each preceded by a blank.
std::string missing_of(const SourceShape& shape, const std::vector<std::string>& present) {
  std::string missing = present.empty() ? std::string(" the table ").append(shape.name) : "";
  for (const auto& column : shape.columns) {
    if (!present.empty() && column.needed && !has(present, column.name)) {
      missing.append(" ").append(shape.name).append(".").append(column.name);
    }
  }
  return missing;
}

std::string select(const SourceShape& shape, const std::vector<std::string>& present) {
  std::string columns;
  for (const auto& column : shape.columns) {
    columns += columns.empty() ? "" : ", ";
    columns += has(present, column.name) ? '"' + std::string(column.name) + '"' : "NULL";
  }
  return "SELECT " + columns + " FROM " + std::string(shape.name) + " ORDER BY " + std::string(shape.order);
}

}  // namespace

const SourceValue& SourceRow::operator[](std::string_view name) const {
  const SourceColumn* found = column(name);
  require(found != nullptr, "the column is one of the table's shape");
  return values_[static_cast<std::size_t>(found - shape_->columns.data())];
}

const SourceColumn* SourceRow::column(std::string_view name) const {
  const auto found = std::ranges::find(shape_->columns, name, &SourceColumn::name);
  return found == shape_->columns.end() ? nullptr : &*found;
}

void CloseSqlite::operator()(sqlite3* database) const { sqlite3_close_v2(database); }
void CloseSqlite::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

Result<std::optional<SourceRow>> SourceCursor::next() {
  if (!statement_) {
    return std::optional<SourceRow>();
  }
  BOOST_OUTCOME_TRY(const bool found, step(statement_));
  if (!found) {
    // Stepped once more, a finished statement would begin again.
    statement_.reset();
    return std::optional<SourceRow>();
  }
  std::vector<SourceValue> values;
  values.reserve(shape_->columns.size());
  for (std::size_t i = 0; i < shape_->columns.size(); ++i) {
    values.push_back(value_at(statement_, static_cast<int>(i)));
  }
  return std::optional<SourceRow>(std::in_place, *shape_, std::move(values));
}

Result<SqliteSource> SqliteSource::open(const std::filesystem::path& file) {
  // Absolute, so that no name means something else to SQLite than to the file system.
  std::error_code fault;
  const std::string path = std::filesystem::absolute(file, fault).string();
  sqlite3* database = nullptr;
  const int status = sqlite3_open_v2(path.c_str(), &database, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nullptr);
  SqliteSource source{std::unique_ptr<sqlite3, CloseSqlite>(database)};
  if (status != SQLITE_OK) {
    return error(ErrorCode::internal, "cannot open " + file.string() + ": " + sqlite3_errstr(status));
  }
  sqlite3_busy_timeout(database, busy_timeout_ms);
  // A view in the file may stand for a table, but what it calls is not to be trusted.
  BOOST_OUTCOME_TRY(run(database, "PRAGMA trusted_schema = OFF; BEGIN"));
  BOOST_OUTCOME_TRY(source.check_shapes());
  return source;
}

Result<SqliteStatement> SqliteSource::prepare(const std::string& query) const {
  sqlite3_stmt* statement = nullptr;
  const int status = sqlite3_prepare_v2(database_.get(), query.c_str(), static_cast<int>(query.size()) + 1, &statement, nullptr);
  if (status != SQLITE_OK) {
    return failure(status);
  }
  return SqliteStatement(statement);
}

Result<std::vector<std::string>> SqliteSource::columns_of(std::string_view table) const {
  BOOST_OUTCOME_TRY(const auto statement, prepare("SELECT name FROM pragma_table_info('" + std::string(table) + "')"));
  std::vector<std::string> columns;
  while (true) {
    BOOST_OUTCOME_TRY(const bool found, step(statement));
    if (!found) {
      return columns;
    }
    columns.push_back(lower_case(text_at(statement, 0)));
  }
}

Result<void> SqliteSource::check_shapes() const {
  std::string missing;
  for (const Table table : source_tables) {
    const SourceShape& shape = shape_of(table);
    BOOST_OUTCOME_TRY(const auto present, columns_of(shape.name));
    missing += missing_of(shape, present);
  }
  if (!missing.empty()) {
    return error(ErrorCode::malformed, "not the bank's database: it misses" + missing);
  }
  return success();
}

Result<SourceCursor> SqliteSource::rows(Table table) const {
  const SourceShape& shape = shape_of(table);
  BOOST_OUTCOME_TRY(const auto present, columns_of(shape.name));
  BOOST_OUTCOME_TRY(auto statement, prepare(select(shape, present)));
  return SourceCursor(shape, std::move(statement));
}

Result<std::set<std::int64_t>> SqliteSource::repeated_ids(Table table) const {
  const std::string name(shape_of(table).name);
  BOOST_OUTCOME_TRY(const auto statement, prepare("SELECT id FROM " + name + " GROUP BY id HAVING count(*) > 1"));
  std::set<std::int64_t> ids;
  while (true) {
    BOOST_OUTCOME_TRY(const bool found, step(statement));
    if (!found) {
      return ids;
    }
    ids.insert(sqlite3_column_int64(statement.get(), 0));
  }
}

Result<std::uint64_t> SqliteSource::count() const {
  std::uint64_t rows = 0;
  for (const Table table : source_tables) {
    BOOST_OUTCOME_TRY(const auto statement, prepare("SELECT count(*) FROM " + std::string(shape_of(table).name)));
    BOOST_OUTCOME_TRY(step(statement));
    rows += static_cast<std::uint64_t>(sqlite3_column_int64(statement.get(), 0));
  }
  return rows;
}

}  // namespace daybook
