// Clocks and counters of this process, and what to make of many measurements.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <vector>

namespace daybook::bench {

/// Seconds since it was made.
class Stopwatch {
 public:
  double seconds() const { return std::chrono::duration<double>(Clock::now() - started_).count(); }
  std::int64_t nanoseconds() const { return (Clock::now() - started_).count(); }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point started_ = Clock::now();
};

/// Processor time of all threads of this process so far, in seconds.
double cpu_seconds();

/// Memory that this process holds now, and the most it ever held, in bytes.
std::uint64_t resident_bytes();
std::uint64_t peak_resident_bytes();
/// From here on the peak counts anew.
void reset_peak();

/// Waits until this process does nothing any more, at most a minute: what it has put off (compaction) is done then.
/// Returns the processor seconds that took: the debt.
double settle();

/// Sizes of all files under `folder`, in bytes; files that vanish meanwhile do not count.
std::uint64_t folder_bytes(const std::filesystem::path& folder);

/// In the unit of the samples; 0 without any.
struct Percentiles {
  double p50 = 0;
  double p99 = 0;
  double p999 = 0;
};
Percentiles percentiles(std::vector<std::int64_t> samples);

/// Of a few runs of the same work: the middle one, and how far apart the extremes are as a share of it.
struct Spread {
  double median = 0;
  double spread = 0;
};
Spread spread_of(std::vector<double> runs);

}  // namespace daybook::bench
