#include "bench/pipeline.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <iostream>
#include <mutex>
#include <thread>

#include "events/require.hpp"

namespace daybook::bench {
namespace {

using Clock = std::chrono::steady_clock;

/// One thread's share: takes the next batch while there is one, and waits for its answers at the end.
class Submitter {
 public:
  Submitter(Ledger& ledger, const BatchRange& range, const MakeRequest& make, const TellReceipt& tell)
      : ledger_(ledger), range_(range), make_(make), tell_(tell) {}

  void run(std::atomic<std::uint64_t>& next) {
    for (std::uint64_t begin = next.fetch_add(range_.batch); begin < range_.count; begin = next.fetch_add(range_.batch)) {
      submit(range_.first + begin, std::min(range_.batch, range_.count - begin));
    }
    wait_until_fewer_than(1);
  }

  const std::vector<std::int64_t>& latencies() const { return latencies_; }

 private:
  void submit(std::uint64_t first, std::uint64_t count) {
    std::vector<Request> requests;
    requests.reserve(count);
    for (std::uint64_t number = first; number < first + count; ++number) {
      requests.push_back(make_(number));
    }
    wait_until_fewer_than(range_.in_flight);
    {
      const std::lock_guard lock(mutex_);
      ++in_flight_;
    }
    ledger_.submit(std::move(requests), [this, first, submitted = Clock::now()](const std::vector<Result<Receipt>>& answers) {
      answered(first, submitted, answers);
    });
  }

  void wait_until_fewer_than(unsigned limit) {
    std::unique_lock lock(mutex_);
    fewer_.wait(lock, [&] { return in_flight_ < limit; });
  }

  void answered(std::uint64_t number, Clock::time_point submitted, const std::vector<Result<Receipt>>& answers) {
    const std::int64_t latency = (Clock::now() - submitted).count();
    for (const Result<Receipt>& answer : answers) {
      if (!answer) {
        std::cerr << "request " << number << ": " << answer.error().detail << '\n';
      }
      require(answer.has_value(), "the ledger takes every request of the workload");
      if (tell_) {
        tell_(number, answer.value());
      }
      ++number;
    }
    // Told under the lock: the waiting thread may be about to destroy this object.
    const std::lock_guard lock(mutex_);
    latencies_.push_back(latency);
    --in_flight_;
    fewer_.notify_all();
  }

  Ledger& ledger_;
  const BatchRange& range_;
  const MakeRequest& make_;
  const TellReceipt& tell_;
  std::mutex mutex_;
  std::condition_variable fewer_;
  unsigned in_flight_ = 0;
  std::vector<std::int64_t> latencies_;
};

}  // namespace

std::vector<std::int64_t> submit_all(Ledger& ledger, const BatchRange& range, const MakeRequest& make, const TellReceipt& tell) {
  require(range.batch > 0, "a batch holds something");
  require(range.in_flight > 0, "a batch may be in flight");
  std::atomic<std::uint64_t> next = 0;
  std::vector<std::unique_ptr<Submitter>> submitters;
  std::vector<std::thread> threads;
  threads.reserve(range.threads);
  for (unsigned i = 0; i < range.threads; ++i) {
    Submitter& submitter = *submitters.emplace_back(std::make_unique<Submitter>(ledger, range, make, tell));
    threads.emplace_back([&submitter, &next] { submitter.run(next); });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  std::vector<std::int64_t> latencies;
  for (const auto& submitter : submitters) {
    latencies.insert(latencies.end(), submitter->latencies().begin(), submitter->latencies().end());
  }
  return latencies;
}

}  // namespace daybook::bench
