// Proofs that hold, the published ones among them, and proofs that were changed.
#include "engine/integrity/proof.hpp"

#include <gtest/gtest.h>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "engine/integrity/check_proof.hpp"

namespace daybook {
namespace {

using namespace std::string_literals;
using Hashes = std::vector<Hash>;

Hash in_hex(std::string_view digits) { return hash_from_hex(digits).value(); }

/// A tree with all its leaves, and the root at every size.
class Grown {
 public:
  explicit Grown(Hashes leaves) : leaves_(std::move(leaves)) {
    Tree tree;
    roots_.push_back(tree.root());
    for (const Hash& leaf : leaves_) {
      tree.append(leaf);
      roots_.push_back(tree.root());
      if (tree.completed_subtree() != nullptr) {
        subtrees_.push_back(*tree.completed_subtree());
      }
    }
  }

  HashSource source() const {
    return {.leaf = [this](std::uint64_t index) -> Result<Hash> { return leaves_.at(index); },
            .subtree = [this](std::uint64_t number) -> Result<Hash> { return subtrees_.at(number); }};
  }
  const Hash& operator[](std::uint64_t index) const { return leaves_.at(index); }
  /// Of the first `size`.
  const Hash& root(std::uint64_t size) const { return roots_.at(size); }

  InclusionClaim inclusion(std::uint64_t index, std::uint64_t size) const { return {leaves_.at(index), index, size, root(size)}; }
  ConsistencyClaim consistency(std::uint64_t from, std::uint64_t to) const { return {from, root(from), to, root(to)}; }
  Hashes inclusion_path(std::uint64_t index, std::uint64_t size) const { return daybook::inclusion_path(source(), index, size).value(); }
  Hashes consistency_path(std::uint64_t from, std::uint64_t to) const { return daybook::consistency_path(source(), from, to).value(); }

