// The part of a snapshot that proves: hashes out of the views and the log.
#include "engine/integrity/proof.hpp"
#include "projections/log_hashes.hpp"
#include "projections/snapshot.hpp"

namespace daybook {
namespace {

Error beyond_the_end(std::string_view pointer, Position newest) {
  return error(ErrorCode::date_in_future, "the log ends at position " + std::to_string(newest.value), std::string(pointer));
}

}  // namespace

Result<TreeHead> Snapshot::tree_head() const {
  BOOST_OUTCOME_TRY(const Tree tree, rows_->tree());
  if (tree.size() != position().value) {
    return error(ErrorCode::corrupt, "the views' tree and state are at different positions");
  }
  return TreeHead{position(), tree.root()};
}

Result<TreeHead> Snapshot::tree_head(Position size) const {
  if (size > position()) {
    return beyond_the_end("/size", position());
  }
  if (!size) {
    return error(ErrorCode::invalid_field, "must be the size of a tree", "/size");
  }
  LogHashes hashes(*rows_, *log_);
  BOOST_OUTCOME_TRY(const Hash root, root_of(hashes.source(), {0, size.value}));
  return TreeHead{size, root};
}

Result<InclusionProof> Snapshot::prove_inclusion(Position which, Position size) const {
  if (size > position()) {
    return beyond_the_end("/size", position());
  }
  if (!which || which > size) {
    return error(ErrorCode::invalid_field, "must be a position within the tree", "/position");
  }
  LogHashes hashes(*rows_, *log_);
  InclusionProof proof{.position = which, .size = size};
  BOOST_OUTCOME_TRY(proof.record, hashes.record(which));
  proof.leaf = leaf_hash(proof.record);
  BOOST_OUTCOME_TRY(proof.root, root_of(hashes.source(), {0, size.value}));
  BOOST_OUTCOME_TRY(proof.path, inclusion_path(hashes.source(), which.value - 1, size.value));
  return proof;
}

Result<ConsistencyProof> Snapshot::prove_consistency(Position from, Position to) const {
  if (to > position()) {
    return beyond_the_end("/to", position());
  }
  if (!from || from > to) {
    return error(ErrorCode::invalid_field, "must be the size of a tree that is not the newer one", "/from");
  }
  LogHashes hashes(*rows_, *log_);
  ConsistencyProof proof{.from = from, .to = to};
  BOOST_OUTCOME_TRY(proof.from_root, root_of(hashes.source(), {0, from.value}));
  BOOST_OUTCOME_TRY(proof.to_root, root_of(hashes.source(), {0, to.value}));
  BOOST_OUTCOME_TRY(proof.path, consistency_path(hashes.source(), from.value, to.value));
  return proof;
}

}  // namespace daybook
