// CRC-32C (Castagnoli, RFC 3720 appendix B.4), the checksum of our own files and of RocksDB's.
#pragma once

#include <cstdint>
#include <string_view>

namespace daybook {

/// Of `bytes` after the bytes whose checksum is `before`; 0 when there are none. "123456789" gives 0xe3069283.
std::uint32_t crc32c(std::string_view bytes, std::uint32_t before = 0);

}  // namespace daybook
