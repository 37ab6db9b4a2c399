// Changes of rows, before they are written.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace daybook {

/// Changes to be applied together, in the order they were made; keys are not empty. A value; one thread at a time.
///
/// All keys and values stand one after the other in one piece of memory: a frame has thousands of them.
class RowBatch {
 public:
  void put(std::string_view key, std::string_view value) {
    add(key, value, false);
    bytes_.append(value);
  }
  void erase(std::string_view key) { add(key, {}, true); }
  /// All of `later`, after what is here.
  void append(const RowBatch& later) {
    bytes_.append(later.bytes_);
    sizes_.insert(sizes_.end(), later.sizes_.begin(), later.sizes_.end());
  }
  /// Bytes of all keys and values.
  std::size_t bytes() const { return bytes_.size(); }
  bool empty() const { return sizes_.empty(); }
  /// Keeps its memory for the next changes.
  void clear() {
    bytes_.clear();
    sizes_.clear();
  }

  /// Calls `visit(key, value)` for each change, in order; the value of what is erased is nothing. Views are good for the call.
  template <class Visit>
  void for_each(Visit visit) const {
    std::string_view rest = bytes_;
    const auto take = [&rest](std::size_t size) {
      const std::string_view taken = rest.substr(0, size);
      rest.remove_prefix(size);
      return taken;
    };
    for (const Sizes& sizes : sizes_) {
      const std::string_view key = take(sizes.key);
      const std::string_view value = take(sizes.value);
      visit(key, sizes.erased ? std::nullopt : std::optional(value));
    }
  }

 private:
  struct Sizes {
    std::uint32_t key;
    std::uint32_t value;
    bool erased;
  };

  void add(std::string_view key, std::string_view value, bool erased) {
    sizes_.push_back({static_cast<std::uint32_t>(key.size()), static_cast<std::uint32_t>(value.size()), erased});
    bytes_.append(key);
  }

  std::string bytes_;
  std::vector<Sizes> sizes_;
};

}  // namespace daybook
