// The tree's place in the views: its right edge, and the hash of every full aligned subtree.
#pragma once

#include "engine/integrity/tree.hpp"
#include "engine/store/rows.hpp"

namespace daybook {

/// Adds a leaf to `tree`, and the hash of the subtree it completes, if any, to `batch`.
void append_leaf(Tree& tree, const Hash& leaf, RowBatch& batch);

/// Puts size and peaks into `batch`.
void save_tree(const Tree& tree, RowBatch& batch);

/// The tree as last saved; the empty tree when there is none; `corrupt` when it cannot be read.
Result<Tree> load_tree(const Rows& rows);
Result<Tree> load_tree(const RowSnapshot& rows);

}  // namespace daybook
