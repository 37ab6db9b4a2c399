#include "tools/text_table.hpp"

#include <algorithm>

#include "events/require.hpp"

namespace daybook {
namespace {

/// Code points: near enough to columns for names and amounts.
std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }));
}

bool is_numeric(std::string_view text) { return text == "-" || text.find_first_not_of("0123456789.-") == std::string_view::npos; }

}  // namespace

TextTable::TextTable(Cells header) : header_(std::move(header)), numeric_(header_.size(), true) {
  std::ranges::transform(header_, std::back_inserter(widths_), width_of);
}

void TextTable::add(Cells row) {
  require(row.size() == header_.size(), "a row has as many cells as the header");
  for (std::size_t i = 0; i < row.size(); ++i) {
    widths_[i] = std::max(widths_[i], width_of(row[i]));
    numeric_[i] = numeric_[i] && is_numeric(row[i]);
  }
  rows_.push_back(std::move(row));
}

void TextTable::print(Output& out) {
  if (!std::exchange(header_printed_, true)) {
    print_row(out, header_);
  }
  for (const Cells& row : rows_) {
    print_row(out, row);
  }
  rows_.clear();
}

void TextTable::print_row(Output& out, const Cells& row) const {
  std::string line;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const std::string padding(widths_[i] - width_of(row[i]), ' ');
    line += numeric_[i] ? padding + row[i] : row[i] + padding;
    line += "  ";
  }
  line.erase(line.find_last_not_of(' ') + 1);
  out.line(line);
}

void print_fields(Output& out, const std::vector<std::pair<std::string, std::string>>& fields) {
  std::size_t widest = 0;
  for (const auto& [name, value] : fields) {
    widest = std::max(widest, width_of(name));
  }
  for (const auto& [name, value] : fields) {
    std::string line = name;
    line.append(widest - width_of(name) + 2, ' ');
    out.line(line.append(value));
  }
}

}  // namespace daybook
