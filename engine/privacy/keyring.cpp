#include "engine/privacy/keyring.hpp"

#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include "engine/files/file.hpp"
#include "engine/privacy/cipher.hpp"
#include "engine/privacy/key_cache.hpp"
#include "engine/privacy/keyring_format.hpp"
#include "events/planted.hpp"

namespace daybook {
namespace {

Result<File> open_file(const Place& file, KeyringAccess access) {
  std::error_code ignored;
  if (!std::filesystem::exists(file.path, ignored)) {
    return error(ErrorCode::corrupt, "there is no key file " + file.path.string());
  }
  return access == KeyringAccess::read_write ? File::open_read_write(file) : File::open_read_only(file);
}

Result<void> write_slot(File& file, KeyId id, const SlotBytes& bytes) { return file.write(slot_offset(id), bytes); }

/// Reads zeros past the end of the file.
Result<SlotBytes> read_slot(const File& file, KeyId id) {
  SlotBytes bytes{};
  BOOST_OUTCOME_TRY(file.read(slot_offset(id), bytes));
  return bytes;
}

Result<KeyringHeader> read_header(const File& file) {
  HeaderBytes bytes{};
  BOOST_OUTCOME_TRY(const std::size_t size, file.read(0, bytes));
  if (size < bytes.size()) {
    return error(ErrorCode::corrupt, "the key file " + file.path().string() + " is cut off within its header");
  }
  return decode_header(bytes);
}

/// The newest slot that is not all zeros. A power loss may leave zeros or half a slot at the end of the file.
Result<KeyId> find_last(const File& file) {
  BOOST_OUTCOME_TRY(const FileFacts facts, file.facts());
  KeyId id{(facts.bytes - keyring_header_bytes + keyring_slot_bytes - 1) / keyring_slot_bytes};
  for (; id; --id.value) {
    BOOST_OUTCOME_TRY(const SlotBytes bytes, read_slot(file, id));
    if (bytes != SlotBytes{}) {
      break;
    }
  }
  return id;
}

Error damaged(KeyId id, const std::string& why) {
  return error(ErrorCode::corrupt, "slot " + std::to_string(id.value) + " of the key file " + why);
}

}  // namespace

struct Keyring::Content {
  Content(File opened, KeyWrap key_wrap, const Key& unwrapped, const LedgerId& id, KeyId newest, Randomness& source)
      : file(std::move(opened)), wrap(std::move(key_wrap)), ledger_key(unwrapped), ledger_id(id), last(newest.value), randomness(source) {}

  File file;
  KeyWrap wrap;
  Key ledger_key;
  LedgerId ledger_id;
  std::atomic<std::uint64_t> last;
  Randomness& randomness;
  KeyCache cache;
  std::mutex mutex;
  /// Slots drawn since the last sync.
  std::map<KeyId, SlotBytes> unsynced;
  /// A sync failed: the system may have dropped what it could not write, so all of it has to be written again before the next one.
  bool must_write_again = false;
};

Keyring::Keyring(std::unique_ptr<Content> content) : content_(std::move(content)) {}

Keyring::~Keyring() = default;

Result<std::unique_ptr<Keyring>> Keyring::create(const Place& file, const LedgerId& ledger_id, const Key& master, Randomness& randomness) {
  const KeyringHeader header{.ledger_id = ledger_id, .ledger_key = KeyWrap(master).wrap(Key::random(randomness))};
  BOOST_OUTCOME_TRY(write_new_file(file, encode_header(header)));
  return open(file, master, randomness);
}

Result<std::unique_ptr<Keyring>> Keyring::open(const Place& file, const Key& master, Randomness& randomness, KeyringAccess access) {
  BOOST_OUTCOME_TRY(File opened, open_file(file, access));
  BOOST_OUTCOME_TRY(const KeyringHeader header, read_header(opened));
  const KeyWrap wrap(master);
  const std::optional<Key> ledger_key = wrap.unwrap(header.ledger_key);
  if (!ledger_key) {
    return error(ErrorCode::forbidden, "this master key does not open the key file " + file.path.string());
  }
  BOOST_OUTCOME_TRY(const KeyId last, find_last(opened));
  auto content = std::make_unique<Content>(std::move(opened), wrap, *ledger_key, header.ledger_id, last, randomness);
  return std::unique_ptr<Keyring>(new Keyring(std::move(content)));
}

Result<KeyringCondition> inspect_keyring(const Place& path) {
  BOOST_OUTCOME_TRY(const File file, open_file(path, KeyringAccess::read_only));
  BOOST_OUTCOME_TRY(const KeyringHeader header, read_header(file));
  KeyringCondition condition{.ledger_id = header.ledger_id, .last = {}, .erased = {}, .damaged = {}};
  BOOST_OUTCOME_TRY(condition.last, find_last(file));
  for (KeyId id{1}; id <= condition.last; ++id.value) {
    BOOST_OUTCOME_TRY(const SlotBytes bytes, read_slot(file, id));
    const auto slot = decode_slot(bytes, id);
    if (!slot || slot.value().state == SlotState::free) {
      condition.damaged.insert(id);
    } else if (slot.value().state == SlotState::erased) {
      condition.erased.insert(id);
    }
  }
  return condition;
}

const LedgerId& Keyring::ledger_id() const { return content_->ledger_id; }

const Key& Keyring::ledger_key() const { return content_->ledger_key; }

KeyId Keyring::last() const { return {content_->last}; }

Result<KeyId> Keyring::draw() {
  const Key key = Key::random(content_->randomness);
  const KeyId id{++content_->last};
  const SlotBytes bytes = encode_slot({.state = SlotState::wrapped, .id = id, .key = content_->wrap.wrap(key)});
  BOOST_OUTCOME_TRY(write_slot(content_->file, id, bytes));
  {
    const std::lock_guard lock(content_->mutex);
    content_->unsynced.emplace(id, bytes);
  }
  content_->cache.put(id, key);
  return id;
}

Result<Key> Keyring::key(KeyId id) const {
  if (const std::optional<Key> cached = content_->cache.find(id)) {
    return *cached;
  }
  if (!id || id > last()) {
    return damaged(id, "does not exist");
  }
  BOOST_OUTCOME_TRY(const SlotBytes bytes, read_slot(content_->file, id));
  BOOST_OUTCOME_TRY(const KeySlot slot, decode_slot(bytes, id));
  if (slot.state == SlotState::free) {
    return damaged(id, "is empty");
  }
  if (slot.state == SlotState::erased) {
    return error(ErrorCode::erased, "the key in slot " + std::to_string(id.value) + " was destroyed");
  }
  const std::optional<Key> key = content_->wrap.unwrap(slot.key);
  if (!key) {
    return damaged(id, "holds no key of this master key");
  }
  content_->cache.put(id, *key);
  return *key;
}

Result<void> Keyring::sync() {
  std::map<KeyId, SlotBytes> slots;
  {
    const std::lock_guard lock(content_->mutex);
    slots = content_->unsynced;
  }
  if (slots.empty() || planted(Bug::key_not_synced)) {
    return success();
  }
  if (std::exchange(content_->must_write_again, true)) {
    for (const auto& [id, bytes] : slots) {
      BOOST_OUTCOME_TRY(write_slot(content_->file, id, bytes));
    }
  }
  BOOST_OUTCOME_TRY(content_->file.sync());
  content_->must_write_again = false;
  const std::lock_guard lock(content_->mutex);
  for (const auto& [id, bytes] : slots) {
    content_->unsynced.erase(id);
  }
  return success();
}

}  // namespace daybook
