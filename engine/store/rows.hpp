// The views: ordered bytes in RocksDB, without WAL. Disposable: what a crash takes is rebuilt from the log.
//
// A batch is applied whole or not at all, also across a crash: what is on disk is always a prefix of the batches.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "events/result.hpp"

namespace daybook {

/// Changes to be applied together, in the order they were made. A value; one thread at a time.
class RowBatch {
 public:
  RowBatch();
  RowBatch(RowBatch&&) noexcept;
  RowBatch& operator=(RowBatch&&) noexcept;
  ~RowBatch();

  void put(std::string_view key, std::string_view value);
  void erase(std::string_view key);
  /// What the batch takes in memory, about.
  std::size_t bytes() const;

 private:
  friend class Rows;
  struct Content;
  std::unique_ptr<Content> content_;
};

/// Looks at one key and value of a scan, good for the call; returns false to stop.
using RowVisitor = std::function<bool(std::string_view key, std::string_view value)>;

/// The rows as they were at one moment. Any thread. Keeps the files open while it lives.
class RowSnapshot {
 public:
  ~RowSnapshot();
  Result<std::optional<std::string>> get(std::string_view key) const;
  /// Keys that start with `prefix`, in order, from `from` on (a whole key; empty: from the start).
  Result<void> scan(std::string_view prefix, std::string_view from, const RowVisitor& visit) const;

 private:
  friend class Rows;
  struct Content;
  explicit RowSnapshot(std::unique_ptr<Content> content);
  std::unique_ptr<Content> content_;
};

/// `write` is for one thread at a time; everything else for any. Errors: `corrupt` on damage, `storage_full`, `internal` on an
/// I/O error. After a failed `write` or `flush` open anew.
class Rows {
 public:
  /// Opens or creates. `corrupt` on damage: the caller throws the folder away and rebuilds. `busy` when held elsewhere.
  static Result<std::unique_ptr<Rows>> open(const std::filesystem::path& directory);
  /// Reads the files of a folder that may be live, as of their last flush. Changes nothing in it.
  static Result<std::unique_ptr<Rows>> open_files_only(const std::filesystem::path& directory);

  /// Does not flush: what was written since the last flush is gone.
  ~Rows();

  /// Visible to `get` and to new snapshots on return; on disk after the next `flush`. `read_only` when opened for reading.
  Result<void> write(RowBatch batch);
  /// The same for a batch with many changes, which goes to disk as one sorted file: several times faster, and as durable as
  /// the disk's cache when it returns. For catching up, where nobody waits for single rows.
  Result<void> write_bulk(RowBatch batch);
  Result<std::optional<std::string>> get(std::string_view key) const;
  std::unique_ptr<RowSnapshot> snapshot() const;
  /// On return everything written so far is on disk.
  Result<void> flush();
  /// Checksums of every block and of every whole file; framing of the MANIFEST. `corrupt` names the file.
  Result<void> verify_checksums() const;

 private:
  struct Content;
  explicit Rows(std::unique_ptr<Content> content);
  std::unique_ptr<Content> content_;
};

}  // namespace daybook
