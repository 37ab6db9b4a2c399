// The log: frames in RocksDB, key = first position, eight bytes big-endian. Settings and checks of `README.md` here.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "engine/files/disk.hpp"
#include "engine/store/figures.hpp"
#include "events/ids.hpp"
#include "events/result.hpp"

namespace daybook {

/// A frame as stored.
struct StoredFrame {
  Position first;
  std::string bytes;

  friend bool operator==(const StoredFrame&, const StoredFrame&) = default;
};

/// Reads frames in order, from the log as it was when the scan began; after `Log::resume` as it was then. One thread. Keeps the files
/// open while it lives: a log is closed, and its lock free, when the Log and all its cursors are gone.
class LogCursor {
 public:
  ~LogCursor();
  LogCursor(const LogCursor&) = delete;
  LogCursor& operator=(const LogCursor&) = delete;
  /// The next frame; nothing at the end; `corrupt` on damage.
  Result<std::optional<StoredFrame>> next();

 private:
  friend class Log;
  struct Content;
  explicit LogCursor(std::unique_ptr<Content> content);
  std::unique_ptr<Content> content_;
};

/// How a log is opened.
enum class LogAccess {
  read_write,  ///< the one holder
  files_only,  ///< reads what is in the files, beside a live holder too; changes nothing in the folder
};

/// `append` and `resume` are for one thread; everything else for any. Reads may fail with `corrupt` on damage, `read_only` on an I/O
/// error.
class Log {
 public:
  /// A new, empty log in `directory`, which must not exist (`invalid_field`). Synced with its parent; there whole or not at all.
  static Result<std::unique_ptr<Log>> create(const Place& directory);
  /// `corrupt` when there is no log, it is damaged, or its format is newer than this program (naming both); `busy` when another
  /// process holds it. `files_only` sees what was durable at the call, and stays there.
  static Result<std::unique_ptr<Log>> open(const Place& directory, LogAccess access = LogAccess::read_write);

  ~Log();

  /// One put, one sync. On return the frame is durable. `first` must be past the newest frame's. Nothing was written after
  /// `storage_full`, nor after `read_only`, when the disk cannot be asked: try again. After `outcome_unknown` it may have been: the log
  /// refuses further appends, with `storage_full` if the disk was full and `read_only` otherwise, until `resume`; reads go on.
  Result<void> append(Position first, std::string_view frame);
  /// Makes an end to what a full disk did: opens the log anew once there is space, so that appends are taken again and `newest` says
  /// what became of the frame whose outcome was unknown. Reads wait meanwhile. `storage_full` until there is space; `read_only`, and
  /// nothing is tried, after any other failure; else the errors of `open`.
  Result<void> resume();
  /// The frame with the highest first position at or before `position`.
  Result<std::optional<StoredFrame>> find(Position position) const;
  /// The newest frame.
  Result<std::optional<StoredFrame>> newest() const;
  /// From the frame that `find(from)` gives, or else the first one, on.
  Result<std::unique_ptr<LogCursor>> scan(Position from) const;
  /// Checksums of every block and of every whole file; framing of WAL and MANIFEST. `corrupt` names the file.
  Result<void> verify_checksums() const;
  LogFigures figures() const;

 private:
  friend class LogCursor;
  struct Content;
  explicit Log(std::shared_ptr<Content> content);
  std::shared_ptr<Content> content_;
};

}  // namespace daybook
