// Takes choices and values off the front of a fuzzer's bytes.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace daybook::fuzz {

class Taker {
 public:
  explicit Taker(std::string_view bytes) : rest_(bytes) {}

  bool empty() const { return rest_.empty(); }
  std::string_view rest() const { return rest_; }

  /// As many bytes as there are, `size` at most.
  std::string_view text(std::size_t size) {
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(taken.size());
    return taken;
  }

  /// Zeros where there are no more bytes.
  template <class Number>
  Number number() {
    Number number{};
    const std::string_view taken = text(sizeof(Number));
    if (!taken.empty()) {
      std::memcpy(&number, taken.data(), taken.size());
    }
    return number;
  }

  /// 0 to bound - 1.
  std::size_t below(std::size_t bound) { return number<std::uint8_t>() % bound; }

 private:
  std::string_view rest_;
};

}  // namespace daybook::fuzz
