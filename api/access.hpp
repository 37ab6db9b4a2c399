// Who may use a ledger from outside: access tokens with a role each.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/ledger.hpp"

namespace daybook {

/// Whoever shows a token.
struct Bearer {
  AccessId id{};
  std::string name{};
  Role role{};
};

/// A token that was just made: the only time it can be read.
struct NewToken {
  AccessId id{};
  std::string token{};
};

/// The tokens of one ledger, created and revoked by events on it. Any thread. Must not outlive the ledger.
/// A token made or revoked here is known here at once; one process holds a ledger, so here is everywhere.
class Access {
 public:
  /// Reads what the ledger knows; errors of reading.
  static Result<std::unique_ptr<Access>> open(Ledger& ledger);

  /// `name`: 1 to 255 bytes, the actor of what the bearer does. Durable on return.
  Result<NewToken> create(Role role, const std::string& name, std::optional<Instant> expires_at, const std::string& actor);
  /// From the return on the token opens nothing. `invalid_field` when no such token is in force.
  Result<void> revoke(AccessId id, const std::string& actor);
  /// All there ever were, oldest first.
  Result<std::vector<AccessToken>> list() const { return ledger_.snapshot().access_tokens(); }

  /// Whether the bearer of this token may go on at `now`.
  bool is_in_force(AccessId id, Instant now) const;

  /// Nobody when the token is unknown, revoked or expired at `now`.
  std::optional<Bearer> authenticate(std::string_view token, Instant now) const;

 private:
  explicit Access(Ledger& ledger) : ledger_(ledger) {}
  Result<void> load();

  Ledger& ledger_;
  mutable std::mutex mutex_;
  /// Those in force, but for what has expired.
  std::map<AccessHash, AccessToken> tokens_;
};

}  // namespace daybook
