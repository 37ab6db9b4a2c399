// Frames with a known content, for tests of the log.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/store/log.hpp"

namespace daybook {

/// `bytes` long at least, different for each position, and no two parts alike.
inline std::string frame_at(std::uint64_t position, std::size_t bytes) {
  std::string frame = "frame " + std::to_string(position) + " ";
  frame.reserve(bytes + sizeof(std::uint64_t));
  for (std::uint64_t state = position * 0x9e3779b97f4a7c15 + 1; frame.size() < bytes;) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    frame.append(reinterpret_cast<const char*>(&state), sizeof(state));
  }
  return frame;
}

/// Appends frames of one event each at `from` to `to`; stops at the first refusal.
inline Result<void> append_frames(Log& log, std::uint64_t from, std::uint64_t to, std::size_t bytes) {
  for (std::uint64_t position = from; position <= to; ++position) {
    BOOST_OUTCOME_TRY(log.append(Position{position}, frame_at(position, bytes)));
  }
  return success();
}

/// The last of the gapless frames from position 1 on; 0 when a frame has another content, or there is a gap.
inline Result<std::uint64_t> last_of_gapless(const Log& log, std::size_t bytes) {
  std::uint64_t last = 0;
  BOOST_OUTCOME_TRY(const auto cursor, log.scan(Position{1}));
  while (true) {
    BOOST_OUTCOME_TRY(const auto frame, cursor->next());
    if (!frame) {
      return last;
    }
    if (*frame != StoredFrame{Position{last + 1}, frame_at(last + 1, bytes)}) {
      return std::uint64_t{0};
    }
    ++last;
  }
}

}  // namespace daybook
