// The part of a snapshot that proves: hashes out of the views and the log.
#include "engine/integrity/proof.hpp"
#include "engine/record_reader.hpp"
#include "projections/row_source.hpp"
#include "projections/snapshot.hpp"

namespace daybook {
namespace {

/// Leaves are hashed again out of the log; full subtrees stand in the views.
class Hashes {
 public:
  Hashes(const RowSource& rows, const Log& log) : rows_(rows), reader_(log) {}

  HashSource source() {
    return {.leaf = [this](std::uint64_t index) { return leaf(index); },
            .subtree = [this](std::uint64_t number) { return rows_.subtree(number); }};
  }

  Result<Hash> leaf(std::uint64_t index) {
    const Position position{index + 1};
    BOOST_OUTCOME_TRY(const FrameReader* frame, reader_.frame(position));
    if (frame == nullptr) {
      return error(ErrorCode::corrupt, "no record at position " + std::to_string(position.value));
    }
    return leaf_hash(frame->bytes(position.value - frame->first().value));
  }

 private:
  const RowSource& rows_;
  RecordReader reader_;
};

Error beyond_the_end(std::string_view pointer, Position newest) {
  return error(ErrorCode::date_in_future, "the log ends at position " + std::to_string(newest.value), std::string(pointer));
}

}  // namespace

Result<TreeHead> Snapshot::tree_head() const {
  Hashes hashes(*rows_, *log_);
  BOOST_OUTCOME_TRY(const Hash root, root_of(hashes.source(), {0, position().value}));
  return TreeHead{position(), root};
}

Result<InclusionProof> Snapshot::prove_inclusion(Position which, Position size) const {
  if (size > position()) {
    return beyond_the_end("/size", position());
  }
  if (!which || which > size) {
    return error(ErrorCode::invalid_field, "must be a position within the tree", "/position");
  }
  Hashes hashes(*rows_, *log_);
  InclusionProof proof{.position = which, .size = size};
  BOOST_OUTCOME_TRY(proof.leaf, hashes.leaf(which.value - 1));
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
  Hashes hashes(*rows_, *log_);
  ConsistencyProof proof{.from = from, .to = to};
  BOOST_OUTCOME_TRY(proof.from_root, root_of(hashes.source(), {0, from.value}));
  BOOST_OUTCOME_TRY(proof.to_root, root_of(hashes.source(), {0, to.value}));
  BOOST_OUTCOME_TRY(proof.path, consistency_path(hashes.source(), from.value, to.value));
  return proof;
}

}  // namespace daybook
