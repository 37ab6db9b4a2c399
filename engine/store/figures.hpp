// What a running store tells about itself. Cheap to keep: relaxed atomics, no locks where things are counted.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <span>
#include <vector>

#include "events/require.hpp"

namespace daybook {

/// How often values came up, by their size.
struct Distribution {
  /// Upper bounds, ascending, each of its own bucket; one more bucket holds what is above them all.
  std::vector<std::uint64_t> bounds{};
  std::vector<std::uint64_t> counts{};
  std::uint64_t sum = 0;
};

/// Counts values into buckets. Any thread adds, any thread reads; a reader may see a value counted and not yet summed.
class Histogram {
 public:
  static constexpr std::size_t bounds_max = 20;

  /// `bounds` live for ever.
  explicit Histogram(std::span<const std::uint64_t> bounds) : bounds_(bounds) {
    require(bounds.size() <= bounds_max, "a histogram has room for its bounds");
  }

  void add(std::uint64_t value) {
    std::size_t bucket = 0;
    while (bucket < bounds_.size() && value > bounds_[bucket]) {
      ++bucket;
    }
    counts_[bucket].fetch_add(1, std::memory_order_relaxed);
    sum_.fetch_add(value, std::memory_order_relaxed);
  }
  /// In nanoseconds.
  void add_time_since(std::chrono::steady_clock::time_point began) {
    add(static_cast<std::uint64_t>(std::chrono::nanoseconds(std::chrono::steady_clock::now() - began).count()));
  }

  Distribution figures() const {
    Distribution found{.bounds = {bounds_.begin(), bounds_.end()}, .counts = {}, .sum = sum_.load(std::memory_order_relaxed)};
    for (std::size_t bucket = 0; bucket <= bounds_.size(); ++bucket) {
      found.counts.push_back(counts_[bucket].load(std::memory_order_relaxed));
    }
    return found;
  }

 private:
  std::span<const std::uint64_t> bounds_;
  std::array<std::atomic<std::uint64_t>, bounds_max + 1> counts_{};
  std::atomic<std::uint64_t> sum_ = 0;
};

/// Of one RocksDB: bytes, files and states as they are now.
struct DatabaseFigures {
  std::uint64_t table_bytes = 0;
  std::uint64_t live_bytes = 0;
  std::uint64_t memtable_bytes = 0;
  std::uint64_t cache_bytes = 0;
  std::uint64_t pending_compaction_bytes = 0;
  std::uint64_t running_compactions = 0;
  std::uint64_t level0_files = 0;
  std::uint64_t background_errors = 0;
  bool writes_stopped = false;
};

struct RowsFigures {
  DatabaseFigures database{};
  /// Of changed rows that are in memory alone.
  std::uint64_t unflushed_bytes = 0;
  /// Of writing them out.
  Distribution flush_nanoseconds{};
};

struct LogFigures {
  DatabaseFigures database{};
  /// Of one put with its sync.
  Distribution append_nanoseconds{};
  std::uint64_t free_bytes = 0;
  /// So little is free that an append would be refused with `storage_full`.
  bool disk_is_full = false;
};

}  // namespace daybook
