#include "engine/privacy/access_token.hpp"

#include <array>
#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "events/require.hpp"

namespace daybook {

std::string draw_access_token(Randomness& randomness) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::array<std::uint8_t, 32> bytes{};
  randomness.fill(bytes);
  std::string token;
  for (const std::uint8_t byte : bytes) {
    token += digits[byte >> 4U];
    token += digits[byte & 0xFU];
  }
  return token;
}

AccessHash access_hash(std::string_view token) {
  // Fetched once: looking it up costs more than hashing a token.
  static EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  AccessHash hash;
  require(EVP_Digest(token.data(), token.size(), hash.bytes.data(), nullptr, algorithm, nullptr) == 1, "SHA-256 takes a token");
  return hash;
}

bool is_same(const AccessHash& a, const AccessHash& b) { return CRYPTO_memcmp(a.bytes.data(), b.bytes.data(), a.bytes.size()) == 0; }

}  // namespace daybook
