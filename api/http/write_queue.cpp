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

void WriteQueue::submit(Request request, Done done) {
  {
    const std::lock_guard lock(mutex_);
    if (requests_.size() < waiting_max) {
      requests_.push_back(std::move(request));
      done_.push_back(std::move(done));
      changed_.notify_all();
      return;
    }
  }
  done(error(ErrorCode::busy, "too many writes are waiting"));
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
