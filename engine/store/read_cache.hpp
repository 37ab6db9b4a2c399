// Rows on disk that readers have asked for lately.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <shared_mutex>
#include <string_view>

namespace rocksdb {
class Cache;
}

namespace daybook {

/// What is on disk changes only when a flush ends: each flush begins a new generation, and the rows that it wrote are forgotten. So a
/// row that was kept in one generation holds in all later ones for as long as it is here. Any thread.
class ReadCache {
 public:
  explicit ReadCache(std::size_t bytes_max);

  /// Gives the row to `take` if it is here and holds for a reader of `generation`; whether it does.
  bool read(std::string_view key, std::uint64_t generation, const std::function<void(std::string_view)>& take) const;
  /// Keeps a row that was read from the disk of `generation`; not if that is no longer the newest.
  void keep(std::string_view key, std::uint64_t generation, std::string_view value);

  /// A flush has ended: from now on nothing is kept for older generations. Before anybody reads in the new one, what the flush wrote
  /// has to be forgotten.
  void begin(std::uint64_t generation);
  /// Forgets the rows that `is_stale` names. There are fewer here than a flush writes, mostly.
  void forget(const std::function<bool(std::string_view key)>& is_stale);

 private:
  std::shared_ptr<rocksdb::Cache> cache_;
  /// Held by whoever keeps a row, so that none is kept across the beginning of a generation.
  std::shared_mutex keeping_;
  std::uint64_t generation_ = 0;
};

}  // namespace daybook
