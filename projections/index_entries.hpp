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

/// Visits all entries of a record, its place in the histories first.
void for_each_index_entry(const Record& record, const std::function<void(const IndexEntry&)>& visit);

}  // namespace daybook
