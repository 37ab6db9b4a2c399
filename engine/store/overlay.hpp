// Rows in memory that are not on disk yet: every version that somebody may still read.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "events/ids.hpp"

namespace daybook {

/// Counts the batches written to the rows since they were opened, from 1. A reader sees all up to one of them.
using BatchNumber = Number<struct BatchTag>;

/// A key's value at some moment: what was put, or nothing when it was erased.
using RowValue = std::optional<std::string>;

/// One thread puts, in order of batches; any thread reads. Once frozen (nobody puts any more) it is immutable.
class Overlay {
 public:
  /// What a flush writes: the newest value of a key. Views into the overlay.
  struct Newest {
    std::string_view key;
    const RowValue* value;
  };

  /// Keeps the version that was visible before `batch`, and each older one that a reader of `readers` (ascending) sees.
  void put(std::string key, RowValue value, BatchNumber batch, std::span<const BatchNumber> readers);
  /// The key's value after `moment`; nothing when the overlay says nothing about it then.
  std::optional<RowValue> find(std::string_view key, BatchNumber moment) const;
  /// Adds to `rows`, or replaces there, what `find` gives for every key from `from` on that starts with `prefix`.
  void collect(std::string_view prefix, std::string_view from, BatchNumber moment, std::map<std::string, RowValue>& rows) const;
  /// Of a frozen overlay: its rows whose key starts with `space`, by key.
  std::vector<Newest> newest(char space) const;
  /// What it takes in memory, about.
  std::size_t bytes() const { return bytes_.load(std::memory_order_relaxed); }

 private:
  struct Version {
    BatchNumber batch;
    RowValue value;
    std::unique_ptr<Version> older;
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view key) const noexcept { return std::hash<std::string_view>{}(key); }
  };
  using Versions = boost::unordered_flat_map<std::string, Version, Hash, std::equal_to<>>;
  struct Shard {
    mutable std::mutex mutex;
    Versions rows;
  };
  /// Keys with the same first byte, which are scanned together.
  static constexpr std::size_t shards_of_a_space = 16;
  using Space = std::array<Shard, shards_of_a_space>;

  static const Version* seen_at(const Version& newest, BatchNumber moment);
  static std::size_t forget_unread(Version& newest, std::span<const BatchNumber> readers);
  const Space* space_of(std::string_view key) const {
    return spaces_[static_cast<unsigned char>(key.front())].load(std::memory_order_acquire);
  }
  Space& make_space(std::string_view key);
  template <class Visit>
  void for_each_in(std::string_view prefix, Visit visit) const;

  // A space is made by the thread that puts, and lives as long as the overlay.
  std::array<std::atomic<Space*>, 256> spaces_{};
  std::vector<std::unique_ptr<Space>> owned_;
  std::atomic<std::size_t> bytes_ = 0;
};

}  // namespace daybook
