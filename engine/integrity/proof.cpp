#include "engine/integrity/proof.hpp"

#include <algorithm>
#include <bit>

namespace daybook {
namespace {

/// Where a range of more than one leaf splits: after the largest power of two below its length.
std::uint64_t split_of(Leaves leaves) { return leaves.begin + std::bit_floor(leaves.end - leaves.begin - 1); }

}  // namespace

Result<Hash> root_of(const HashSource& source, Leaves leaves) {
  const std::uint64_t count = leaves.end - leaves.begin;
  if (count == 1) {
    return source.leaf(leaves.begin);
  }
  if (count == Tree::subtree_leaves && leaves.begin % Tree::subtree_leaves == 0) {
    return source.subtree(leaves.begin / Tree::subtree_leaves);
  }
  const std::uint64_t middle = split_of(leaves);
  BOOST_OUTCOME_TRY(const Hash left, root_of(source, {leaves.begin, middle}));
  BOOST_OUTCOME_TRY(const Hash right, root_of(source, {middle, leaves.end}));
  return node_hash(left, right);
}

Result<std::vector<Hash>> inclusion_path(const HashSource& source, std::uint64_t index, std::uint64_t size) {
  std::vector<Hash> path;
  Leaves leaves{0, size};
  while (leaves.end - leaves.begin > 1) {
    const std::uint64_t middle = split_of(leaves);
    const bool is_left = index < middle;
    BOOST_OUTCOME_TRY(const Hash sibling, root_of(source, is_left ? Leaves{middle, leaves.end} : Leaves{leaves.begin, middle}));
    path.push_back(sibling);
    leaves = is_left ? Leaves{leaves.begin, middle} : Leaves{middle, leaves.end};
  }
  std::ranges::reverse(path);
  return path;
}

Result<std::vector<Hash>> consistency_path(const HashSource& source, std::uint64_t from, std::uint64_t to) {
  std::vector<Hash> path;
  Leaves leaves{0, to};
  // While the older tree is all of what is left on the left edge, whoever checks knows that hash: it is the older root.
  bool is_whole = true;
  while (leaves.end != from) {
    const std::uint64_t middle = split_of(leaves);
    const bool is_left = from <= middle;
    BOOST_OUTCOME_TRY(const Hash sibling, root_of(source, is_left ? Leaves{middle, leaves.end} : Leaves{leaves.begin, middle}));
    path.push_back(sibling);
    is_whole = is_whole && is_left;
    leaves = is_left ? Leaves{leaves.begin, middle} : Leaves{middle, leaves.end};
  }
  if (!is_whole) {
    BOOST_OUTCOME_TRY(const Hash rest, root_of(source, leaves));
    path.push_back(rest);
  }
  std::ranges::reverse(path);
  return path;
}

}  // namespace daybook
