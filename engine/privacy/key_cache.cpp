#include "engine/privacy/key_cache.hpp"

namespace daybook {

std::optional<Key> KeyCache::find(KeyId id) const {
  const Block& block = blocks_[block_of(id)];
  const std::lock_guard lock(block.mutex);
  if (!block.entries) {
    return std::nullopt;
  }
  const Entry& entry = (*block.entries)[entry_of(id)];
  return id && entry.id == id ? std::optional(entry.key) : std::nullopt;
}

void KeyCache::put(KeyId id, const Key& key) {
  Block& block = blocks_[block_of(id)];
  const std::lock_guard lock(block.mutex);
  if (!block.entries) {
    block.entries = std::make_unique<std::array<Entry, keys_a_block>>();
  }
  Entry& entry = (*block.entries)[entry_of(id)];
  entry.id = id;
  entry.key = key;
}

}  // namespace daybook
