// What personal data looks like outside `engine/privacy`: ciphertext, and tokens that stand for a value.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace daybook {

/// A sealed group of fields: version, key id, nonce, ciphertext and tag in one piece (`engine/privacy/seal_format.hpp`).
/// Empty when the group holds nothing.
struct Sealed {
  std::string bytes;

  bool empty() const { return bytes.empty(); }
  friend bool operator==(const Sealed&, const Sealed&) = default;
};

/// Blind index of a personal value: a truncated HMAC. Equal values have equal tokens; a token tells nothing
/// without the ledger's index key.
struct Token {
  std::array<std::uint8_t, 16> bytes{};

  std::string_view view() const { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }
  friend auto operator<=>(const Token&, const Token&) = default;
};

/// Truncated HMAC of a command's body, to tell a retry from another command under the same idempotency key.
struct Digest {
  std::array<std::uint8_t, 16> bytes{};

  std::string_view view() const { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }
  friend auto operator<=>(const Digest&, const Digest&) = default;
};

/// SHA-256 of an access token: enough to recognise the token, of no use to whoever reads the log.
struct AccessHash {
  std::array<std::uint8_t, 32> bytes{};

  std::string_view view() const { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }
  friend auto operator<=>(const AccessHash&, const AccessHash&) = default;
};

/// Names a ledger for ever: 16 random bytes drawn at its creation.
struct LedgerId {
  std::array<std::uint8_t, 16> bytes{};

  friend auto operator<=>(const LedgerId&, const LedgerId&) = default;
};

/// Blind indexes an event sets. Never written to the log: recomputed from the sealed groups in catch-up.
struct Tokens {
  std::optional<Token> ssn;
  std::optional<Token> email;
  std::optional<Token> phone_primary;
  std::optional<Token> account_number;

  friend bool operator==(const Tokens&, const Tokens&) = default;
};

}  // namespace daybook
