// Aligned columns for people.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tools/terminal.hpp"

namespace daybook {

using Cells = std::vector<std::string>;

/// Columns as wide as what is in them; columns of numbers to the right. Rows that are printed page by page stay aligned unless
/// a later page needs more room.
class TextTable {
 public:
  explicit TextTable(Cells header);

  void add(Cells row);
  /// Prints what was added since the last time, under the header the first time.
  void print(Output& out);

 private:
  void print_row(Output& out, const Cells& row) const;

  Cells header_;
  std::vector<Cells> rows_;
  std::vector<std::size_t> widths_;
  std::vector<bool> numeric_;
  bool header_printed_ = false;
};

/// One name and its value a line.
void print_fields(Output& out, const std::vector<std::pair<std::string, std::string>>& fields);

}  // namespace daybook
