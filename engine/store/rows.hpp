// The views: ordered bytes, in memory until many have changed, then in sorted files of RocksDB. Disposable: what a crash
// takes is rebuilt from the log.
//
// A batch is applied whole or not at all, also across a crash: what is on disk is always a prefix of the batches.
#pragma once

#include <filesystem>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "events/result.hpp"

namespace daybook {

/// Changes to be applied together, in the order they were made; keys are not empty. A value; one thread at a time.
class RowBatch {
 public:
  void put(std::string key, std::string value) { add(std::move(key), std::move(value)); }
  void erase(std::string key) { add(std::move(key), std::nullopt); }
  /// All of `later`, after what is here.
  void append(RowBatch later) {
    bytes_ += later.bytes_;
    changes_.insert(changes_.end(), std::make_move_iterator(later.changes_.begin()), std::make_move_iterator(later.changes_.end()));
  }
  /// Bytes of all keys and values.
  std::size_t bytes() const { return bytes_; }

 private:
  friend class Rows;
  void add(std::string key, std::optional<std::string> value) {
    bytes_ += key.size() + (value ? value->size() : 0);
    changes_.emplace_back(std::move(key), std::move(value));
  }

  std::vector<std::pair<std::string, std::optional<std::string>>> changes_;
  std::size_t bytes_ = 0;
};

/// Looks at one key and value of a scan, good for the call; returns false to stop.
using RowVisitor = std::function<bool(std::string_view key, std::string_view value)>;

struct RowMoment;

/// The rows as they were at one moment. Any thread. While it lives it keeps what it shows in memory and files open.
class RowSnapshot {
 public:
  ~RowSnapshot();
  Result<std::optional<std::string>> get(std::string_view key) const;
  /// Keys that start with `prefix`, in order, from `from` on (a whole key; empty: from the start). Looks through everything that
  /// changed since the last flush under the prefix's first byte: for lists that nobody waits for.
  Result<void> scan(std::string_view prefix, std::string_view from, const RowVisitor& visit) const;

 private:
  friend class Rows;
  explicit RowSnapshot(std::unique_ptr<RowMoment> moment);
  std::unique_ptr<RowMoment> moment_;
};

/// How much of the rows is kept in memory.
struct RowsOptions {
  /// Changes beyond this are written out, beside further writes; a writer waits when twice as much has gathered.
  std::size_t changes_bytes_max = 128U << 20U;
};

/// Any thread; who writes while another writes or flushes waits. Errors: `corrupt` on damage, `storage_full`,
/// `internal` on an I/O error. After a failed `write` or `flush` open anew.
class Rows {
 public:
  /// Opens or creates. `corrupt` on damage: the caller throws the folder away and rebuilds. `busy` when held elsewhere.
  static Result<std::unique_ptr<Rows>> open(const std::filesystem::path& directory, const RowsOptions& options = {});
  /// Reads the files of a folder that may be live, as of their last flush. Changes nothing in it.
  static Result<std::unique_ptr<Rows>> open_files_only(const std::filesystem::path& directory);

  /// Does not flush: what has not been written out is gone.
  ~Rows();
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;

  /// Visible to `get` and to new snapshots on return; on disk when a later `flush` returns. A failure may be that of writing out
  /// earlier batches. `read_only` when opened for reading.
  Result<void> write(RowBatch batch);
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
