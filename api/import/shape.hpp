// The old database's five tables: their names, columns, and the order in which they are read.
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "events/kinds.hpp"

namespace daybook {

struct SourceColumn {
  std::string_view name;
  /// Must be there and never be NULL; other columns that are not there read as NULL.
  bool needed = false;
};

struct SourceShape {
  Table table = Table::customers;
  std::string_view name;
  std::vector<SourceColumn> columns;
  /// Columns to sort by.
  std::string_view order;
};

/// The tables, parents first.
inline constexpr std::array source_tables{Table::customers, Table::debts, Table::payments, Table::communications, Table::accounts};

/// The shape of one of `source_tables`; its columns are those of the command that makes such rows today, with `id` and
/// the dates of record. Lives as long as the process.
const SourceShape& shape_of(Table table);

}  // namespace daybook
