// Unwrapped keys at hand: a table of fixed places, where a key of the same place pushes out the one before.
#pragma once

#include <array>
#include <memory>
#include <mutex>
#include <optional>

#include "engine/privacy/master_key.hpp"
#include "events/ids.hpp"

namespace daybook {

/// At most 65,536 keys, about 2.6 MB; ids that far apart share a place, so recent keys never push each other out.
/// Keys pushed out are wiped. Any thread.
class KeyCache {
 public:
  static constexpr std::size_t keys_a_block = 1024;
  static constexpr std::size_t blocks_max = 64;
  static constexpr std::size_t keys_max = keys_a_block * blocks_max;

  std::optional<Key> find(KeyId id) const;
  void put(KeyId id, const Key& key);

 private:
  struct Entry {
    KeyId id;
    Key key;
  };
  /// Made when its first key comes: a small ledger stays small.
  struct Block {
    mutable std::mutex mutex;
    std::unique_ptr<std::array<Entry, keys_a_block>> entries;
  };

  static std::size_t block_of(KeyId id) { return id.value / keys_a_block % blocks_max; }
  static std::size_t entry_of(KeyId id) { return id.value % keys_a_block; }

  std::array<Block, blocks_max> blocks_;
};

}  // namespace daybook
