// Which entries an event adds to the indexes: histories by customer and by debt, children by parent.
#pragma once

#include <functional>
#include <vector>

#include "engine/row_space.hpp"
#include "events/record.hpp"

namespace daybook {

/// One entry: `child` belongs to `parent`.
struct IndexEntry {
  RowSpace space;
  std::uint64_t parent;
  std::uint64_t child;

  friend bool operator==(const IndexEntry&, const IndexEntry&) = default;
};

/// The debts an event is about; those a communication names among them.
std::vector<DebtId> debts_of(const Event& event);

/// All entries of a record, its place in the histories first.
std::vector<IndexEntry> index_entries(const Record& record);

}  // namespace daybook
