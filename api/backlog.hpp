// How much is in flight: a bound on what a ledger holds for callers that submit faster than the disk takes.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>

namespace daybook {

/// An amount of work.
struct Load {
  std::size_t commands = 0;
  std::size_t bytes = 0;
};

/// Any thread.
class Backlog {
 public:
  explicit Backlog(Load most) : most_(most) {}

  /// Waits until there is room. What is larger than all room is let in alone.
  void enter(Load load) {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [&] { return fits(load); });
    take(load);
  }
  /// False when there is no room.
  bool try_enter(Load load) {
    const std::lock_guard lock(mutex_);
    if (!fits(load)) {
      return false;
    }
    take(load);
    return true;
  }
  void leave(Load load) {
    {
      const std::lock_guard lock(mutex_);
      now_.commands -= load.commands;
      now_.bytes -= load.bytes;
    }
    room_.notify_all();
  }
  Load now() const {
    const std::lock_guard lock(mutex_);
    return now_;
  }
  /// Waits until nothing is in flight.
  void await_empty() {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [this] { return now_.commands == 0; });
  }

 private:
  bool fits(Load load) const {
    return now_.commands == 0 || (now_.commands + load.commands <= most_.commands && now_.bytes + load.bytes <= most_.bytes);
  }
  void take(Load load) {
    now_.commands += load.commands;
    now_.bytes += load.bytes;
  }

  Load most_;
  mutable std::mutex mutex_;
  std::condition_variable room_;
  Load now_;
};

}  // namespace daybook
