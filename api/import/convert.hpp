// From a row of the old database to a fact to import.
#pragma once

#include <string>
#include <vector>

#include "api/import/sqlite_source.hpp"
#include "engine/domain/import.hpp"

namespace daybook {

/// What the ledger adds to a row that comes in.
struct ConvertContext {
  Currency currency{};
  /// Name of the old database among the origins of imported rows.
  std::string source{};
};

/// A row that is fine by itself. Its `import` names no customer and no debt yet: those have other ids in the ledger.
struct OldRow {
  Import import;
  std::int64_t id = 0;
  /// Ids in the old database; 0 in tables without such a column.
  std::int64_t customer_id = 0;
  std::int64_t debt_id = 0;
  /// What people should know of it though it goes in. Never holds a value of the row.
  std::vector<std::string> notices{};
};

/// The row's `id`, or the one in another column of ids; nothing when it is no integer.
std::optional<std::int64_t> id_of(const SourceRow& row, std::string_view column = "id");

/// All errors of the row at once: `missing_field` for NULL in a column that must not be, else `invalid_field`; pointers are
/// `/column`. Money is rounded half-even to the currency, and instants without an offset are UTC, as SQLAlchemy means
/// them. NULL in `status`, `account_status`, `is_active` and `is_primary` is the schema's default. Any thread.
Result<OldRow> convert(const SourceRow& row, const ConvertContext& context);

}  // namespace daybook
