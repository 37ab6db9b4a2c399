// SHA-256 of what comes piece by piece.
#pragma once

#include <memory>
#include <string_view>

#include "engine/integrity/tree.hpp"

namespace daybook {

/// One thread. Pieces of many bytes cost less.
class RunningHash {
 public:
  RunningHash();
  ~RunningHash();
  RunningHash(const RunningHash&) = delete;
  RunningHash& operator=(const RunningHash&) = delete;

  void take(std::string_view bytes);
  /// Of all bytes taken. Takes no more afterwards.
  Hash finish();

 private:
  struct Content;
  std::unique_ptr<Content> content_;
};

}  // namespace daybook
