#include "tools/terminal.hpp"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <poll.h>
#include <unistd.h>

namespace daybook {
namespace {

/// How long writing waits for a reader after it was cancelled, and how often it asks whether it was.
constexpr int cancel_interval_ms = 100;

constexpr std::size_t pending_bytes_max = std::size_t{64} * 1024;

}  // namespace

void Output::write(std::string_view text) {
  if (failure_ == 0) {
    pending_ += text;
  }
  if (pending_.size() >= pending_bytes_max) {
    flush();
  }
}

std::size_t Output::writable(std::size_t bytes) const {
  if (!is_cancelled_) {
    return bytes;
  }
  pollfd reader{.fd = descriptor_, .events = POLLOUT, .revents = 0};
  bool cancelled = false;
  bool has_room = false;
  while (!has_room && !cancelled) {
    cancelled = is_cancelled_();
    has_room = ::poll(&reader, 1, cancel_interval_ms) > 0;
  }
  // A pipe that can be written to has room for so much; more might wait.
  return has_room ? std::min<std::size_t>(bytes, PIPE_BUF) : 0;
}

bool Output::flush() {
  std::string_view rest = pending_;
  while (failure_ == 0 && !rest.empty()) {
    const std::size_t bytes = writable(rest.size());
    const ssize_t written = bytes == 0 ? -1 : ::write(descriptor_, rest.data(), bytes);
    if (bytes == 0) {
      failure_ = EPIPE;
    } else if (written >= 0) {
      rest.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      failure_ = errno;
    }
  }
  pending_.clear();
  return failure_ == 0;
}

bool Output::reader_leaves(int wait_ms) const {
  // Only errors and hang-ups are told of.
  pollfd state{.fd = descriptor_, .events = 0, .revents = 0};
  return ::poll(&state, 1, wait_ms) > 0;
}

std::string printable(std::string_view text) {
  std::string safe(text);
  std::ranges::replace_if(safe, [](char character) { return character == '\n' || character == '\t'; }, ' ');
  std::ranges::replace_if(safe, [](char character) { return static_cast<unsigned char>(character) < 0x20 || character == 0x7F; }, '?');
  return safe;
}

}  // namespace daybook
