// Rows and events as a role may see them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "api/http/rights.hpp"
#include "api/json/receipt.hpp"
#include "api/json/writer.hpp"
#include "projections/snapshot.hpp"

namespace daybook {

inline constexpr std::string_view masked_text = "[masked]";

/// Whether `role` sees a field that is sealed. All are but one personal; that one is sealed with the others, and everyone's who reads.
inline bool may_see(Role role, SealedField field) { return readers_of_personal.has(role) || field == SealedField::employment_status; }

/// How much a dry run tells `role`.
inline Would would_for(Role role) { return readers.has(role) ? Would::in_full : Would::in_outline; }

/// Members of `row` for `role`: where it may not see personal fields, their texts are masked, and numbers and dates absent.
template <class Row>
void write_row_for(Role role, JsonWriter& writer, const Row& row) {
  if (readers_of_personal.has(role)) {
    return write_fields(writer, row);
  }
  Row::fields(row, [&](std::string_view name, const auto& value) {
    using Value = std::remove_cvref_t<decltype(value)>;
    const auto sealed = parse<SealedField>(name);
    if (!sealed || may_see(role, *sealed)) {
      return writer.member(name, value);
    }
    if constexpr (std::is_same_v<Value, std::string>) {
      writer.member(name, masked_text);
    } else if constexpr (std::is_same_v<Value, std::optional<std::string>>) {
      writer.member(name, value ? std::optional(std::string(masked_text)) : std::nullopt);
    } else {
      writer.member(name, nullptr);
    }
  });
}

/// The event as `role` may see it.
EventDetails mask_for(Role role, EventDetails details);

}  // namespace daybook
