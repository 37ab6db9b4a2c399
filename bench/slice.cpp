#include "bench/slice.hpp"

#include <atomic>
#include <mutex>
#include <thread>

#include "bench/measure.hpp"

namespace daybook::bench {

Slice run_slice(const SliceOptions& options, const Call& call) {
  Slice slice;
  std::mutex mutex;
  std::atomic<std::uint64_t> calls = 0;
  const double cpu = cpu_seconds();
  const Stopwatch clock;
  const auto work = [&](unsigned thread) {
    std::vector<std::int64_t> latencies;
    while (clock.seconds() < options.seconds && calls.fetch_add(1) < options.calls) {
      const Stopwatch one;
      call(thread);
      latencies.push_back(one.nanoseconds());
    }
    const std::lock_guard lock(mutex);
    slice.latencies.insert(slice.latencies.end(), latencies.begin(), latencies.end());
  };
  std::vector<std::thread> threads;
  threads.reserve(options.threads);
  for (unsigned i = 0; i < options.threads; ++i) {
    threads.emplace_back(work, i);
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  if (options.finish) {
    options.finish();
  }
  slice.seconds = clock.seconds();
  slice.cpu_seconds = cpu_seconds() - cpu;
  slice.events = slice.latencies.size() * options.events;
  return slice;
}

}  // namespace daybook::bench
