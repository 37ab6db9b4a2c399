// The views: ordered bytes, in memory until many have changed, then in sorted files of RocksDB. Disposable: what a crash
// takes is rebuilt from the log.
//
// A batch is applied whole or not at all, also across a crash: what is on disk is always a prefix of the batches.
//
// The first byte of a key names its space. New rows of a space named by a digit come at its end, mostly: its files are hardly ever merged.
// Rows of spaces named by what stands before the digits in ASCII come in no order and are seldom read: their files are merged seldom.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/files/disk.hpp"
#include "engine/store/figures.hpp"
#include "engine/store/row_batch.hpp"
#include "events/result.hpp"

namespace daybook {

/// Looks at one key and value of a scan, good for the call; returns false to stop.
using RowVisitor = std::function<bool(std::string_view key, std::string_view value)>;

struct RowMoment;

/// The rows as they were at one moment. Any thread. While it lives it keeps what it shows in memory and files open.
class RowSnapshot {
 public:
  ~RowSnapshot();
  Result<std::optional<std::string>> get(std::string_view key) const;
  /// Gives the value to `take`, without a copy, when the key is there; whether it is. The view is good for the call.
  Result<bool> read(std::string_view key, const std::function<void(std::string_view)>& take) const;
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
  std::size_t changes_bytes_max = 192U << 20U;
  /// Whether files are merged beside the writing. False for a rebuild from nothing, which is done sooner without; the next opening
  /// catches up on it.
  bool merges_files = true;
  /// Once written, this key stays in memory, so that reading it cannot fail; empty: none.
  std::string kept_key{};
};

/// Any thread; who writes while another writes or flushes waits. Errors: `corrupt` on damage, `storage_full`, `read_only` on an I/O
/// error. What cannot be written out stays in memory, where it is read as before, and is tried again every second, through files
/// opened anew; once no more fits into memory writes are refused.
class Rows {
 public:
  /// Opens or creates. `corrupt` on damage: the caller throws the folder away and rebuilds. `busy` when held elsewhere.
  static Result<std::unique_ptr<Rows>> open(const Place& directory, const RowsOptions& options = {});
  /// Reads the files of a folder that may be live, as of their last flush. Changes nothing in it.
  static Result<std::unique_ptr<Rows>> open_files_only(const Place& directory);

  /// Does not flush: what has not been written out is gone.
  ~Rows();
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;

  /// Waits until another batch fits into memory. `busy` when it does not and earlier batches cannot be written out; `read_only` when
  /// opened for reading. After a success the next `write` succeeds.
  Result<void> make_room();
  /// Visible to `get` and to new snapshots on return; on disk when a later `flush` returns. Errors of `make_room`.
  Result<void> write(const RowBatch& batch);
  /// Here and in the next two: whoever reads while more than one batch is written takes a snapshot instead, which keeps what it shows.
  Result<std::optional<std::string>> get(std::string_view key) const;
  /// The values of many keys, in the order of the keys: cheaper than as many times `get`.
  Result<std::vector<std::optional<std::string>>> get_many(std::span<const std::string> keys) const;
  /// Rows whose keys are one space and a number, from `first` to `last`, in order: neighbours cost little more than one of them.
  Result<void> scan_numbers(std::string_view first, std::string_view last, const RowVisitor& visit) const;
  std::unique_ptr<RowSnapshot> snapshot() const;
  /// On return everything written so far is on disk; an error is that of one attempt.
  Result<void> flush();
  /// Checksums of every block and of every whole file; framing of the MANIFEST. `corrupt` names the file.
  Result<void> verify_checksums() const;
  RowsFigures figures() const;

 private:
  struct Content;
  explicit Rows(std::unique_ptr<Content> content);
  std::unique_ptr<Content> content_;
};

}  // namespace daybook
