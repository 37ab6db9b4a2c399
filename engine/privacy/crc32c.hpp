// CRC-32C (Castagnoli): finds damage, not malice.
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace daybook {

constexpr std::array<std::uint32_t, 256> crc32c_table() {
  constexpr std::uint32_t polynomial = 0x82F63B78;
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t byte = 0; byte < table.size(); ++byte) {
    std::uint32_t rest = byte;
    for (int bit = 0; bit < 8; ++bit) {
      rest = (rest >> 1U) ^ ((rest & 1U) != 0 ? polynomial : 0);
    }
    table[byte] = rest;
  }
  return table;
}

constexpr std::uint32_t crc32c(std::span<const std::uint8_t> bytes) {
  constexpr std::array table = crc32c_table();
  std::uint32_t rest = 0xFFFFFFFF;
  for (const std::uint8_t byte : bytes) {
    rest = (rest >> 8U) ^ table[(rest ^ byte) & 0xFFU];
  }
  return ~rest;
}

}  // namespace daybook
