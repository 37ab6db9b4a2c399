#include "engine/privacy/keyring.hpp"

#include <atomic>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include "engine/privacy/cipher.hpp"
#include "engine/privacy/file.hpp"
#include "engine/privacy/key_cache.hpp"
#include "engine/privacy/keyring_format.hpp"

namespace daybook {
namespace {

constexpr unsigned keyring_mode = 0600;

Result<KeyFile> open_file(const std::filesystem::path& file) {
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) {
    return error(ErrorCode::corrupt, "there is no key file " + file.string());
  }
  return KeyFile::open(file, Access::write);
}

/// Reads zeros past the end of the file.
Result<SlotBytes> read_slot(const KeyFile& file, KeyId id) {
  SlotBytes bytes{};
  BOOST_OUTCOME_TRY(file.read(bytes, slot_offset(id)));
  return bytes;
}

Result<KeyringHeader> read_header(const KeyFile& file) {
  HeaderBytes bytes{};
  BOOST_OUTCOME_TRY(const std::size_t size, file.read(bytes, 0));
  if (size < bytes.size()) {
    return error(ErrorCode::corrupt, "the key file " + file.path().string() + " is cut off within its header");
  }
  return decode_header(bytes);
}

/// The newest slot that is not all zeros. A power loss may leave zeros or half a slot at the end of the file.
Result<KeyId> find_last(const KeyFile& file) {
  BOOST_OUTCOME_TRY(const FileFacts facts, file.facts());
  KeyId id{(facts.size - keyring_header_bytes + keyring_slot_bytes - 1) / keyring_slot_bytes};
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
  Content(KeyFile opened, KeyWrap key_wrap, const Key& unwrapped, const LedgerId& id, KeyId newest, Randomness& source)
      : file(std::move(opened)), wrap(std::move(key_wrap)), ledger_key(unwrapped), ledger_id(id), last(newest.value), randomness(source) {}

  KeyFile file;
  KeyWrap wrap;
  Key ledger_key;
  LedgerId ledger_id;
  std::atomic<std::uint64_t> last;
  Randomness& randomness;
  KeyCache cache;
  std::atomic<bool> unsynced = false;
  /// Why a sync failed. The system may have dropped what it could not write, so a second try would prove nothing.
  std::optional<Error> broken;
};

Keyring::Keyring(std::unique_ptr<Content> content) : content_(std::move(content)) {}

Keyring::~Keyring() = default;

Result<std::unique_ptr<Keyring>> Keyring::create(const std::filesystem::path& file, const LedgerId& ledger_id, const Key& master,
                                                 Randomness& randomness) {
  const KeyringHeader header{.ledger_id = ledger_id, .ledger_key = KeyWrap(master).wrap(Key::random(randomness))};
  BOOST_OUTCOME_TRY(KeyFile::write_new(file, keyring_mode, encode_header(header)));
  return open(file, master, randomness);
}

Result<std::unique_ptr<Keyring>> Keyring::open(const std::filesystem::path& file, const Key& master, Randomness& randomness) {
  BOOST_OUTCOME_TRY(KeyFile opened, open_file(file));
  BOOST_OUTCOME_TRY(const KeyringHeader header, read_header(opened));
  const KeyWrap wrap(master);
  const std::optional<Key> ledger_key = wrap.unwrap(header.ledger_key);
  if (!ledger_key) {
    return error(ErrorCode::forbidden, "this master key does not open the key file " + file.string());
  }
  BOOST_OUTCOME_TRY(const KeyId last, find_last(opened));
  auto content = std::make_unique<Content>(std::move(opened), wrap, *ledger_key, header.ledger_id, last, randomness);
  return std::unique_ptr<Keyring>(new Keyring(std::move(content)));
}

const LedgerId& Keyring::ledger_id() const { return content_->ledger_id; }

const Key& Keyring::ledger_key() const { return content_->ledger_key; }

KeyId Keyring::last() const { return {content_->last}; }

Result<KeyId> Keyring::draw() {
  const Key key = Key::random(content_->randomness);
  const KeyId id{++content_->last};
  const SlotBytes bytes = encode_slot({.state = SlotState::wrapped, .id = id, .key = content_->wrap.wrap(key)});
  BOOST_OUTCOME_TRY(content_->file.write(bytes, slot_offset(id)));
  content_->unsynced = true;
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
  if (content_->broken) {
    return *content_->broken;
  }
  if (!content_->unsynced.exchange(false)) {
    return success();
  }
  Result<void> synced = content_->file.sync();
  if (synced.has_error()) {
    content_->broken = synced.error();
  }
  return synced;
}

}  // namespace daybook
