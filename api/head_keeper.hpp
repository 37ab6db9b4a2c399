// Keeping the newest tree head in a file elsewhere, on another disk or machine: it tells of what `HEAD` beside the log cannot tell of, the
// whole folder being put back to an older state, and events lost together with the `HEAD` that named them.
#pragma once

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "api/ledger.hpp"

namespace daybook {

/// Writes the file on a thread of its own while it lives. Must not outlive the ledger.
///
/// Events of the last second may not be named yet when the machine dies: they are as safe as `HEAD` makes them.
class HeadKeeper {
 public:
  /// The head that the file holds already must be one of this ledger's: `corrupt` otherwise, and the file is left alone.
  /// `invalid_field` for a file that is no tree head; the errors of writing it.
  static Result<std::unique_ptr<HeadKeeper>> start(const Ledger& ledger, const std::filesystem::path& file);

  /// Calls `stop`.
  ~HeadKeeper();
  HeadKeeper(const HeadKeeper&) = delete;
  HeadKeeper& operator=(const HeadKeeper&) = delete;

  /// Writes the newest head a last time; the first error of any write.
  Result<void> stop();

 private:
  HeadKeeper(const Ledger& ledger, std::filesystem::path file);
  void keep();
  Result<void> write();

  static constexpr std::chrono::milliseconds interval{500};

  const Ledger& ledger_;
  std::filesystem::path file_;
  Position written_;
  std::optional<Error> failure_;
  std::mutex mutex_;
  std::condition_variable stopped_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace daybook
