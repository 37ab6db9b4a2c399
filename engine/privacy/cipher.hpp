// The two ciphers in use: AES-256-GCM for values, AES-256-KWP (RFC 5649) for keys. The only place that calls them.
//
// Any thread may call any function. Each thread reuses one OpenSSL context and empties it after each use: no key stays behind.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "engine/privacy/master_key.hpp"

namespace daybook {

using Nonce = std::array<std::uint8_t, 12>;
using SealTag = std::array<std::uint8_t, 16>;

/// What a text is sealed under. No two texts may ever share key and nonce. References must outlive the call only.
struct SealInputs {
  const Key& key;
  const Nonce& nonce;
  /// Authenticated, not encrypted.
  std::span<const std::uint8_t> additional;
};

/// Encrypts `text` where it stands; the tag proves that nothing was changed.
SealTag encrypt_in_place(const SealInputs& inputs, std::span<std::uint8_t> text);

/// Decrypts `text` where it stands. False when anything differs from what was encrypted; `text` is then of no use.
[[nodiscard]] bool decrypt_in_place(const SealInputs& inputs, std::span<std::uint8_t> text, const SealTag& tag);

using WrappedKey = std::array<std::uint8_t, 40>;

/// Wraps keys with a master key.
class KeyWrap {
 public:
  explicit KeyWrap(const Key& master) : master_(master) {}

  WrappedKey wrap(const Key& key) const;
  /// Nothing when `wrapped` was changed or wrapped by another master key.
  std::optional<Key> unwrap(const WrappedKey& wrapped) const;

 private:
  Key master_;
};

}  // namespace daybook
