#include <algorithm>
#include <array>
#include <utility>

#include "engine/domain/text.hpp"
#include "engine/privacy/vault.hpp"

namespace daybook {
namespace {

/// The group, or an empty one when its key was destroyed.
Result<Group> open_unless_erased(const Vault& vault, GroupKind kind, const Sealed& sealed) {
  Result<Group> group = vault.open(kind, sealed);
  if (group.has_error() && group.error().code == ErrorCode::erased) {
    return Group{};
  }
  return group;
}

Result<Tokens> tokens_of_event(const Vault& vault, const Sealed& personal, const Sealed& secret) {
  BOOST_OUTCOME_TRY(Group group, open_unless_erased(vault, GroupKind::personal, personal));
  BOOST_OUTCOME_TRY(Group secrets, open_unless_erased(vault, GroupKind::secret, secret));
  group.merge(secrets);
  return tokens_of(vault, group);
}

/// One overload for each event that carries tokens; what has neither tokens nor a row with tokens needs none. An event that
/// gets tokens without an overload here does not compile.
Result<void> restore(const Vault& vault, CustomerCreated& event) {
  BOOST_OUTCOME_TRY(event.tokens, tokens_of_event(vault, event.personal, event.secret));
  return success();
}

Result<void> restore(const Vault& vault, CustomerProfileChanged& event) {
  BOOST_OUTCOME_TRY(event.tokens, tokens_of_event(vault, event.personal, event.secret));
  const auto keep_if_changed = [&event](std::optional<Token>& token, SealedField field) {
    if (std::ranges::find(event.changed, field) == event.changed.end()) {
      token.reset();
    }
  };
  keep_if_changed(event.tokens.ssn, SealedField::ssn);
  keep_if_changed(event.tokens.email, SealedField::email);
  keep_if_changed(event.tokens.phone_primary, SealedField::phone_primary);
  keep_if_changed(event.tokens.account_number, SealedField::account_number);
  return success();
}

Result<void> restore(const Vault& vault, AccountLinked& event) {
  BOOST_OUTCOME_TRY(event.tokens, tokens_of_event(vault, {}, event.secret));
  return success();
}

template <class T>
concept HasTokens = requires(T event) { event.tokens; };
template <class T>
concept HasRowWithTokens = requires(T event) { event.row.tokens; };

template <HasRowWithTokens T>
Result<void> restore(const Vault& vault, T& event) {
  return restore(vault, event.row);
}

template <class T>
  requires(!HasTokens<T> && !HasRowWithTokens<T>)
Result<void> restore(const Vault&, T&) {
  return success();
}

}  // namespace

Tokens tokens_of(const Vault& vault, const Group& group) {
  const auto token = [&](SealedField field, const auto& comparable_of) -> std::optional<Token> {
    const auto value = group.find(field);
    const std::string comparable = value == group.end() ? "" : comparable_of(value->second);
    return comparable.empty() ? std::nullopt : std::optional(vault.token(field, comparable));
  };
  const auto exact = [](const std::string& text) { return text; };
  return {.ssn = token(SealedField::ssn, digits_of),
          .email = token(SealedField::email, comparable_email),
          .phone_primary = token(SealedField::phone_primary, digits_of),
          .account_number = token(SealedField::account_number, exact)};
}

Result<void> restore_tokens(const Vault& vault, Event& event) {
  return std::visit([&vault](auto& alternative) { return restore(vault, alternative); }, event);
}

}  // namespace daybook
