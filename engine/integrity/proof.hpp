// Proofs over the Merkle tree, RFC 9162: that a record is in it, and that a larger tree only grew out of a smaller one.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "engine/integrity/tree.hpp"

namespace daybook {

/// The hash of one leaf, by its index from 0; and of a full aligned subtree of `Tree::subtree_leaves`, by its number.
struct HashSource {
  std::function<Result<Hash>(std::uint64_t index)> leaf;
  std::function<Result<Hash>(std::uint64_t number)> subtree;
};

/// A range of leaves, from 0, without its end.
struct Leaves {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

/// The root over `leaves`, which are not empty (RFC 9162, 2.1.1). Reads a hash a full subtree, and the leaves of one that is not.
Result<Hash> root_of(const HashSource& source, Leaves leaves);

/// The siblings on the way from leaf `index` to the root of the first `size` leaves, lowest first (2.1.3.1). `index` < `size`.
Result<std::vector<Hash>> inclusion_path(const HashSource& source, std::uint64_t index, std::uint64_t size);

/// What leads from the root of the first `from` leaves to that of the first `to` (2.1.4.1). 0 < `from` <= `to`; empty when equal.
Result<std::vector<Hash>> consistency_path(const HashSource& source, std::uint64_t from, std::uint64_t to);

}  // namespace daybook
