// Seals and opens groups of personal fields, and makes the tokens and digests that stand for values.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "engine/privacy/group.hpp"
#include "engine/privacy/keyring.hpp"
#include "events/kinds.hpp"
#include "events/record.hpp"
#include "events/result.hpp"
#include "events/sealed.hpp"

namespace daybook {

/// Which group of a row or record a blob is. Numbers are part of the additional data: persisted.
enum class GroupKind : std::uint8_t { personal = 1, secret = 2, note = 3 };

/// All cryptography over values. Any thread may call any function but `sync`, which is the committer's.
/// AES-256-GCM with a random 96-bit nonce; additional data: ledger id, key id, group kind, schema version (`seal_format.hpp`).
/// Keys are wiped when dropped; plaintext values, here as everywhere in the process, are not.
class Vault {
 public:
  explicit Vault(std::unique_ptr<Keyring> keyring, Randomness& randomness);
  Vault(const Vault&) = delete;
  Vault& operator=(const Vault&) = delete;
  ~Vault();

  const LedgerId& ledger_id() const;
  /// The newest key there is. A log that uses a newer one belongs to a newer key file.
  KeyId last_key() const;

  /// Slot of a fresh key for a new customer. Must be synced before the frame that first uses it.
  Result<KeyId> draw_key();
  Result<void> sync();

  /// An empty group gives an empty blob. Otherwise what `Keyring::key` returns.
  Result<Sealed> seal(KeyId key, GroupKind kind, const Group& group) const;
  /// `corrupt` when the blob was changed, moved to another customer, ledger or group, or its slot is damaged;
  /// `erased` when its key was destroyed. An empty blob opens to an empty group.
  Result<Group> open(GroupKind kind, const Sealed& sealed) const;

  /// Blind index of `comparable` (already normalized) in the domain of `field`: a key a field.
  /// `field` is one of ssn, email, phone_primary, account_number.
  Token token(SealedField field, std::string_view comparable) const;
  /// Truncated HMAC of a command's body.
  Digest digest(std::string_view body) const;

 private:
  struct Secrets;
  std::unique_ptr<Secrets> secrets_;
};

/// Which key a blob was sealed with; none when it is too short to say.
KeyId key_of(const Sealed& sealed);

/// The tokens of a customer's or an account's groups.
Tokens tokens_of(const Vault& vault, const Group& group);

/// Fills in the tokens that the codec does not write, by opening the record's groups: for catch-up.
/// Erased keys yield no tokens. `corrupt` as `Vault::open`.
Result<void> restore_tokens(const Vault& vault, Event& event);

}  // namespace daybook
