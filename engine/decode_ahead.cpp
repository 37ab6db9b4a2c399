#include "engine/decode_ahead.hpp"

#include <string>
#include <utility>

namespace daybook {
namespace {

Error damage(const Error& found, std::string_view kind) { return error(ErrorCode::corrupt, found.detail, "/" + std::string(kind)); }

/// The record at `index`, with its tokens.
Result<Record> decode(const FrameReader& frame, std::size_t index, const Vault* vault) {
  auto record = frame.record(index);
  if (!record) {
    return damage(record.error(), "record");
  }
  if (vault != nullptr) {
    if (const auto restored = restore_tokens(*vault, record.value().event); !restored) {
      return damage(restored.error(), "sealed");
    }
  }
  return record;
}

/// The frame under its key; `corrupt`, as `damage_in` reads it, for what is none, or stands under another's key.
Result<FrameReader> open_frame(const StoredFrame& stored) {
  const std::string number = std::to_string(stored.first.value);
  auto frame = FrameReader::open(stored.bytes);
  if (!frame) {
    return error(ErrorCode::corrupt, "at position " + number + ": " + frame.error().detail, "/record/" + number);
  }
  if (frame.value().first() != stored.first) {
    const std::string other = std::to_string(frame.value().first().value);
    return error(ErrorCode::corrupt, "at position " + number + ": the frame of position " + other, "/position/" + number);
  }
  return frame;
}

DecodedFrame decode(const FrameReader& frame, const Vault* vault) {
  DecodedFrame decoded{.first = frame.first(), .last = frame.last(), .root = frame.root(), .records = {}, .leaves = {}, .damage = {}};
  decoded.records.reserve(frame.size());
  decoded.leaves.reserve(frame.size());
  for (std::size_t index = 0; index < frame.size(); ++index) {
    auto record = decode(frame, index, vault);
    if (!record) {
      decoded.damage = std::move(record).error();
      break;
    }
    decoded.records.push_back(std::move(record).value());
    decoded.leaves.push_back(leaf_hash(frame.bytes(index)));
  }
  return decoded;
}

}  // namespace

DecodeAhead::DecodeAhead(std::unique_ptr<LogCursor> cursor, const Vault* vault, Position after)
    : cursor_(std::move(cursor)), vault_(vault), after_(after) {
  for (std::thread& worker : workers_) {
    worker = std::thread(&DecodeAhead::work, this);
  }
}

DecodeAhead::~DecodeAhead() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  for (std::thread& worker : workers_) {
    worker.join();
  }
}

/// The next frame that is not over already; nothing at the end.
Result<std::optional<FrameReader>> DecodeAhead::read() const {
  while (true) {
    BOOST_OUTCOME_TRY(const auto stored, cursor_->next());
    if (!stored) {
      return std::nullopt;
    }
    BOOST_OUTCOME_TRY(FrameReader frame, open_frame(*stored));
    if (frame.last() > after_) {
      return frame;
    }
  }
}

/// Once there is room for another item; null when the frames are not wanted any more.
DecodeAhead::Place* DecodeAhead::add_place() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return stopping_ || items_.size() < items_max; });
  return stopping_ ? nullptr : &items_.emplace_back();
}

void DecodeAhead::work() {
  while (true) {
    std::unique_lock reading(reading_);
    if (at_end_) {
      return;
    }
    const auto frame = read();
    at_end_ = !frame || !frame.value();
    Place* const place = add_place();
    if (place == nullptr) {
      return;
    }
    reading.unlock();
    Item item = std::nullopt;
    if (!frame) {
      item = frame.error();
    } else if (frame.value()) {
      item = decode(*frame.value(), vault_);
    }
    const std::lock_guard lock(mutex_);
    *place = std::move(item);
    changed_.notify_all();
  }
}

Result<std::optional<DecodedFrame>> DecodeAhead::next() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !items_.empty() && items_.front(); });
  Place& first = items_.front();
  // What ends the frames is given again when asked for again.
  if (!*first || !first->value()) {
    return *first;
  }
  Item item = *std::move(first);
  items_.pop_front();
  changed_.notify_all();
  return item;
}

}  // namespace daybook
