// The master key: wraps all other keys; kept apart from the ledger.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>

#include "engine/privacy/randomness.hpp"
#include "events/result.hpp"

namespace daybook {

/// 256 bits. Wiped from memory when it goes; moving copies, so that what was moved from is wiped too.
class Key {
 public:
  static constexpr std::size_t size = 32;

  Key() = default;
  explicit Key(const std::array<std::uint8_t, size>& bytes) : bytes_(bytes) {}
  Key(const Key&) = default;
  Key& operator=(const Key&) = default;
  ~Key();
  const std::array<std::uint8_t, size>& bytes() const { return bytes_; }
  static Key random(Randomness& randomness);

  /// In constant time.
  friend bool operator==(const Key& left, const Key& right);

 private:
  std::array<std::uint8_t, size> bytes_{};
};

/// Writes a new random key to `file` (mode 0400, 64 hex digits and a newline), synced with its folder.
/// `invalid_field` when the file is there already.
Result<Key> create_master_key(const std::filesystem::path& file, Randomness& randomness);

/// Who may read a master key.
enum class KeyReaders : std::uint8_t { owner, owner_and_group };

/// `read_only` (with a detail that names the file) when it cannot be read; `invalid_field` when it is no key, or anyone has a
/// permission on it beside its owner and those `readers`.
Result<Key> load_master_key(const std::filesystem::path& file, KeyReaders readers = KeyReaders::owner);

}  // namespace daybook
