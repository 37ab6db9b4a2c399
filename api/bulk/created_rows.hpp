// Which row each line of an input created.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "events/kinds.hpp"

namespace daybook {

/// Eight bytes a line. Lines count from 1.
class CreatedRows {
 public:
  void add(std::uint64_t line, Table table, std::uint64_t id) {
    if (rows_.size() < line) {
      rows_.resize(line);
    }
    rows_[line - 1] = (id << table_bits) | static_cast<std::uint64_t>(table);
  }

  /// The id of the row that `line` created in `table`; nothing when it created none there.
  std::optional<std::uint64_t> find(std::uint64_t line, Table table) const {
    if (line == 0 || line > rows_.size()) {
      return std::nullopt;
    }
    const std::uint64_t row = rows_[line - 1];
    const bool created_there = row != 0 && (row & table_mask) == static_cast<std::uint64_t>(table);
    return created_there ? std::optional(row >> table_bits) : std::nullopt;
  }

 private:
  static constexpr unsigned table_bits = 3;
  static constexpr std::uint64_t table_mask = 7;

  /// Id and table in one; 0 for lines that created nothing.
  std::vector<std::uint64_t> rows_;
};

}  // namespace daybook
