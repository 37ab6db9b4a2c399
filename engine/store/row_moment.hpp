// Where rows are and what a reader sees of them. Only the rows include this.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/store/database.hpp"
#include "engine/store/overlay.hpp"
#include "engine/store/read_cache.hpp"
#include "engine/store/rows.hpp"

namespace daybook {

/// The disk as it was at some moment.
using DiskMoment = std::shared_ptr<const rocksdb::Snapshot>;

DiskMoment disk_moment(const Database& database);

/// Where rows are, newest first. Changes only when a flush begins or ends.
struct Layers {
  std::shared_ptr<Overlay> changing;
  /// On its way to disk.
  std::shared_ptr<const Overlay> frozen;
  /// None while it is being opened anew, or when that failed.
  Database database;
  /// None when opened for files only: what that shows never changes.
  DiskMoment disk;
  /// Counts the flushes that have ended.
  std::uint64_t generation = 0;
};

/// Shared by the rows and their snapshots.
struct SharedRows {
  mutable std::mutex mutex;
  /// Readers wait while the database is opened anew.
  bool opening = false;
  std::condition_variable opened;
  std::shared_ptr<const Layers> layers;
  ReadCache read_cache{std::size_t{64} << 20U};
  BatchNumber visible;
  /// Moments that snapshots show, ascending, and how many show each. Few: a new one is the newest.
  std::vector<std::pair<BatchNumber, std::size_t>> readers;

  void enter() {
    if (readers.empty() || readers.back().first != visible) {
      readers.emplace_back(visible, 0);
    }
    ++readers.back().second;
  }
  void leave(BatchNumber moment) {
    const auto reader = std::ranges::lower_bound(readers, moment, {}, &std::pair<BatchNumber, std::size_t>::first);
    if (--reader->second == 0) {
      readers.erase(reader);
    }
  }
};

/// What a reader sees: the layers as they were, up to one batch.
struct RowMoment {
  std::shared_ptr<SharedRows> shared;
  std::shared_ptr<const Layers> layers;
  BatchNumber batch;

  static RowMoment newest(const std::shared_ptr<SharedRows>& shared);
  /// Who calls holds the lock of `shared`.
  static RowMoment newest(const std::shared_ptr<SharedRows>& shared, std::unique_lock<std::mutex>& lock);

  Result<bool> read(std::string_view key, const std::function<void(std::string_view)>& take) const;
  Result<std::optional<std::string>> get(std::string_view key) const;
  Result<std::vector<std::optional<std::string>>> get_many(std::span<const std::string> keys) const;
  /// What is on disk, with the changes laid over it.
  Result<void> scan(std::string_view prefix, std::string_view from, const RowVisitor& visit) const;
  Result<void> scan_numbers(std::string_view first, std::string_view last, const RowVisitor& visit) const;

 private:
  using Changes = std::map<std::string, RowView>;
  Result<rocksdb::DB*> database() const;
  rocksdb::ReadOptions reading() const;
  std::optional<RowView> in_memory(std::string_view key) const;
  template <class Collect>
  Changes changes(Collect collect) const;
  Result<void> merge(rocksdb::ReadOptions options, std::string_view start, const std::string& end, const Changes& changed,
                     const RowVisitor& visit) const;
};

}  // namespace daybook
