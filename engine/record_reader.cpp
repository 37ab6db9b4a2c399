#include "engine/record_reader.hpp"

#include <algorithm>

namespace daybook {
namespace {

Error no_record(Position position) { return error(ErrorCode::corrupt, "no record at position " + std::to_string(position.value)); }

}  // namespace

Result<const FrameReader*> RecordReader::frame(Position position) {
  if (!frame_ || position < frame_->first() || position > frame_->last()) {
    frame_.reset();
    BOOST_OUTCOME_TRY(const auto stored, log_->find(position));
    if (!stored) {
      return nullptr;
    }
    BOOST_OUTCOME_TRY(frame_, FrameReader::open(stored->bytes));
    if (frame_->first() != stored->first) {
      return error(ErrorCode::corrupt, "the frame at position " + std::to_string(stored->first.value) + " belongs to another one");
    }
  }
  return position >= frame_->first() && position <= frame_->last() ? &*frame_ : nullptr;
}

Result<Record> RecordReader::record(Position position) {
  BOOST_OUTCOME_TRY(const FrameReader* holder, frame(position));
  if (holder == nullptr) {
    return no_record(position);
  }
  return holder->record(position.value - holder->first().value);
}

Result<Position> newest_position(const Log& log) {
  BOOST_OUTCOME_TRY(const auto last, log.newest());
  if (!last) {
    return Position{};
  }
  BOOST_OUTCOME_TRY(const FrameReader frame, FrameReader::open(last->bytes));
  return frame.last();
}

Result<void> scan_records(const Log& log, Position from, Position to, const std::function<bool(Record&&)>& visit) {
  BOOST_OUTCOME_TRY(const auto cursor, log.scan(from));
  Position expected = from;
  while (true) {
    BOOST_OUTCOME_TRY(const auto stored, cursor->next());
    if (!stored) {
      return to && expected <= to ? no_record(expected) : Result<void>(success());
    }
    BOOST_OUTCOME_TRY(const FrameReader frame, FrameReader::open(stored->bytes));
    if (frame.first() > expected || frame.last() < expected) {
      return no_record(expected);
    }
    for (; expected <= frame.last(); ++expected.value) {
      if (to && expected > to) {
        return success();
      }
      BOOST_OUTCOME_TRY(Record record, frame.record(expected.value - frame.first().value));
      if (!visit(std::move(record))) {
        return success();
      }
    }
  }
}

}  // namespace daybook
