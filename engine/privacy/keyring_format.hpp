// Format of the file `keys`, version 1. Numbers are little-endian.
//
// Header, 128 bytes
//     0  magic "daybkeys"
//     8  u32  format version
//    12       4 bytes zero
//    16       ledger id, 16 bytes
//    32       ledger key, wrapped, 40 bytes
//    72       52 bytes zero
//   124  u32  CRC-32C of the bytes before
//
// Slot of key id n, 64 bytes, at 128 + 64 (n - 1)
//     0  u8   state: 1 wrapped, 2 erased
//     1       7 bytes zero
//     8  u64  key id
//    16       data key, wrapped, 40 bytes; zero when erased
//    56       4 bytes zero
//    60  u32  CRC-32C of the bytes before
//
// A slot of zeros, or past the end of the file, is free. Header and slots are multiples of 64 bytes, so that none crosses a
// disk sector: a write torn by a power loss harms no neighbour. A newer format keeps magic, version, and the header's CRC
// where they are.
#pragma once

#include <array>
#include <cstdint>

#include "engine/privacy/cipher.hpp"
#include "events/ids.hpp"
#include "events/result.hpp"
#include "events/sealed.hpp"

namespace daybook {

inline constexpr std::uint32_t keyring_format_version = 1;
inline constexpr std::size_t keyring_header_bytes = 128;
inline constexpr std::size_t keyring_slot_bytes = 64;

/// Persisted.
enum class SlotState : std::uint8_t { free = 0, wrapped = 1, erased = 2 };

struct KeyringHeader {
  LedgerId ledger_id;
  WrappedKey ledger_key{};
};

struct KeySlot {
  SlotState state = SlotState::free;
  KeyId id;
  WrappedKey key{};
};

using HeaderBytes = std::array<std::uint8_t, keyring_header_bytes>;
using SlotBytes = std::array<std::uint8_t, keyring_slot_bytes>;

/// Where the slot of `id` begins in the file. `id` must not be none.
constexpr std::uint64_t slot_offset(KeyId id) { return keyring_header_bytes + (id.value - 1) * keyring_slot_bytes; }

HeaderBytes encode_header(const KeyringHeader& header);
/// `corrupt` for bytes that `encode_header` did not write; the detail names a format this version does not know.
Result<KeyringHeader> decode_header(const HeaderBytes& bytes);

SlotBytes encode_slot(const KeySlot& slot);
/// `corrupt` for bytes that are neither zero nor what `encode_slot` wrote for `id`.
Result<KeySlot> decode_slot(const SlotBytes& bytes, KeyId id);

}  // namespace daybook
