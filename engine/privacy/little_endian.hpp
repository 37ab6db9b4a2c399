// Numbers in files and blobs: little-endian, on any machine.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>

namespace daybook {

/// Writes `value` over the first bytes of `target`, which has room for it.
template <std::unsigned_integral Integer>
void put_little_endian(std::span<std::uint8_t> target, Integer value) {
  for (std::size_t index = 0; index < sizeof(Integer); ++index) {
    target[index] = static_cast<std::uint8_t>(value >> (8 * index));
  }
}

/// The number in the first bytes of `source`, which holds at least one.
template <std::unsigned_integral Integer>
Integer get_little_endian(std::span<const std::uint8_t> source) {
  Integer value = 0;
  for (std::size_t index = 0; index < sizeof(Integer); ++index) {
    value = static_cast<Integer>(value | static_cast<Integer>(Integer{source[index]} << (8 * index)));
  }
  return value;
}

}  // namespace daybook
