#include "tools/terminal.hpp"

#include <algorithm>
#include <cerrno>
#include <poll.h>
#include <unistd.h>

namespace daybook {
namespace {

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

bool Output::flush() {
  std::string_view rest = pending_;
  while (failure_ == 0 && !rest.empty()) {
    const ssize_t written = ::write(descriptor_, rest.data(), rest.size());
    if (written >= 0) {
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
