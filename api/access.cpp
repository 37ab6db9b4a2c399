#include "api/access.hpp"

#include <algorithm>

#include "engine/privacy/access_token.hpp"

namespace daybook {

Result<std::unique_ptr<Access>> Access::open(Ledger& ledger) {
  std::unique_ptr<Access> access(new Access(ledger));
  BOOST_OUTCOME_TRY(access->load());
  return access;
}

Result<void> Access::load() {
  BOOST_OUTCOME_TRY(const auto all, list());
  const std::lock_guard lock(mutex_);
  tokens_.clear();
  for (const AccessToken& token : all) {
    if (!token.revoked_at) {
      tokens_.emplace(token.hash, token);
    }
  }
  return success();
}

Result<NewToken> Access::create(Role role, const std::string& name, std::optional<Instant> expires_at, const std::string& actor) {
  const std::string token = draw_access_token(system_randomness());
  const CreateToken command{.hash = access_hash(token), .role = role, .name = name, .expires_at = expires_at};
  BOOST_OUTCOME_TRY(const Receipt receipt, ledger_.submit(command, {.actor = actor}));
  BOOST_OUTCOME_TRY(load());
  return NewToken{AccessId{receipt.id}, token};
}

Result<void> Access::revoke(AccessId id, const std::string& actor) {
  BOOST_OUTCOME_TRY(const auto all, list());
  const auto token = std::ranges::find(all, id, &AccessToken::id);
  const AccessHash hash = token == all.end() ? AccessHash{} : token->hash;
  BOOST_OUTCOME_TRY(ledger_.submit(RevokeToken{.token_id = id, .hash = hash}, {.actor = actor}));
  return load();
}

bool Access::is_in_force(AccessId id, Instant now) const {
  const std::lock_guard lock(mutex_);
  return std::ranges::any_of(tokens_, [&](const auto& entry) {
    const AccessToken& token = entry.second;
    return token.id == id && (!token.expires_at || *token.expires_at > now);
  });
}

std::optional<Bearer> Access::authenticate(std::string_view token, Instant now) const {
  const AccessHash hash = access_hash(token);
  const std::lock_guard lock(mutex_);
  const auto found = tokens_.find(hash);
  if (found == tokens_.end() || !is_same(found->first, hash)) {
    return std::nullopt;
  }
  const AccessToken& known = found->second;
  if (known.expires_at && *known.expires_at <= now) {
    return std::nullopt;
  }
  return Bearer{known.id, known.name, known.role};
}

}  // namespace daybook
