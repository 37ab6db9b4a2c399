// Rows in memory in front of rows on disk: bounded, written behind.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

#include "events/require.hpp"

namespace daybook {

/// Rows by id, found through pages of pointers, since ids are dense. Rows not used lately go first (a clock); rows that are changed
/// and not yet written stay. One thread; references are good until `shrink`.
template <class Id, class Row>
class RowCache {
 private:
  /// From the start of a cache line on: of a row that is fetched ahead nothing is left out.
  struct alignas(64) Entry {
    Row row{};
    Id id;
    std::uint64_t batch = 0;
    bool touched = false;
    bool used = false;
  };

 public:
  /// What a row takes with its place and what it holds outside of itself, about.
  static constexpr std::size_t bytes_of_a_row = sizeof(Entry) + 2 * sizeof(void*) + 100;

  /// Null when the row is not in memory.
  Row* find(Id id) {
    Entry* entry = look_up(id);
    if (entry == nullptr) {
      return nullptr;
    }
    entry->used = true;
    return &entry->row;
  }

  bool contains(Id id) const { return look_up(id) != nullptr; }

  /// Whether the row is in memory; if so, has the processor fetch it.
  bool prefetch(Id id) const {
    const Entry* entry = look_up(id);
    if (entry == nullptr) {
      return false;
    }
    constexpr std::size_t line = alignof(Entry);
    const char* bytes = reinterpret_cast<const char*>(entry);
    for (std::size_t offset = 0; offset < sizeof(Entry); offset += line) {
      __builtin_prefetch(bytes + offset);
    }
    return true;
  }

  /// Of a row that is not in memory: an empty one.
  Row& make(Id id) {
    const std::size_t page = id.value / page_rows;
    if (page >= pages_.size()) {
      pages_.resize(page + 1);
    }
    if (pages_[page] == nullptr) {
      pages_[page] = std::make_unique<Page>();
    }
    auto& place = pages_[page]->rows[id.value % page_rows];
    place = std::make_unique<Entry>();
    place->id = id;
    ++pages_[page]->count;
    clock_.push_back(place.get());
    return place->row;
  }

  Row& insert(Id id, Row row) { return make(id) = std::move(row); }

  /// The row if it is in memory; does not count as a use.
  const Row* at_hand(Id id) const {
    const Entry* entry = look_up(id);
    return entry == nullptr ? nullptr : &entry->row;
  }

  /// Marks a row in memory as changed; true when it is the first change since the last `collect`.
  bool touch(Id id) {
    Entry* entry = look_up(id);
    require(entry != nullptr, "only a row in memory changes");
    if (entry->touched) {
      return false;
    }
    entry->touched = true;
    touched_.push_back(entry);
    return true;
  }

  /// Of all rows in memory, about.
  std::size_t bytes() const { return clock_.size() * bytes_of_a_row; }

  /// Of the rows changed since the last `collect`, about.
  std::size_t changed_bytes() const { return touched_.size() * bytes_of_a_row; }

  /// Visits rows changed since they were visited last, at most `rows_max` of them, those changed first; `batch` numbers the write they go
  /// into.
  template <class Visit>
  void collect(std::uint64_t batch, Visit visit, std::size_t rows_max = std::numeric_limits<std::size_t>::max()) {
    const auto end = touched_.begin() + static_cast<std::ptrdiff_t>(std::min(rows_max, touched_.size()));
    for (auto entry = touched_.begin(); entry != end; ++entry) {
      visit((*entry)->id, (*entry)->row);
      (*entry)->touched = false;
      (*entry)->batch = batch;
    }
    touched_.erase(touched_.begin(), end);
  }

  /// Drops rows not used lately while they take more than `bytes_max`, except those of batches after `written`. A bounded number of
  /// steps: what cannot go now goes in a later call.
  void shrink(std::size_t bytes_max, std::uint64_t written) {
    constexpr std::size_t steps_per_row = 4;
    const std::size_t rows_max = bytes_max / bytes_of_a_row;
    for (std::size_t steps = clock_.size() > rows_max ? steps_per_row * (clock_.size() - rows_max) : 0;
         steps > 0 && clock_.size() > rows_max; --steps) {
      hand_ = hand_ < clock_.size() ? hand_ : 0;
      Entry* entry = clock_[hand_];
      if (entry->touched || entry->batch > written) {
        ++hand_;
      } else if (entry->used) {
        entry->used = false;
        ++hand_;
      } else {
        clock_[hand_] = clock_.back();
        clock_.pop_back();
        drop(entry->id);
      }
    }
  }

  void clear() {
    touched_.clear();
    clock_.clear();
    pages_.clear();
  }

 private:
  static constexpr std::size_t page_rows = 512;

  struct Page {
    std::array<std::unique_ptr<Entry>, page_rows> rows;
    std::size_t count = 0;
  };

  Entry* look_up(Id id) const {
    const std::size_t page = id.value / page_rows;
    return page < pages_.size() && pages_[page] != nullptr ? pages_[page]->rows[id.value % page_rows].get() : nullptr;
  }

  void drop(Id id) {
    auto& page = pages_[id.value / page_rows];
    page->rows[id.value % page_rows].reset();
    if (--page->count == 0) {
      page.reset();
    }
  }

  std::vector<std::unique_ptr<Page>> pages_;
  /// Every row in memory, in no order.
  std::vector<Entry*> clock_;
  std::size_t hand_ = 0;
  std::vector<Entry*> touched_;
};

}  // namespace daybook
