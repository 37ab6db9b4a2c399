#include "engine/privacy/keyring_format.hpp"

#include <algorithm>
#include <span>
#include <string>
#include <string_view>

#include "engine/files/crc32c.hpp"
#include "engine/privacy/little_endian.hpp"

namespace daybook {
namespace {

constexpr std::string_view magic = "daybkeys";
constexpr std::size_t version_at = 8;
constexpr std::size_t ledger_id_at = 16;
constexpr std::size_t ledger_key_at = 32;

constexpr std::size_t state_at = 0;
constexpr std::size_t key_id_at = 8;
constexpr std::size_t key_at = 16;

using Bytes = std::span<std::uint8_t>;
using ConstBytes = std::span<const std::uint8_t>;

/// The check stands in the last 4 bytes and covers all before.
std::uint32_t check_of(ConstBytes bytes) { return crc32c(bytes.first(bytes.size() - sizeof(std::uint32_t))); }

void put_check(Bytes bytes) { put_little_endian(bytes.last(sizeof(std::uint32_t)), check_of(bytes)); }

bool has_check(ConstBytes bytes) { return get_little_endian<std::uint32_t>(bytes.last(sizeof(std::uint32_t))) == check_of(bytes); }

template <std::size_t size>
std::array<std::uint8_t, size> copy_from(ConstBytes bytes, std::size_t at) {
  std::array<std::uint8_t, size> part{};
  std::ranges::copy(bytes.subspan(at, size), part.begin());
  return part;
}

}  // namespace

HeaderBytes encode_header(const KeyringHeader& header) {
  HeaderBytes bytes{};
  std::ranges::copy(magic, bytes.begin());
  put_little_endian(Bytes(bytes).subspan(version_at), keyring_format_version);
  std::ranges::copy(header.ledger_id.bytes, bytes.begin() + ledger_id_at);
  std::ranges::copy(header.ledger_key, bytes.begin() + ledger_key_at);
  put_check(bytes);
  return bytes;
}

Result<KeyringHeader> decode_header(const HeaderBytes& bytes) {
  if (!std::equal(magic.begin(), magic.end(), bytes.begin()) || !has_check(bytes)) {
    return error(ErrorCode::corrupt, "the header of the key file is damaged");
  }
  const auto version = get_little_endian<std::uint32_t>(ConstBytes(bytes).subspan(version_at));
  if (version != keyring_format_version) {
    return error(ErrorCode::corrupt,
                 "the key file has format " + std::to_string(version) + "; this program knows " + std::to_string(keyring_format_version));
  }
  return KeyringHeader{.ledger_id = {copy_from<sizeof(LedgerId::bytes)>(bytes, ledger_id_at)},
                       .ledger_key = copy_from<sizeof(WrappedKey)>(bytes, ledger_key_at)};
}

SlotBytes encode_slot(const KeySlot& slot) {
  SlotBytes bytes{};
  if (slot.state == SlotState::free) {
    return bytes;
  }
  bytes[state_at] = static_cast<std::uint8_t>(slot.state);
  put_little_endian(Bytes(bytes).subspan(key_id_at), slot.id.value);
  if (slot.state == SlotState::wrapped) {
    std::ranges::copy(slot.key, bytes.begin() + key_at);
  }
  put_check(bytes);
  return bytes;
}

Result<KeySlot> decode_slot(const SlotBytes& bytes, KeyId id) {
  if (bytes == SlotBytes{}) {
    return KeySlot{.state = SlotState::free, .id = id, .key = {}};
  }
  const KeySlot slot{.state = static_cast<SlotState>(bytes[state_at]), .id = id, .key = copy_from<sizeof(WrappedKey)>(bytes, key_at)};
  const bool known = slot.state == SlotState::wrapped || slot.state == SlotState::erased;
  if (!known || encode_slot(slot) != bytes) {
    return error(ErrorCode::corrupt, "slot " + std::to_string(id.value) + " of the key file is damaged");
  }
  return slot;
}

}  // namespace daybook
