// Hashes of the tree over a log: leaves are hashed again out of the log, full subtrees stand in the views.
#pragma once

#include <string>

#include "engine/integrity/proof.hpp"
#include "engine/record_reader.hpp"
#include "projections/row_source.hpp"

namespace daybook {

/// One thread; must outlive the sources it gives, and not the rows and the log.
class LogHashes {
 public:
  LogHashes(const RowSource& rows, const Log& log) : rows_(rows), reader_(log) {}

  HashSource source() {
    return {.leaf = [this](std::uint64_t index) -> Result<Hash> {
              BOOST_OUTCOME_TRY(const std::string bytes, record(Position{index + 1}));
              return leaf_hash(bytes);
            },
            .subtree = [this](std::uint64_t number) { return rows_.subtree(number); }};
  }

  /// A record's stored bytes; `corrupt` when there is none at `position`.
  Result<std::string> record(Position position) {
    BOOST_OUTCOME_TRY(const FrameReader* frame, reader_.frame(position));
    if (frame == nullptr) {
      return error(ErrorCode::corrupt, "no record at position " + std::to_string(position.value));
    }
    return std::string(frame->bytes(position.value - frame->first().value));
  }

 private:
  const RowSource& rows_;
  RecordReader reader_;
};

}  // namespace daybook
