// How far something has come, on a terminal.
#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>

namespace daybook {

/// One line on `err`, redrawn at most ten times a second, with rate and time left; nothing when that is no terminal.
/// Gone when this goes. One thread.
class Progress {
 public:
  /// "ingesting", "lines". All three must outlive this.
  Progress(const char* action, const char* unit, std::FILE* err);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress();

  /// `total` 0: not known.
  void show(std::uint64_t done, std::uint64_t total);
  /// The same for work that is measured in `unit`s but whose end is known only as a share from 0 to 1 that is done.
  void show_share(std::uint64_t done, double share);

 private:
  using Clock = std::chrono::steady_clock;

  const char* action_;
  const char* unit_;
  std::FILE* err_;
  bool is_terminal_;
  bool drawn_ = false;
  Clock::time_point started_ = Clock::now();
  Clock::time_point drawn_at_{};
};

}  // namespace daybook
