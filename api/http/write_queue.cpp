#include "api/http/write_queue.hpp"

#include <utility>

namespace daybook {

WriteQueue::~WriteQueue() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  sender_.join();
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return in_flight_ == 0; });
}

std::optional<Error> WriteQueue::refusal(AccessId who) const {
  const std::lock_guard lock(mutex_);
  if (requests_.size() >= waiting_max) {
    return error(ErrorCode::busy, "too many writes are waiting");
  }
  if (requests_.size() < calm_max || std::chrono::steady_clock::now() - oldest_ < wait_max) {
    return std::nullopt;
  }
  const auto part = parts_.find(who.value);
  if (part == parts_.end() || part->second * fair_part < requests_.size()) {
    return std::nullopt;
  }
  return error(ErrorCode::too_many_requests, "more writes come with this token than can be made durable in time");
}

void WriteQueue::submit(AccessId who, Request request, Done done) {
  const std::lock_guard lock(mutex_);
  if (requests_.empty()) {
    oldest_ = std::chrono::steady_clock::now();
    // While as many are in flight as may be, the end of one wakes the sender.
    if (in_flight_ < in_flight_max) {
      changed_.notify_all();
    }
  }
  ++parts_[who.value];
  requests_.push_back(std::move(request));
  done_.push_back(std::move(done));
}

std::size_t WriteQueue::waiting() const {
  const std::lock_guard lock(mutex_);
  return requests_.size();
}

void WriteQueue::send_batches() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return (!requests_.empty() && in_flight_ < in_flight_max) || (stopping_ && requests_.empty()); });
    if (requests_.empty()) {
      return;
    }
    ++in_flight_;
    std::vector<Request> requests = std::exchange(requests_, {});
    std::vector<Done> done = std::exchange(done_, {});
    parts_.clear();
    lock.unlock();
    ledger_.submit(std::move(requests),
                   [this, done = std::move(done)](std::vector<Result<Receipt>> answers) { finish(done, std::move(answers)); },
                   {.may_overtake = true});
    lock.lock();
  }
}

void WriteQueue::finish(const std::vector<Done>& done, std::vector<Result<Receipt>> answers) {
  for (std::size_t i = 0; i < done.size(); ++i) {
    done[i](std::move(answers[i]));
  }
  // Notified under the lock: this may be gone as soon as it is let go.
  const std::lock_guard lock(mutex_);
  --in_flight_;
  changed_.notify_all();
}

}  // namespace daybook
