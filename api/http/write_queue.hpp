// Single writes on their way to the ledger, gathered so that those that arrive together share a sync.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <unordered_map>
#include <vector>

#include "api/ledger.hpp"

namespace daybook {

/// Any thread may submit. What waits is given to the ledger as one batch when an earlier one is answered: group commit by arrival,
/// without a timer. Each command stands alone, whatever shares its batch.
class WriteQueue {
 public:
  using Done = std::function<void(Result<Receipt>)>;

  /// Writes that may wait; more are told `busy`, whosesoever they are.
  static constexpr std::size_t waiting_max = 4096;
  /// More than so many, one of which has waited for so long: too many come. Then whoever has this part of them, or more, gets no more
  /// in, and those that are in keep their latency.
  static constexpr std::size_t calm_max = 256;
  static constexpr std::chrono::milliseconds wait_max{100};
  static constexpr std::size_t fair_part = 8;
  /// Batches the ledger has at one time: one is decided while one is synced.
  static constexpr std::size_t in_flight_max = 2;

  explicit WriteQueue(Ledger& ledger) : ledger_(ledger), sender_(&WriteQueue::send_batches, this) {}
  /// Answers what was submitted.
  ~WriteQueue();
  WriteQueue(const WriteQueue&) = delete;
  WriteQueue& operator=(const WriteQueue&) = delete;

  /// Why a write of this token is not taken now: `busy` or `too_many_requests`.
  std::optional<Error> refusal(AccessId who) const;
  /// `done` is called once, from a thread of the ledger; it must not block. To be asked for `refusal` before.
  void submit(AccessId who, Request request, Done done);
  std::size_t waiting() const;

 private:
  void send_batches();
  void finish(const std::vector<Done>& done, std::vector<Result<Receipt>> answers);

  Ledger& ledger_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Request> requests_;
  std::vector<Done> done_;
  /// When the first of them came, and how many are whose.
  std::chrono::steady_clock::time_point oldest_{};
  std::unordered_map<std::uint64_t, std::size_t> parts_;
  std::size_t in_flight_ = 0;
  bool stopping_ = false;
  /// The ledger may let those wait who submit: that is this thread, not the caller's.
  std::thread sender_;
};

}  // namespace daybook
