// What can be asked about the ledger itself. Its events are on the ledger stream and change no customer's version.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "events/event.hpp"

namespace daybook {

/// `hash`: of a token that nobody else has. `name` has 1 to 255 bytes; it is the actor of what the bearer does.
struct CreateToken {
  AccessHash hash{};
  Role role{};
  std::string name{};
  std::optional<Instant> expires_at{};
};

/// `invalid_field` when no token with this id and hash is in force.
struct RevokeToken {
  AccessId token_id{};
  AccessHash hash{};
};

/// Notes that the actor is about to see these fields in full.
struct RevealData {
  CustomerId customer_id{};
  std::vector<SealedField> fields{};
};

using LedgerCommand = std::variant<CreateToken, RevokeToken, RevealData>;

}  // namespace daybook
