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
  Descriptor(int descriptor, std::function<bool()> is_cancelled) : descriptor_(descriptor), is_cancelled_(std::move(is_cancelled)) {}

  Result<std::size_t> read(std::span<char> into) override {
    if (is_cancelled_ && !await_input()) {
      was_cut_ = true;
      return std::size_t{0};
    }
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

  bool has_input() const override { return has_input_within(0); }
  bool was_cut() const override { return was_cut_; }

 private:
  bool has_input_within(int milliseconds) const {
    pollfd descriptor{.fd = descriptor_, .events = POLLIN, .revents = 0};
    return ::poll(&descriptor, 1, milliseconds) > 0;
  }
  /// False when it is cancelled.
  bool await_input() const {
    constexpr int asking_interval_ms = 100;
    bool cancelled = is_cancelled_();
    while (!cancelled && !has_input_within(asking_interval_ms)) {
      cancelled = is_cancelled_();
    }
    return !cancelled;
  }

  int descriptor_;
  std::function<bool()> is_cancelled_;
  bool was_cut_ = false;
};

}  // namespace

LineReader::LineReader(int descriptor, std::size_t bytes_max, std::function<bool()> is_cancelled)
    : LineReader(std::make_unique<Descriptor>(descriptor, std::move(is_cancelled)), bytes_max) {}

Result<std::optional<Line>> LineReader::next() {
  while (true) {
    const std::size_t newline = buffer_.find('\n', scanned_);
    if (newline != std::string::npos) {
      return take(newline, 1);
    }
    scanned_ = buffer_.size();
    if (at_end_) {
      const bool has_rest = start_ != buffer_.size() || skipping_;
      return has_rest && !source_->was_cut() ? take(buffer_.size(), 0) : std::nullopt;
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
