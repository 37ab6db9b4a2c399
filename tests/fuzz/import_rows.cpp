// Rows of an old database: any value SQLite can hold in any column.
#include "api/import/convert.hpp"
#include "events/require.hpp"
#include "tests/fuzz/taker.hpp"
#include "tests/fuzz/targets.hpp"

namespace daybook::fuzz {
namespace {

enum class Kind : std::uint8_t { null, integer, real, text, blob };
constexpr std::size_t kinds = 5;

/// A value: a byte for its kind; eight for a number; for a text a byte for its length and the text.
SourceValue take_value(Taker& taker) {
  switch (static_cast<Kind>(taker.below(kinds))) {
    case Kind::null:
      return std::monostate();
    case Kind::integer:
      return taker.number<std::int64_t>();
    case Kind::real:
      return taker.number<double>();
    case Kind::text:
      return std::string(taker.text(taker.number<std::uint8_t>()));
    case Kind::blob:
      return Blob{};
  }
  return {};
}

/// The first byte says which table the row is of; then its columns in order.
void run_import_row(std::string_view bytes) {
  Taker taker(bytes);
  const SourceShape& shape = shape_of(source_tables.at(taker.below(source_tables.size())));
  std::vector<SourceValue> values;
  values.reserve(shape.columns.size());
  for (std::size_t column = 0; column < shape.columns.size(); ++column) {
    values.push_back(take_value(taker));
  }
  const SourceRow row(shape, std::move(values));
  id_of(row);
  if (const auto converted = convert(row, {.currency = {}, .source = "bank"}); !converted) {
    for (const Error& fault : flatten(converted.error())) {
      require(fault.code == ErrorCode::missing_field || fault.code == ErrorCode::invalid_field, "a row is refused for its fields");
      require(row.column(std::string_view(fault.pointer).substr(1)) != nullptr, "and it is said which");
    }
  }
}

std::string text_value(std::string_view text) {
  return std::string{static_cast<char>(Kind::text), static_cast<char>(text.size())} + std::string(text);
}

std::string number_value(std::int64_t number) {
  std::string bytes(1 + sizeof(number), static_cast<char>(Kind::integer));
  std::memcpy(bytes.data() + 1, &number, sizeof(number));
  return bytes;
}

/// What some column of that name takes.
std::string value_for(std::string_view column) {
  if (column.ends_with("id") || column.ends_with("amount") || column.ends_with("balance") || column.ends_with("seconds")) {
    return number_value(7);
  }
  if (column.ends_with("date") || column.ends_with("_at") || column.ends_with("timestamp")) {
    return text_value("2024-01-15 10:00:00.000000");
  }
  return column.starts_with("is_") ? number_value(1) : text_value(column.starts_with("phone") ? "+1987654321" : "CALL");
}

/// A row of each table with what its columns need, and one with something in every column.
std::vector<std::string> import_row_seeds() {
  std::vector<std::string> rows;
  for (const bool full : {false, true}) {
    for (std::size_t table = 0; table < source_tables.size(); ++table) {
      std::string& row = rows.emplace_back(1, static_cast<char>(table));
      for (const SourceColumn& column : shape_of(source_tables.at(table)).columns) {
        row += full || column.needed ? value_for(column.name) : std::string(1, static_cast<char>(Kind::null));
      }
    }
  }
  return rows;
}

}  // namespace

const Target import_row{"import_row", run_import_row, import_row_seeds};

}  // namespace daybook::fuzz
