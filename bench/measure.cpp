#include "bench/measure.hpp"

#include <algorithm>
#include <fstream>
#include <string>
#include <sys/resource.h>
#include <thread>

namespace daybook::bench {
namespace {

constexpr std::uint64_t kibibyte = 1'024;

/// A line of /proc/self/status: "VmRSS:   1234 kB".
std::uint64_t status_bytes(const std::string& name) {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    if (word == name) {
      std::uint64_t kibibytes = 0;
      status >> kibibytes;
      return kibibytes * kibibyte;
    }
  }
  return 0;
}

double seconds(const timeval& time) { return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6; }

}  // namespace

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

std::uint64_t resident_bytes() { return status_bytes("VmRSS:"); }
std::uint64_t peak_resident_bytes() { return status_bytes("VmHWM:"); }

void reset_peak() {
  // proc(5): writing 5 resets the peak.
  std::ofstream("/proc/self/clear_refs") << 5;
}

double settle() {
  constexpr std::chrono::milliseconds interval{100};
  constexpr double idle_seconds = 0.005;
  constexpr int intervals_max = 600;
  const double before = cpu_seconds();
  double last = before;
  for (int i = 0, idle = 0; i < intervals_max && idle < 3; ++i) {
    std::this_thread::sleep_for(interval);
    const double now = cpu_seconds();
    idle = now - last < idle_seconds ? idle + 1 : 0;
    last = now;
  }
  return last - before;
}

std::uint64_t folder_bytes(const std::filesystem::path& folder) {
  std::uint64_t bytes = 0;
  std::error_code gone;
  for (std::filesystem::recursive_directory_iterator entry(folder, gone), end; !gone && entry != end; entry.increment(gone)) {
    std::error_code vanished;
    const std::uintmax_t size = entry->is_regular_file(vanished) ? entry->file_size(vanished) : 0;
    bytes += vanished ? 0 : size;
  }
  return bytes;
}

Percentiles percentiles(std::vector<std::int64_t> samples) {
  if (samples.empty()) {
    return {};
  }
  std::ranges::sort(samples);
  const auto at = [&](double share) {
    const auto index = static_cast<std::size_t>(share * static_cast<double>(samples.size()));
    return static_cast<double>(samples[std::min(index, samples.size() - 1)]);
  };
  return {.p50 = at(0.5), .p99 = at(0.99), .p999 = at(0.999)};
}

Spread spread_of(std::vector<double> runs) {
  if (runs.empty()) {
    return {};
  }
  std::ranges::sort(runs);
  const double median = runs[runs.size() / 2];
  return {.median = median, .spread = median == 0 ? 0 : (runs.back() - runs.front()) / median};
}

}  // namespace daybook::bench
