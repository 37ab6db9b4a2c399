// Where a page of a list begins, as text that clients hand back.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "events/kinds.hpp"

namespace daybook {

/// For what comes after row `last` in a list of this kind.
std::string cursor_after(Table table, std::uint64_t last);

/// The row that it comes after; nothing for what `cursor_after` never gives for this table.
std::optional<std::uint64_t> cursor_in(std::string_view text, Table table);

}  // namespace daybook
