// Personal columns inside the model: how commands set them.
#pragma once

#include "tests/support/model_rows.hpp"

namespace daybook::model {

inline std::string as_text(const std::string& value) { return value; }
inline std::string as_text(Date value) { return format(value); }
inline std::string as_text(Money value) { return format(value, Currency{}); }
inline std::string as_text(std::int32_t value) { return std::to_string(value); }

/// Sets a column that is given.
template <class T>
void put(Personal& columns, const std::string& name, const std::optional<T>& value) {
  if (value) {
    columns[name] = as_text(*value);
  }
}

/// Sets or clears a column that is given.
template <class T>
void put(Personal& columns, const std::string& name, const Change<T>& change) {
  if (change.clears()) {
    columns.erase(name);
  }
  put(columns, name, change.value());
}

}  // namespace daybook::model
