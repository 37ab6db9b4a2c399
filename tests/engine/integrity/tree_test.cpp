#include "engine/integrity/tree.hpp"

#include <array>
#include <bit>
#include <gtest/gtest.h>
#include <span>
#include <string>
#include <vector>

namespace daybook {
namespace {

using namespace std::string_literals;

/// MTH of RFC 9162, section 2.1.1, as it is written there.
Hash naive_root(std::span<const Hash> leaves) {
  if (leaves.size() == 1) {
    return leaves[0];
  }
  const std::size_t split = std::bit_floor(leaves.size() - 1);
  return node_hash(naive_root(leaves.first(split)), naive_root(leaves.subspan(split)));
}

std::vector<Hash> numbered_leaves(std::size_t count) {
  std::vector<Hash> leaves;
  leaves.reserve(count);
  for (std::size_t number = 0; number < count; ++number) {
    leaves.push_back(leaf_hash("record " + std::to_string(number)));
  }
  return leaves;
}

TEST(Tree, of_nothing_has_the_hash_of_nothing) {
  EXPECT_EQ(to_hex(Tree().root()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Tree().size(), 0U);
}

TEST(Tree, has_the_published_roots_of_certificate_transparency) {
  // NOLINTBEGIN(modernize-raw-string-literal): bytes, written as they were published
  const std::array leaves{""s,
                          "\x00"s,
                          "\x10"s,
                          "\x20\x21"s,
                          "\x30\x31"s,
                          "\x40\x41\x42\x43"s,
                          "\x50\x51\x52\x53\x54\x55\x56\x57"s,
                          "\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f"s};
  // NOLINTEND(modernize-raw-string-literal)
  const std::array roots{"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                         "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                         "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                         "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                         "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                         "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                         "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                         "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
  Tree tree;
  for (std::size_t index = 0; index < leaves.size(); ++index) {
    tree.append(leaf_hash(leaves[index]));
    EXPECT_EQ(to_hex(tree.root()), roots[index]) << "size " << index + 1;
  }
}

TEST(Tree, equals_the_definition_at_every_size) {
  const std::vector<Hash> leaves = numbered_leaves(600);
  Tree tree;
  for (std::size_t size = 1; size <= leaves.size(); ++size) {
    tree.append(leaves[size - 1]);
    ASSERT_EQ(tree.size(), size);
    ASSERT_EQ(tree.root(), naive_root(std::span(leaves).first(size))) << "size " << size;
  }
}

TEST(Tree, restored_at_any_size_grows_on_as_before) {
  const std::vector<Hash> leaves = numbered_leaves(600);
  Tree grown;
  for (std::size_t size = 0; size < leaves.size(); ++size) {
    Result<Tree> restored = Tree::restore(grown.size(), grown.peaks());
    ASSERT_TRUE(restored.has_value());
    ASSERT_EQ(restored.value().root(), grown.root());
    grown.append(leaves[size]);
    restored.value().append(leaves[size]);
    ASSERT_EQ(restored.value().peaks(), grown.peaks()) << "size " << size;
    ASSERT_EQ(restored.value().root(), grown.root()) << "size " << size;
    ASSERT_EQ(restored.value().completed_subtree() == nullptr, grown.completed_subtree() == nullptr) << "size " << size;
  }
}

TEST(Tree, refuses_peaks_that_do_not_fit_the_size) {
  for (const auto& [size, peaks] : std::vector<std::pair<std::uint64_t, std::size_t>>{{0, 1}, {1, 0}, {2, 2}, {3, 1}, {7, 4}, {256, 9}}) {
    const Result<Tree> restored = Tree::restore(size, std::vector<Hash>(peaks));
    ASSERT_TRUE(restored.has_error()) << "size " << size << ", peaks " << peaks;
    EXPECT_EQ(restored.error().code, ErrorCode::corrupt);
  }
}

TEST(Tree, hands_out_each_completed_subtree_once) {
  const std::vector<Hash> leaves = numbered_leaves(1100);
  Tree tree;
  for (std::size_t index = 0; index < leaves.size(); ++index) {
    tree.append(leaves[index]);
    const Hash* const completed = tree.completed_subtree();
    ASSERT_EQ(completed != nullptr, (index + 1) % Tree::subtree_leaves == 0) << "leaf " << index;
    if (completed != nullptr) {
      const auto subtree = std::span(leaves).subspan(index + 1 - Tree::subtree_leaves, Tree::subtree_leaves);
      EXPECT_EQ(*completed, naive_root(subtree));
    }
  }
}

TEST(Tree, tells_a_leaf_from_a_node) {
  const Hash left = leaf_hash("left");
  const Hash right = leaf_hash("right");
  std::string both(left.begin(), left.end());
  both.append(right.begin(), right.end());
  EXPECT_NE(leaf_hash(both), node_hash(left, right));
  EXPECT_NE(node_hash(left, right), node_hash(right, left));
}

}  // namespace
}  // namespace daybook
