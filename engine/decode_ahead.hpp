// Reads, hashes and decodes frames on threads of its own, ahead of whoever applies them.
#pragma once

#include <array>
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
  /// An item's place in order; empty while somebody decodes it.
  using Place = std::optional<Item>;
  static constexpr std::size_t items_max = 8;
  /// Where events need keys to be opened (customers, accounts), decoding costs more than all the rest.
  static constexpr std::size_t workers_count = 2;

  void work();
  Result<std::optional<FrameReader>> read() const;
  Place* add_place();

  std::unique_ptr<LogCursor> cursor_;
  const Vault* vault_;
  Position after_;
  /// Held by who reads from the cursor, until the place of what it read is taken.
  std::mutex reading_;
  bool at_end_ = false;
  // The lock of the rest.
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Place> items_;
  bool stopping_ = false;
  std::array<std::thread, workers_count> workers_;
};

}  // namespace daybook
