// Which unique values may have been taken before, told from memory.
//
// Almost every value that a command brings is new. A filter says so for two bytes a value, about; only what it cannot rule out is
// looked for in the rows.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <future>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "engine/domain/state.hpp"
#include "engine/store/rows.hpp"
#include "events/result.hpp"

namespace daybook {

/// A Bloom filter whose bits for one value stand in one cache line. One writer; readers see what was added before they came.
class ValueFilter {
 public:
  explicit ValueFilter(std::uint64_t values_max);

  void add(std::uint64_t value) {
    ++count_;
    Line& line = lines_[line_of(value)];
    for_each_bit(value, [&line](std::size_t bit) { line[bit / 64] |= std::uint64_t{1} << (bit % 64); });
  }
  bool may_hold(std::uint64_t value) const {
    const Line& line = lines_[line_of(value)];
    bool all = true;
    for_each_bit(value, [&](std::size_t bit) { all = all && (line[bit / 64] >> (bit % 64) & 1U) != 0; });
    return all;
  }
  void prefetch(std::uint64_t value) const { __builtin_prefetch(&lines_[line_of(value)]); }
  /// As many values as it was made for; beyond them it is wrong more often.
  bool full() const { return count_ >= values_max_; }

 private:
  static constexpr std::size_t line_bits = 512;
  static constexpr std::size_t bits_a_value = 12;
  using Line = std::array<std::uint64_t, line_bits / 64>;

  std::size_t line_of(std::uint64_t value) const { return (value >> 32U) * lines_.size() >> 32U; }
  template <class Visit>
  static void for_each_bit(std::uint64_t value, Visit visit) {
    constexpr std::size_t bits = 6;
    // The low half chooses the bits, the high half the line.
    std::uint32_t rest = static_cast<std::uint32_t>(value) * 0x9e3779b9U;
    const std::uint32_t step = static_cast<std::uint32_t>(value >> 9U) | 1U;
    for (std::size_t i = 0; i < bits; ++i, rest += step) {
      visit(rest >> 23U);
    }
  }

  std::uint64_t values_max_;
  std::uint64_t count_ = 0;
  /// From `calloc`: what is never touched takes no memory, and nobody waits until all of it is zero.
  std::unique_ptr<void, decltype(&std::free)> memory_;
  std::span<Line> lines_;
};

/// Owned by a CurrentState; one thread. Another one, its own, goes through the rows as they were when this was made: until it is done,
/// nothing is ruled out.
class SeenValues {
 public:
  /// `values`: how many are in the rows, about.
  SeenValues(const Rows& rows, std::uint64_t values);
  ~SeenValues();
  SeenValues(const SeenValues&) = delete;
  SeenValues& operator=(const SeenValues&) = delete;

  /// What stands for a value here; the second for its key in the rows.
  static std::uint64_t hash(UniqueKind kind, std::string_view value);
  static std::uint64_t hash(std::string_view key) { return hash(static_cast<UniqueKind>(key[1]), key.substr(2)); }

  /// Of a value that is not in the rows this was made with.
  void add(std::uint64_t value);
  /// False only for a value that was never there.
  bool may_hold(std::uint64_t value);
  void prefetch(std::uint64_t value) const;

 private:
  /// Many, so that there are few filters: each is asked.
  static constexpr std::uint64_t first_values_max = std::uint64_t{1} << 22U;

  std::atomic<bool> stopping_ = false;
  std::future<Result<ValueFilter>> reading_;
  /// Of the rows; none while they are read, and when they cannot be.
  std::optional<ValueFilter> rows_;
  /// Each for twice as many as the one before.
  std::vector<ValueFilter> later_;
};

}  // namespace daybook
