// Changes of rows, before they are written.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/store/growing_bytes.hpp"

namespace daybook {

/// A key's value at some moment: what was put, or nothing when it was erased. A view into whatever holds it.
using RowView = std::optional<std::string_view>;

/// Changes to be applied together, in the order they were made; keys are not empty. A value; one thread at a time.
///
/// All keys and values stand one after the other in one piece of memory: a frame has thousands of them.
class RowBatch {
 public:
  void put(std::string_view key, std::string_view value) {
    add(key, value.size(), false);
    bytes_.append(value);
  }
  /// The value is what `write` appends to the bytes that it gets: it is not copied.
  template <class Write>
  void put_written(std::string_view key, Write write) {
    add(key, 0, false);
    const std::size_t before = bytes_.size();
    write(bytes_);
    sizes_.back().value = static_cast<std::uint32_t>(bytes_.size() - before);
  }
  void erase(std::string_view key) { add(key, 0, true); }
  /// All of `later`, after what is here.
  void append(const RowBatch& later) {
    bytes_.append(later.bytes_.view());
    sizes_.insert(sizes_.end(), later.sizes_.begin(), later.sizes_.end());
  }
  /// Bytes of all keys and values.
  std::size_t bytes() const { return bytes_.size(); }
  bool empty() const { return sizes_.empty(); }
  /// How many changes.
  std::size_t size() const { return sizes_.size(); }
  /// Keeps its memory for the next changes.
  void clear() {
    bytes_.clear();
    sizes_.clear();
  }

  /// Calls `visit(key, value)` for each change, in order; the value of what is erased is nothing. Views are good for the call.
  template <class Visit>
  void for_each(Visit visit) const {
    std::string_view rest = bytes_.view();
    const auto take = [&rest](std::size_t size) {
      const std::string_view taken = rest.substr(0, size);
      rest.remove_prefix(size);
      return taken;
    };
    for (const Sizes& sizes : sizes_) {
      const std::string_view key = take(sizes.key);
      const std::string_view value = take(sizes.value);
      visit(key, sizes.erased ? RowView() : RowView(value));
    }
  }

 private:
  struct Sizes {
    std::uint32_t key;
    std::uint32_t value;
    bool erased;
  };

  void add(std::string_view key, std::size_t value_bytes, bool erased) {
    sizes_.push_back({static_cast<std::uint32_t>(key.size()), static_cast<std::uint32_t>(value_bytes), erased});
    bytes_.append(key);
  }

  GrowingBytes bytes_;
  std::vector<Sizes> sizes_;
};

}  // namespace daybook
