// Stored messages: one segment, no segment table. Internal to the codec.
#pragma once

#include <algorithm>
#include <capnp/message.h>
#include <kj/exception.h>
#include <string>
#include <string_view>

#include "events/result.hpp"

namespace daybook {

/// The only format so far, of records and of frames.
inline constexpr std::uint16_t format_known = 1;

/// `corrupt`, naming both formats, for one this program does not know.
inline Result<void> expect_known_format(std::string_view what, std::uint16_t format) {
  if (format == format_known) {
    return success();
  }
  return error(ErrorCode::corrupt, "a " + std::string(what) + " has format " + std::to_string(format) + "; this program knows format " +
                                       std::to_string(format_known));
}

/// What `read` makes of the message's root. `corrupt` for bytes that are no message. Work and memory are bounded by the size of the
/// bytes: every word can be visited once (and the root pointer is counted twice).
template <class Struct, class Read>
auto read_message(std::string_view what, std::string_view bytes, Read read) -> decltype(read(std::declval<typename Struct::Reader>())) {
  if (bytes.empty() || bytes.size() % sizeof(capnp::word) != 0) {
    return error(ErrorCode::corrupt, "a " + std::string(what) + " of " + std::to_string(bytes.size()) + " bytes, not of whole words");
  }
  const std::size_t words = bytes.size() / sizeof(capnp::word);
  kj::Array<capnp::word> copy;
  auto segment = kj::arrayPtr(reinterpret_cast<const capnp::word*>(bytes.data()), words);
  if (reinterpret_cast<std::uintptr_t>(bytes.data()) % alignof(capnp::word) != 0) {
    copy = kj::heapArray<capnp::word>(words);
    std::ranges::copy(bytes, copy.asChars().begin());
    segment = copy;
  }
  try {
    capnp::SegmentArrayMessageReader message(kj::arrayPtr(&segment, 1), {.traversalLimitInWords = words + 1, .nestingLimit = 8});
    return read(message.getRoot<Struct>());
  } catch (const kj::Exception& exception) {
    return error(ErrorCode::corrupt, "a " + std::string(what) + " is damaged: " + exception.getDescription().cStr());
  }
}

}  // namespace daybook
