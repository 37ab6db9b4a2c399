// HMAC-SHA-256, and keys derived from keys.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string_view>

#include "engine/privacy/master_key.hpp"

struct evp_mac_ctx_st;

namespace daybook {

/// HKDF-SHA-256 (RFC 5869) without salt, `label` as info. Different labels give independent keys.
Key derive_key(const Key& from, std::string_view label);

/// HMAC-SHA-256 under one key, its key schedule made once. Any thread may call `of`.
class Mac {
 public:
  explicit Mac(const Key& key);

  /// The first 16 bytes of the HMAC of `message`.
  std::array<std::uint8_t, 16> of(std::string_view message) const;

 private:
  struct Free {
    void operator()(evp_mac_ctx_st* context) const;
  };
  using Context = std::unique_ptr<evp_mac_ctx_st, Free>;

  Context keyed_;
};

}  // namespace daybook
