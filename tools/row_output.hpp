// Rows to stdout, as JSON or for people.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/json/writer.hpp"
#include "events/ids.hpp"
#include "tools/text_of.hpp"
#include "tools/text_table.hpp"

namespace daybook {

/// The row as a JSON object. `as_of`: the position that an answer about the past reflects; none for what is now.
template <class Row>
std::string row_document(const Row& row, const Currency& currency, std::optional<Position> as_of) {
  JsonWriter writer(currency);
  writer.begin_object();
  write_fields(writer, row);
  if (as_of) {
    writer.member("position", *as_of);
  }
  writer.end_object();
  return writer.take();
}

/// Names and texts of all columns.
template <class Row>
std::vector<std::pair<std::string, std::string>> texts_of(const Row& row, const Currency& currency) {
  std::vector<std::pair<std::string, std::string>> texts;
  const TextOf text_of(currency);
  Row::fields(row, [&](std::string_view name, const auto& value) { texts.emplace_back(name, text_of(value)); });
  return texts;
}

/// The texts of some columns, in the order of `columns`.
template <class Row>
Cells cells_of(const Row& row, const Cells& columns, const Currency& currency) {
  const auto texts = texts_of(row, currency);
  Cells cells;
  for (const std::string& column : columns) {
    cells.push_back(std::ranges::find(texts, column, &std::pair<std::string, std::string>::first)->second);
  }
  return cells;
}

}  // namespace daybook
