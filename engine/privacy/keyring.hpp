// The file `keys`: a data key for each customer, wrapped by the master key (AES-256-KWP), in fixed slots.
//
// A header (ledger id, wrapped ledger key), then slots of one size, slot number = key id. Header and slots carry checksums.
// Format: `keyring_format.hpp`.
#pragma once

#include <memory>
#include <set>

#include "engine/files/disk.hpp"
#include "engine/privacy/master_key.hpp"
#include "events/ids.hpp"
#include "events/result.hpp"
#include "events/sealed.hpp"

namespace daybook {

/// How a key file is opened.
enum class KeyringAccess : std::uint8_t {
  read_write,
  read_only,  ///< nothing can be drawn; the file may be on a disk that takes no writes
};

/// Owned by the Vault. Any thread may call any function but `sync`, which is for one at a time. Only one Keyring may have
/// the file open: whoever opens the ledger holds its lock.
/// A failed file operation gives `storage_full` or `read_only`.
class Keyring {
 public:
  /// A new file (mode 0600), synced with its folder. Draws the ledger key. `invalid_field` when the file is there already.
  static Result<std::unique_ptr<Keyring>> create(const Place& file, const LedgerId& ledger_id, const Key& master, Randomness& randomness);

  /// `corrupt` for a missing file or a damaged header; `forbidden` when `master` is not its key.
  static Result<std::unique_ptr<Keyring>> open(const Place& file, const Key& master, Randomness& randomness,
                                               KeyringAccess access = KeyringAccess::read_write);

  Keyring(const Keyring&) = delete;
  Keyring& operator=(const Keyring&) = delete;
  ~Keyring();

  const LedgerId& ledger_id() const;
  /// The key that the index keys and the digest key are derived from.
  const Key& ledger_key() const;
  /// The newest slot that is not free; none when all are. A log that uses a newer key belongs to a newer key file.
  KeyId last() const;

  /// A fresh key in a new slot, after all that were ever written: usable at once, on disk only after `sync`. A slot drawn but
  /// never used by an event stays behind, whole or torn, and harms nothing.
  Result<KeyId> draw();
  /// `corrupt`, naming the slot, when it is damaged or there is no such key; `erased` when its key was destroyed.
  Result<Key> key(KeyId id) const;
  /// Everything drawn so far is on disk. Cheap when there is nothing new. After a failure try again: the slots are written anew.
  Result<void> sync();

 private:
  struct Content;
  explicit Keyring(std::unique_ptr<Content> content);

  std::unique_ptr<Content> content_;
};

/// What can be said of a key file without its master key.
struct KeyringCondition {
  LedgerId ledger_id;
  /// As `Keyring::last`.
  KeyId last;
  std::set<KeyId> erased;
  /// Neither whole nor erased. Of no concern where no event uses the key: a power loss may tear a slot that was never synced.
  std::set<KeyId> damaged;
};

/// Reads header and slots and checks their checksums; changes nothing. `corrupt` for a missing file or a damaged header.
Result<KeyringCondition> inspect_keyring(const Place& file);

}  // namespace daybook
