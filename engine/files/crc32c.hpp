// CRC-32C (Castagnoli, RFC 3720 appendix B.4), the checksum of our own files and of RocksDB's.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace daybook {

/// Of `bytes` after the bytes whose checksum is `before`; 0 when there are none. "123456789" gives 0xe3069283.
std::uint32_t crc32c(std::string_view bytes, std::uint32_t before = 0);

inline std::uint32_t crc32c(std::span<const std::uint8_t> bytes) {
  return crc32c(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

}  // namespace daybook
