// Access tokens: 256 random bits that whoever shows them acts by. Only their hashes are kept.
#pragma once

#include <string>
#include <string_view>

#include "engine/privacy/randomness.hpp"
#include "events/sealed.hpp"

namespace daybook {

/// 256 random bits in hex: 64 characters.
std::string draw_access_token(Randomness& randomness);

/// SHA-256 of the token as it is written. A guess that is nearly right has another hash: hashes may be looked up.
AccessHash access_hash(std::string_view token);

/// Takes the same time whatever differs.
bool is_same(const AccessHash& a, const AccessHash& b);

}  // namespace daybook
