// Format of a sealed group, version 1. Numbers are little-endian.
//
//     0  u8   format version
//     1  u64  key id
//     9       nonce, 12 bytes, random
//    21       ciphertext of the group (`group.hpp`), AES-256-GCM
//   end       tag, 16 bytes
//
// Additional data: ledger id (16 bytes), key id (u64), group kind (u8), format version (u8). A group without fields is sealed
// to no bytes at all.
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/privacy/cipher.hpp"
#include "events/sealed.hpp"

namespace daybook {

inline constexpr std::uint8_t seal_format_version = 1;
inline constexpr std::size_t seal_key_id_at = 1;
inline constexpr std::size_t seal_nonce_at = seal_key_id_at + sizeof(std::uint64_t);
inline constexpr std::size_t seal_text_at = seal_nonce_at + sizeof(Nonce);
/// What sealing adds to a group's plaintext.
inline constexpr std::size_t seal_overhead_bytes = seal_text_at + sizeof(SealTag);
/// Twice what all fields at their longest take.
inline constexpr std::size_t seal_bytes_max = std::size_t{1} << 20U;

inline constexpr std::size_t seal_additional_bytes = sizeof(LedgerId::bytes) + sizeof(std::uint64_t) + 2;

}  // namespace daybook
