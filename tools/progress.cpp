#include "tools/progress.hpp"

#include <cstdio>
#include <unistd.h>

namespace daybook {
namespace {

constexpr std::chrono::milliseconds redraw_interval{100};

double seconds(std::chrono::steady_clock::duration duration) { return std::chrono::duration<double>(duration).count(); }

}  // namespace

Progress::Progress(const char* action, const char* unit, std::FILE* err)
    : action_(action), unit_(unit), err_(err), is_terminal_(isatty(fileno(err)) == 1) {}

Progress::~Progress() {
  if (drawn_) {
    std::fputs("\r\033[K", err_);
  }
}

void Progress::show(std::uint64_t done, std::uint64_t total) {
  show_share(done, total == 0 ? 0 : static_cast<double>(done) / static_cast<double>(total));
}

void Progress::show_share(std::uint64_t done, double share) {
  const auto now = Clock::now();
  if (!is_terminal_ || now - drawn_at_ < redraw_interval) {
    return;
  }
  drawn_at_ = now;
  drawn_ = true;
  const double elapsed = seconds(now - started_);
  const double rate = elapsed > 0 ? static_cast<double>(done) / elapsed : 0;
  std::fprintf(err_, "\r\033[K%s: %llu %s, %.0f/s", action_, static_cast<unsigned long long>(done), unit_, rate);
  if (share > 0 && share <= 1) {
    std::fprintf(err_, ", %.0f %%, %.0f s left", share * 100, elapsed * (1 - share) / share);
  }
}

}  // namespace daybook
