// For loops over what stands anywhere in memory.
#pragma once

#include <algorithm>
#include <cstddef>

namespace daybook {

/// Has the processor read the byte at `place`, which is there. What is read in a row without need of one another arrives together. Not a
/// prefetch: of many at a time most come too late.
inline void read_ahead(const void* place) { static_cast<void>(*static_cast<const volatile char*>(place)); }

/// To be called with each index in turn: reads ahead what stands at `place_of(row)`, for each `place_of`, of a group of rows at a time.
template <class Rows, class... PlaceOf>
void fetch_ahead(const Rows& rows, std::size_t index, PlaceOf... place_of) {
  constexpr std::size_t group = 32;
  if (index % group != 0) {
    return;
  }
  const std::size_t end = std::min(index + group, rows.size());
  const auto read = [&rows, index, end](const auto& place) {
    for (std::size_t i = index; i < end; ++i) {
      read_ahead(place(rows[i]));
    }
  };
  (read(place_of), ...);
}

}  // namespace daybook
