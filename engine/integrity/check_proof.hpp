// Checking proofs: knows RFC 9162 and what it is given, nothing of a log.
#pragma once

#include <cstdint>
#include <span>

#include "engine/integrity/tree.hpp"

namespace daybook {

/// That `leaf` stands at `index`, from 0, among the first `size` leaves, whose root is `root`.
struct InclusionClaim {
  Hash leaf{};
  std::uint64_t index = 0;
  std::uint64_t size = 0;
  Hash root{};
};

/// That the tree over the first `to` leaves, of root `to_root`, begins with the one over the first `from`, of root `from_root`.
struct ConsistencyClaim {
  std::uint64_t from = 0;
  Hash from_root{};
  std::uint64_t to = 0;
  Hash to_root{};
};

/// 2.1.3.2. A root does not tell its size: with a wrong `size` a path may lead there too, so whoever checks must know both.
bool proves(std::span<const Hash> path, const InclusionClaim& claim);
/// 2.1.4.2; likewise.
bool proves(std::span<const Hash> path, const ConsistencyClaim& claim);

}  // namespace daybook
