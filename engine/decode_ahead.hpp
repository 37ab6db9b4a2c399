// Reads, hashes and decodes frames on a thread of its own, ahead of whoever applies them.
#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "engine/integrity/tree.hpp"
#include "engine/privacy/vault.hpp"
#include "engine/store/log.hpp"
#include "events/codec.hpp"

namespace daybook {

/// A frame ready to be applied.
struct DecodedFrame {
  Position first;
  Position last;
  RootBytes root{};
  /// From `first` on; all of them unless `damage` says why the next one cannot be had.
  std::vector<Record> records;
  std::vector<Hash> leaves;
  std::optional<Error> damage;
};

/// Owned by one thread, which asks for the frames. Holds at most a few frames.
class DecodeAhead {
 public:
  /// Frames from the cursor's place on, without those that end at or before `after`. Without a vault no tokens are restored.
  DecodeAhead(std::unique_ptr<LogCursor> cursor, const Vault* vault, Position after);
  ~DecodeAhead();
  DecodeAhead(const DecodeAhead&) = delete;
  DecodeAhead& operator=(const DecodeAhead&) = delete;

  /// The next frame; nothing at the end; the errors of reading the log, and `corrupt` for what is no frame.
  Result<std::optional<DecodedFrame>> next();

 private:
  using Item = Result<std::optional<DecodedFrame>>;
  static constexpr std::size_t items_max = 8;

  void work();
  Item read() const;

  std::unique_ptr<LogCursor> cursor_;
  const Vault* vault_;
  Position after_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Item> items_;
  bool stopping_ = false;
  std::thread worker_;
};

}  // namespace daybook
