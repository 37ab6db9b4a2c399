#include "tools/line_reader.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <poll.h>
#include <unistd.h>

namespace daybook {

Result<std::optional<Line>> LineReader::next() {
  while (true) {
    const std::size_t newline = buffer_.find('\n', scanned_);
    if (newline != std::string::npos) {
      return take(newline, 1);
    }
    scanned_ = buffer_.size();
    if (at_end_) {
      return start_ == buffer_.size() && !skipping_ ? std::nullopt : take(buffer_.size(), 0);
    }
    BOOST_OUTCOME_TRY(fill());
  }
}

bool LineReader::ready() {
  while (!has_line() && !at_end_ && !failure_) {
    scanned_ = buffer_.size();
    if (!input_waits() || !fill()) {
      break;
    }
  }
  return has_line() || at_end_ || failure_.has_value();
}

Result<void> LineReader::fill() {
  if (failure_) {
    return *failure_;
  }
  buffer_.erase(0, start_);
  scanned_ -= start_;
  start_ = 0;
  if (buffer_.size() > bytes_max_) {
    skipping_ = true;
    buffer_.clear();
    scanned_ = 0;
  }
  std::array<char, std::size_t{64} * 1024> chunk;
  const ssize_t count = ::read(descriptor_, chunk.data(), chunk.size());
  if (count < 0 && errno != EINTR) {
    failure_ = error(ErrorCode::internal, std::string("cannot read: ") + std::strerror(errno));
    return *failure_;
  }
  at_end_ = count == 0;
  if (count > 0) {
    buffer_.append(chunk.data(), static_cast<std::size_t>(count));
    bytes_read_ += static_cast<std::uint64_t>(count);
  }
  return success();
}

bool LineReader::input_waits() const {
  pollfd descriptor{.fd = descriptor_, .events = POLLIN, .revents = 0};
  return ::poll(&descriptor, 1, 0) > 0;
}

std::optional<Line> LineReader::take(std::size_t end, std::size_t newline) {
  Line line;
  line.too_long = skipping_ || end - start_ > bytes_max_;
  if (!line.too_long) {
    line.text = buffer_.substr(start_, end - start_);
  }
  skipping_ = false;
  start_ = end + newline;
  scanned_ = start_;
  return line;
}

}  // namespace daybook
