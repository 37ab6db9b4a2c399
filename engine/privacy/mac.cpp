#include "engine/privacy/mac.hpp"

#include <algorithm>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include "events/require.hpp"

namespace daybook {
namespace {

void check_hmac(int outcome) { require(outcome == 1, "OpenSSL's HMAC does its work"); }

EVP_MAC* hmac() {
  static EVP_MAC* const algorithm = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  require(algorithm != nullptr, "OpenSSL provides HMAC");
  return algorithm;
}

EVP_KDF* hkdf() {
  static EVP_KDF* const algorithm = EVP_KDF_fetch(nullptr, "HKDF", nullptr);
  require(algorithm != nullptr, "OpenSSL provides HKDF");
  return algorithm;
}

/// OpenSSL's parameters are not const, though it does not change what these point to.
OSSL_PARAM digest_parameter() {
  static std::array name{'S', 'H', 'A', '2', '5', '6', '\0'};
  return OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name.data(), 0);
}

OSSL_PARAM bytes_parameter(const char* name, const void* bytes, std::size_t size) {
  return OSSL_PARAM_construct_octet_string(name, const_cast<void*>(bytes), size);
}

struct FreeKdf {
  void operator()(EVP_KDF_CTX* context) const { EVP_KDF_CTX_free(context); }
};

}  // namespace

Key derive_key(const Key& from, std::string_view label) {
  const std::unique_ptr<EVP_KDF_CTX, FreeKdf> context{EVP_KDF_CTX_new(hkdf())};
  const std::array parameters{digest_parameter(), bytes_parameter(OSSL_KDF_PARAM_KEY, from.bytes().data(), Key::size),
                              bytes_parameter(OSSL_KDF_PARAM_INFO, label.data(), label.size()), OSSL_PARAM_construct_end()};
  std::array<std::uint8_t, Key::size> bytes{};
  check_hmac(EVP_KDF_derive(context.get(), bytes.data(), bytes.size(), parameters.data()));
  Key key(bytes);
  OPENSSL_cleanse(bytes.data(), bytes.size());
  return key;
}

void Mac::Free::operator()(evp_mac_ctx_st* context) const { EVP_MAC_CTX_free(context); }

Mac::Mac(const Key& key) : keyed_(EVP_MAC_CTX_new(hmac())) {
  const std::array parameters{digest_parameter(), OSSL_PARAM_construct_end()};
  check_hmac(EVP_MAC_init(keyed_.get(), key.bytes().data(), Key::size, parameters.data()));
}

std::array<std::uint8_t, 16> Mac::of(std::string_view message) const {
  const Context context{EVP_MAC_CTX_dup(keyed_.get())};
  require(context != nullptr, "OpenSSL copies an HMAC context");
  std::array<std::uint8_t, 32> whole{};
  std::size_t size = 0;
  check_hmac(EVP_MAC_update(context.get(), reinterpret_cast<const unsigned char*>(message.data()), message.size()));
  check_hmac(EVP_MAC_final(context.get(), whole.data(), &size, whole.size()));
  std::array<std::uint8_t, 16> truncated{};
  std::copy_n(whole.begin(), truncated.size(), truncated.begin());
  return truncated;
}

}  // namespace daybook
