// The Merkle tree over the log: RFC 9162 (SHA-256, leaf prefix 0x00, node prefix 0x01), grown a record at a time.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/result.hpp"

namespace daybook {

using Hash = std::array<std::uint8_t, 32>;

/// Hash of a leaf: SHA-256(0x00 || record bytes).
Hash leaf_hash(std::string_view record);
/// Hash of a node: SHA-256(0x01 || left || right).
Hash node_hash(const Hash& left, const Hash& right);

/// "9f86d0…", 64 hex digits.
std::string to_hex(const Hash& hash);
/// Of exactly 64 digits, none of them a capital; nothing for anything else.
std::optional<Hash> hash_from_hex(std::string_view digits);

/// The right edge of the tree: its size and the roots of its full subtrees, largest first. Enough to go on growing.
/// A value; one thread at a time.
class Tree {
 public:
  /// Leaves of a full aligned subtree whose hash is kept in the views.
  static constexpr std::uint64_t subtree_leaves = 256;

  Tree() = default;
  /// A tree as it was saved; `corrupt` when `peaks` does not fit `size`.
  static Result<Tree> restore(std::uint64_t size, std::vector<Hash> peaks);

  void append(const Hash& leaf);
  std::uint64_t size() const { return size_; }
  const std::vector<Hash>& peaks() const { return peaks_; }
  /// Root of the whole; SHA-256 of nothing for the empty tree.
  Hash root() const;
  /// Hash of the full aligned subtree of `subtree_leaves` leaves that the last append completed; null when it
  /// completed none. Good until the next append.
  const Hash* completed_subtree() const { return completed_ ? &completed_hash_ : nullptr; }

 private:
  std::uint64_t size_ = 0;
  std::vector<Hash> peaks_;
  bool completed_ = false;
  Hash completed_hash_{};
};

}  // namespace daybook
