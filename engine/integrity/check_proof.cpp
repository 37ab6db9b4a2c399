#include "engine/integrity/check_proof.hpp"

#include <bit>

namespace daybook {
namespace {

/// The way up from a leaf: its number on each level, and that of the last one there.
struct Climb {
  std::uint64_t node;
  std::uint64_t last;

  bool at_top() const { return last == 0; }
  bool is_right() const { return (node & 1U) != 0; }
  /// A last node that is a left one has no sibling: it is the same node on the levels up to where it is a right one.
  bool joins_left() const { return is_right() || node == last; }
  void rise() {
    node >>= 1U;
    last >>= 1U;
  }
  void rise_to_right() {
    while (!is_right() && node != 0) {
      rise();
    }
  }
};

}  // namespace

bool proves(std::span<const Hash> path, const InclusionClaim& claim) {
  if (claim.index >= claim.size) {
    return false;
  }
  Climb climb{claim.index, claim.size - 1};
  Hash root = claim.leaf;
  for (const Hash& sibling : path) {
    if (climb.at_top()) {
      return false;
    }
    if (climb.joins_left()) {
      root = node_hash(sibling, root);
      climb.rise_to_right();
    } else {
      root = node_hash(root, sibling);
    }
    climb.rise();
  }
  return climb.at_top() && root == claim.root;
}

bool proves(std::span<const Hash> path, const ConsistencyClaim& claim) {
  if (claim.from == 0 || claim.from > claim.to) {
    return false;
  }
  if (claim.from == claim.to) {
    return path.empty() && claim.from_root == claim.to_root;
  }
  Climb climb{claim.from - 1, claim.to - 1};
  while (climb.is_right()) {
    climb.rise();
  }
  // An older tree that is full is a node of the newer one: whoever checks knows its hash.
  const bool is_full = std::has_single_bit(claim.from);
  if (!is_full && path.empty()) {
    return false;
  }
  Hash from_root = is_full ? claim.from_root : path.front();
  Hash to_root = from_root;
  for (const Hash& sibling : path.subspan(is_full ? 0 : 1)) {
    if (climb.at_top()) {
      return false;
    }
    if (climb.joins_left()) {
      from_root = node_hash(sibling, from_root);
      to_root = node_hash(sibling, to_root);
      climb.rise_to_right();
    } else {
      to_root = node_hash(to_root, sibling);
    }
    climb.rise();
  }
  return climb.at_top() && from_root == claim.from_root && to_root == claim.to_root;
}

}  // namespace daybook
