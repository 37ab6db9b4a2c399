#include "engine/tree_rows.hpp"

#include <algorithm>
#include <string>
#include <string_view>

#include "engine/row_space.hpp"

namespace daybook {
namespace {

std::string tree_key() { return RowKey(RowSpace::tree).bytes(); }

std::string_view view(const Hash& hash) { return {reinterpret_cast<const char*>(hash.data()), hash.size()}; }

/// The tree in the row's bytes; the empty one when there is no row.
Result<Tree> tree_in(const std::optional<std::string>& bytes) {
  if (!bytes) {
    return Tree{};
  }
  constexpr std::size_t head = 1 + 8;
  if (bytes->size() < head || (bytes->size() - head) % sizeof(Hash) != 0) {
    return error(ErrorCode::corrupt, "the tree in the views cannot be read");
  }
  std::vector<Hash> peaks((bytes->size() - head) / sizeof(Hash));
  for (std::size_t i = 0; i < peaks.size(); ++i) {
    std::copy_n(bytes->data() + head + i * sizeof(Hash), sizeof(Hash), peaks[i].begin());
  }
  return Tree::restore(*last_number(std::string_view(*bytes).substr(0, head)), std::move(peaks));
}

}  // namespace

void append_leaf(Tree& tree, const Hash& leaf, RowBatch& batch) {
  tree.append(leaf);
  if (const Hash* subtree = tree.completed_subtree()) {
    batch.put(RowKey(RowSpace::subtrees).number(tree.size() / Tree::subtree_leaves - 1).bytes(), view(*subtree));
  }
}

void save_tree(const Tree& tree, RowBatch& batch) {
  RowKey value(RowSpace::tree);
  value.number(tree.size());
  for (const Hash& peak : tree.peaks()) {
    value.text(view(peak));
  }
  batch.put(tree_key(), value.bytes());
}

Result<Tree> load_tree(const Rows& rows) {
  BOOST_OUTCOME_TRY(const auto bytes, rows.get(tree_key()));
  return tree_in(bytes);
}

Result<Tree> load_tree(const RowSnapshot& rows) {
  BOOST_OUTCOME_TRY(const auto bytes, rows.get(tree_key()));
  return tree_in(bytes);
}

}  // namespace daybook