 private:
  Hashes leaves_;
  Hashes roots_;
  Hashes subtrees_;
};

/// The leaves of certificate transparency's own tests.
const Grown& published() {
  static const Grown leaves(Hashes{leaf_hash(""s), leaf_hash("\x00"s), leaf_hash("\x10"s), leaf_hash(" !"s), leaf_hash("01"s),
                                   leaf_hash("@ABC"s), leaf_hash("PQRSTUVW"s), leaf_hash("`abcdefghijklmno"s)});
  return leaves;
}

const Grown& numbered() {
  static const Grown leaves([] {
    Hashes hashes;
    for (int number = 0; number < 1'100; ++number) {
      hashes.push_back(leaf_hash("record " + std::to_string(number)));
    }
    return hashes;
  }());
  return leaves;
}

struct Vector {
  std::uint64_t first;
  std::uint64_t size;
  std::vector<std::string> path;
};

Hashes in_hex(const std::vector<std::string>& path) {
  Hashes hashes;
  for (const std::string& digits : path) {
    hashes.push_back(in_hex(digits));
  }
  return hashes;
}

TEST(Proof, of_inclusion_equals_the_published_ones) {
  const std::vector<Vector> vectors{{0, 1, {}},
                                    {0,
                                     8,
                                     {"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                                      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                                      "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}},
                                    {5,
                                     8,
                                     {"bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                                      "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                                      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}},
                                    {2, 3, {"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"}},
                                    {1,
                                     5,
                                     {"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                                      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                                      "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"}}};
  for (const Vector& vector : vectors) {
    const Hashes path = published().inclusion_path(vector.first, vector.size);
    EXPECT_EQ(path, in_hex(vector.path)) << vector.first << " of " << vector.size;
    EXPECT_TRUE(proves(path, published().inclusion(vector.first, vector.size))) << vector.first << " of " << vector.size;
  }
}

TEST(Proof, of_consistency_equals_the_published_ones) {
  const std::vector<Vector> vectors{{1, 1, {}},
                                    {1,
                                     8,
                                     {"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                                      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                                      "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}},
                                    {6,
                                     8,
                                     {"0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                                      "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                                      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}},
                                    {2,
                                     5,
                                     {"5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                                      "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"}}};
  for (const Vector& vector : vectors) {
    const Hashes path = published().consistency_path(vector.first, vector.size);
    EXPECT_EQ(path, in_hex(vector.path)) << vector.first << " to " << vector.size;
    EXPECT_TRUE(proves(path, published().consistency(vector.first, vector.size))) << vector.first << " to " << vector.size;
  }
}

/// Which bytes of each hash are changed: all of them, or one, where all would take too long for every day (`proofs` in tests/damage has
/// time).
enum class Bytes : std::uint8_t { all, one };

/// Bytes of `hash` changed, one at a time; how many of these `accepts` accepted.
template <class Accepts>
int accepted_changes(Hash& hash, Bytes bytes, std::mt19937_64& random, const Accepts& accepts) {
  int accepted = 0;
  const std::size_t first = bytes == Bytes::all ? 0 : random() % hash.size();
  const std::size_t count = bytes == Bytes::all ? hash.size() : 1;
  for (std::uint8_t& byte : std::span(hash).subspan(first, count)) {
    const auto change = static_cast<std::uint8_t>(1 + random() % 255);
    byte ^= change;
    accepted += accepts() ? 1 : 0;
    byte ^= change;
  }
  return accepted;
}

template <class Claim>
int accepted_changes(Hashes path, Claim claim, const std::vector<Hash Claim::*>& hashes, std::mt19937_64& random) {
  const auto accepts = [&] { return proves(path, claim); };
  const Bytes bytes = path.size() <= 7 ? Bytes::all : Bytes::one;
  int accepted = 0;
  for (Hash& hash : path) {
    accepted += accepted_changes(hash, bytes, random, accepts);
  }
  for (const auto hash : hashes) {
    accepted += accepted_changes(claim.*hash, bytes, random, accepts);
  }
  path.push_back(path.empty() ? Hash{} : path.front());
  accepted += accepts() ? 1 : 0;
  path.pop_back();
  if (!path.empty()) {
    path.pop_back();
    accepted += accepts() ? 1 : 0;
  }
  return accepted;
}

/// Every pair of sizes up to 256, shared out by the larger one.
class Pairs : public testing::TestWithParam<std::uint64_t> {
 protected:
  static constexpr std::uint64_t size_max = 256;
  static constexpr std::uint64_t shares = 8;

  template <class Visit>
  static void for_each_size(const Visit& visit) {
    for (std::uint64_t size = GetParam() + 1; size <= size_max; size += shares) {
      visit(size);
    }
  }
};

TEST_P(Pairs, of_inclusion_hold_and_changed_ones_do_not) {
  std::mt19937_64 random(GetParam());
  for_each_size([&](std::uint64_t size) {
    for (std::uint64_t index = 0; index < size; ++index) {
      const Hashes path = numbered().inclusion_path(index, size);
      InclusionClaim claim = numbered().inclusion(index, size);
      ASSERT_TRUE(proves(path, claim)) << index << " of " << size;
      ASSERT_EQ(accepted_changes(path, claim, {&InclusionClaim::leaf, &InclusionClaim::root}, random), 0) << index << " of " << size;
      claim.index = (index + 1 + random() % size) % size;
      ASSERT_EQ(proves(path, claim), claim.index == index) << index << " of " << size << " as " << claim.index;
    }
  });
}

TEST_P(Pairs, of_consistency_hold_and_changed_ones_do_not) {
  std::mt19937_64 random(GetParam());
  for_each_size([&](std::uint64_t to) {
    for (std::uint64_t from = 1; from <= to; ++from) {
      const Hashes path = numbered().consistency_path(from, to);
      const ConsistencyClaim claim = numbered().consistency(from, to);
      ASSERT_TRUE(proves(path, claim)) << from << " to " << to;
      ASSERT_EQ(accepted_changes(path, claim, {&ConsistencyClaim::from_root, &ConsistencyClaim::to_root}, random), 0)
          << from << " to " << to;
    }
  });
}

INSTANTIATE_TEST_SUITE_P(Share, Pairs, testing::Range(std::uint64_t{0}, std::uint64_t{8}));

TEST(Proof, spans_subtrees_whose_hashes_are_kept) {
  for (const std::uint64_t size : {256U, 257U, 511U, 512U, 513U, 1'024U, 1'099U}) {
    for (const std::uint64_t index : {0U, 255U, 256U, 400U, 512U, 1'023U}) {
      if (index < size) {
        EXPECT_TRUE(proves(numbered().inclusion_path(index, size), numbered().inclusion(index, size))) << index << " of " << size;
        EXPECT_TRUE(proves(numbered().consistency_path(index + 1, size), numbered().consistency(index + 1, size))) << index << ' ' << size;
      }
    }
  }
}

TEST(Proof, of_what_is_no_tree_is_none) {
  EXPECT_FALSE(proves({}, InclusionClaim{numbered()[0], 0, 0, numbered().root(0)}));
  EXPECT_FALSE(proves({}, InclusionClaim{numbered()[1], 1, 1, numbered().root(1)}));
  EXPECT_FALSE(proves({}, ConsistencyClaim{0, numbered().root(0), 3, numbered().root(3)}));
  EXPECT_FALSE(proves({}, ConsistencyClaim{4, numbered().root(4), 3, numbered().root(3)}));
  EXPECT_FALSE(proves({}, ConsistencyClaim{3, numbered().root(3), 7, numbered().root(7)}));
}

TEST(Proof, hashes_are_read_in_one_spelling_only) {
  const std::string digits = to_hex(numbered()[0]);
  EXPECT_EQ(hash_from_hex(digits), numbered()[0]);
  EXPECT_FALSE(hash_from_hex(digits.substr(1)));
  EXPECT_FALSE(hash_from_hex(digits + "00"));
  EXPECT_FALSE(hash_from_hex("G" + digits.substr(1)));
  EXPECT_FALSE(hash_from_hex("A" + digits.substr(1)));
}

}  // namespace
}  // namespace daybook
