// Bytes that are written once, one after the other.
#pragma once

#include <cstddef>
#include <cstring>
#include <string_view>

#include <boost/container/small_vector.hpp>

namespace daybook {

/// Like a string, but room that is not written yet is not zeroed. A value; one thread at a time.
class GrowingBytes {
 public:
  /// Where so many bytes more can be written; `grow` says how many were.
  char* room_for(std::size_t bytes) {
    if (bytes_.capacity() - bytes_.size() < bytes) {
      bytes_.reserve(2 * bytes_.capacity() + bytes);
    }
    return bytes_.data() + bytes_.size();
  }
  void grow(std::size_t bytes) { bytes_.resize(bytes_.size() + bytes, boost::container::default_init); }

  void append(std::string_view bytes) {
    if (!bytes.empty()) {
      std::memcpy(room_for(bytes.size()), bytes.data(), bytes.size());
      grow(bytes.size());
    }
  }
  /// Good until the next change.
  std::string_view view() const { return {bytes_.data(), bytes_.size()}; }
  std::size_t size() const { return bytes_.size(); }
  /// Keeps its memory.
  void clear() { bytes_.clear(); }

 private:
  static constexpr std::size_t bytes_in_place = 512;
  boost::container::small_vector<char, bytes_in_place> bytes_;
};

}  // namespace daybook
