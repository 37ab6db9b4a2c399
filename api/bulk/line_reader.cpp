#include "api/bulk/line_reader.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <poll.h>
#include <unistd.h>

namespace daybook {
namespace {

class Descriptor final : public ByteSource {
 public:
  explicit Descriptor(int descriptor) : descriptor_(descriptor) {}

  Result<std::size_t> read(std::span<char> into) override {
    while (true) {
      const ssize_t count = ::read(descriptor_, into.data(), into.size());
      if (count >= 0) {
        return static_cast<std::size_t>(count);
      }
      if (errno != EINTR) {
        return error(ErrorCode::internal, std::string("cannot read: ") + std::strerror(errno));
      }
    }
  }

  bool has_input() const override {
    pollfd descriptor{.fd = descriptor_, .events = POLLIN, .revents = 0};
    return ::poll(&descriptor, 1, 0) > 0;
  }

 private:
  int descriptor_;
};

}  // namespace

LineReader::LineReader(int descriptor, std::size_t bytes_max) : LineReader(std::make_unique<Descriptor>(descriptor), bytes_max) {}

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
    if (!source_->has_input() || !fill()) {
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
  const auto count = source_->read(chunk);
  if (!count) {
    failure_ = count.error();
    return *failure_;
  }
  at_end_ = count.value() == 0;
  buffer_.append(chunk.data(), count.value());
  bytes_read_ += count.value();
  return success();
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
