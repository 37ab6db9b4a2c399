// Single writes on their way to the ledger, gathered so that those that arrive together share a sync.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "api/ledger.hpp"

namespace daybook {

/// Any thread may submit. What waits is given to the ledger as one batch when an earlier one is answered: group commit by arrival,
/// without a timer. Each command stands alone, whatever shares its batch.
class WriteQueue {
 public:
  using Done = std::function<void(Result<Receipt>)>;

  /// Requests that may wait; more are told `busy`.
  static constexpr std::size_t waiting_max = 4096;
  /// Batches the ledger has at one time: one is decided while one is synced.
  static constexpr std::size_t in_flight_max = 2;

  explicit WriteQueue(Ledger& ledger) : ledger_(ledger), sender_(&WriteQueue::send_batches, this) {}
  /// Answers what was submitted.
  ~WriteQueue();
  WriteQueue(const WriteQueue&) = delete;
  WriteQueue& operator=(const WriteQueue&) = delete;

  /// `done` is called once, from a thread of the ledger or at once when it is `busy`; it must not block.
  void submit(Request request, Done done);
  std::size_t waiting() const;

 private:
  void send_batches();
  void finish(const std::vector<Done>& done, std::vector<Result<Receipt>> answers);

  Ledger& ledger_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Request> requests_;
  std::vector<Done> done_;
  std::size_t in_flight_ = 0;
  bool stopping_ = false;
  /// The ledger may let those wait who submit: that is this thread, not the caller's.
  std::thread sender_;
};

}  // namespace daybook
