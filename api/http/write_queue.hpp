// Single writes on their way to the ledger, gathered so that those that arrive together share a sync.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <unordered_map>
#include <vector>

#include "api/ledger.hpp"

namespace daybook {

/// What waits is given to the ledger as one batch when an earlier one is answered: group commit by arrival, without a timer. Each
/// command stands alone, whatever shares its batch. Whoever submits sends too, so that no other thread has to wake for it; a thread of
/// its own does so where the ledger would let the sender wait, and when nobody else came by.
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
  /// A write that took so long: for a while no thread of a caller waits for the disk.
  static constexpr std::chrono::milliseconds slow{10};
  static constexpr std::chrono::seconds slow_lasts{1};

  explicit WriteQueue(Ledger& ledger) : ledger_(ledger), sender_(&WriteQueue::send_batches, this) {}
  /// Answers what was submitted.
  ~WriteQueue();
  WriteQueue(const WriteQueue&) = delete;
  WriteQueue& operator=(const WriteQueue&) = delete;

  /// Why a write of this token is not taken now: `busy` or `too_many_requests`.
  std::optional<Error> refusal(AccessId who) const;
  /// `done` is called once, from a thread of the ledger or of who waits for it; it must not block. To be asked for `refusal` before.
  /// `is_alone`: no other client has asked for anything lately, so that the calling thread may as well write and sync itself. It does
  /// unless the disk was slow.
  void submit(AccessId who, Request request, Done done, bool is_alone = false);
  /// Gives the ledger what waits, if it takes it. For whoever knows of an answer before the rest of its batch was told.
  void send(bool is_alone = false);
  std::size_t waiting() const;

 private:
  void send_batches();
  /// What is sent together, and who waits for it.
  struct Batch {
    std::vector<Request> requests;
    std::shared_ptr<std::vector<Done>> done;
  };

  bool may_send() const { return !requests_.empty() && in_flight_ < in_flight_max; }
  Batch take();
  void put_back(Batch batch);
  std::function<void(std::vector<Result<Receipt>>)> answers_to(const Batch& batch);
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
  /// Batches that are just being answered.
  std::size_t answering_ = 0;
  bool stopping_ = false;
  /// Of the thread that submits.
  std::chrono::steady_clock::time_point slow_until_{};
  /// The ledger may let those wait who submit: that is this thread, never a caller's.
  std::thread sender_;
};

}  // namespace daybook
