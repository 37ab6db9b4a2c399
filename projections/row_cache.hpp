// Rows in memory in front of rows on disk: bounded, written behind.
#pragma once

#include <cstdint>
#include <functional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "events/require.hpp"

namespace daybook {

/// Two generations: what is used moves to the young one; when that is full, what is left in the old one goes.
/// Rows that are changed and not yet written stay. One thread; references are good until `shrink`.
template <class Id, class Row>
class RowCache {
 public:
  /// Null when the row is not in memory.
  Row* find(Id id) {
    const auto young = young_.find(id);
    if (young != young_.end()) {
      return &young->second.row;
    }
    const auto old = old_.find(id);
    if (old == old_.end()) {
      return nullptr;
    }
    return &young_.insert(old_.extract(old)).position->second.row;
  }

  Row& insert(Id id, Row row) { return young_.try_emplace(id, Entry{std::move(row), false, 0}).first->second.row; }

  /// Marks a row in memory as changed; true when it is the first change since the last `collect`.
  bool touch(Id id) {
    Entry& entry = young_.at(id);
    if (entry.touched) {
      return false;
    }
    entry.touched = true;
    touched_.push_back(id);
    return true;
  }

  /// Visits every row changed since the last call; `batch` numbers the write they go into.
  template <class Visit>
  void collect(std::uint64_t batch, Visit visit) {
    for (const Id id : touched_) {
      Entry& entry = *look_up(id);
      visit(id, entry.row);
      entry.touched = false;
      entry.batch = batch;
    }
    touched_.clear();
  }

  /// Drops rows not used lately when there are more than `rows_max`, except those of batches after `written`.
  void shrink(std::size_t rows_max, std::uint64_t written) {
    if (young_.size() <= rows_max / 2) {
      return;
    }
    std::erase_if(old_, [written](const auto& item) { return !item.second.touched && item.second.batch <= written; });
    old_.swap(young_);
    old_.merge(young_);
    young_.clear();
  }

  void clear() {
    young_.clear();
    old_.clear();
    touched_.clear();
  }

 private:
  struct Entry {
    Row row;
    bool touched;
    std::uint64_t batch;
  };

  Entry* look_up(Id id) {
    const auto young = young_.find(id);
    if (young != young_.end()) {
      return &young->second;
    }
    const auto old = old_.find(id);
    require(old != old_.end(), "a changed row stays in memory until it is written");
    return &old->second;
  }

  std::unordered_map<Id, Entry> young_;
  std::unordered_map<Id, Entry> old_;
  std::vector<Id> touched_;
};

}  // namespace daybook
