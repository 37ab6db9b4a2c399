// For loops over what stands anywhere in memory.
#pragma once

#include <algorithm>
#include <cstddef>

namespace daybook {

/// To be called with each index in turn: has the processor fetch the two cache lines from `place_of(row)` on, of a row some steps further,
/// while those before it are worked on. `rows` are not empty.
template <class Rows, class PlaceOf>
void fetch_ahead(const Rows& rows, std::size_t index, PlaceOf place_of) {
  constexpr std::size_t steps = 16;
  constexpr std::size_t cache_line = 64;
  const auto* const place = reinterpret_cast<const char*>(place_of(rows[std::min(index + steps, rows.size() - 1)]));
  __builtin_prefetch(place);
  __builtin_prefetch(place + cache_line);
}

}  // namespace daybook
