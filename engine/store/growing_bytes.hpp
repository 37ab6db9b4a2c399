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
    if (room_.size() - size_ < bytes) {
      room_.resize(2 * room_.size() + bytes, boost::container::default_init);
    }
    return room_.data() + size_;
  }
  void grow(std::size_t bytes) { size_ += bytes; }

  void append(std::string_view bytes) {
    if (!bytes.empty()) {
      std::memcpy(room_for(bytes.size()), bytes.data(), bytes.size());
      grow(bytes.size());
    }
  }
  /// Good until the next change.
  std::string_view view() const { return {room_.data(), size_}; }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  /// Keeps its memory.
  void clear() { size_ = 0; }

 private:
  static constexpr std::size_t bytes_in_place = 512;
  boost::container::small_vector<char, bytes_in_place> room_{bytes_in_place, boost::container::default_init};
  std::size_t size_ = 0;
};

}  // namespace daybook
