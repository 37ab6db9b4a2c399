#include "engine/privacy/access_token.hpp"

#include <array>
#include <memory>
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
  // Both made once: that costs more than hashing a token.
  static EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  thread_local const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  AccessHash hash;
  require(EVP_DigestInit_ex2(context.get(), algorithm, nullptr) == 1, "SHA-256 starts");
  require(EVP_DigestUpdate(context.get(), token.data(), token.size()) == 1, "SHA-256 takes a token");
  require(EVP_DigestFinal_ex(context.get(), hash.bytes.data(), nullptr) == 1, "SHA-256 ends");
  return hash;
}

bool is_same(const AccessHash& a, const AccessHash& b) { return CRYPTO_memcmp(a.bytes.data(), b.bytes.data(), a.bytes.size()) == 0; }

}  // namespace daybook
