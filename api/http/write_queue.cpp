#include "api/http/write_queue.hpp"

#include <iterator>
#include <utility>

namespace daybook {
namespace {

constexpr SubmitOptions how_to_submit{.may_overtake = true, .answers_at_once = true};

}  // namespace

WriteQueue::~WriteQueue() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  sender_.join();
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return in_flight_ == 0 && answering_ == 0; });
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

void WriteQueue::submit(AccessId who, Request request, Done done, bool is_alone) {
  {
    const std::lock_guard lock(mutex_);
    if (requests_.empty()) {
      oldest_ = std::chrono::steady_clock::now();
    }
    ++parts_[who.value];
    requests_.push_back(std::move(request));
    done_.push_back(std::move(done));
  }
  send(is_alone);
}

void WriteQueue::send(bool is_alone) {
  std::unique_lock lock(mutex_);
  if (!may_send()) {
    return;
  }
  Batch batch = take();
  lock.unlock();
  SubmitOptions how = how_to_submit;
  const auto began = std::chrono::steady_clock::now();
  how.on_this_thread = is_alone && began >= slow_until_;
  if (!ledger_.try_submit(batch.requests, answers_to(batch), how)) {
    lock.lock();
    put_back(std::move(batch));
  }
  if (const auto ended = std::chrono::steady_clock::now(); how.on_this_thread && ended - began > slow) {
    slow_until_ = ended + slow_lasts;
  }
}

std::size_t WriteQueue::waiting() const {
  const std::lock_guard lock(mutex_);
  return requests_.size();
}

WriteQueue::Batch WriteQueue::take() {
  ++in_flight_;
  parts_.clear();
  return {std::exchange(requests_, {}), std::make_shared<std::vector<Done>>(std::exchange(done_, {}))};
}

/// Before what came since; the sender waits for room.
void WriteQueue::put_back(Batch batch) {
  --in_flight_;
  requests_.insert(requests_.begin(), std::make_move_iterator(batch.requests.begin()), std::make_move_iterator(batch.requests.end()));
  done_.insert(done_.begin(), std::make_move_iterator(batch.done->begin()), std::make_move_iterator(batch.done->end()));
  changed_.notify_all();
}

std::function<void(std::vector<Result<Receipt>>)> WriteQueue::answers_to(const Batch& batch) {
  return [this, done = batch.done](std::vector<Result<Receipt>> answers) { finish(*done, std::move(answers)); };
}

void WriteQueue::send_batches() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return may_send() || (stopping_ && requests_.empty()); });
    if (requests_.empty()) {
      return;
    }
    Batch batch = take();
    lock.unlock();
    auto answers = answers_to(batch);
    ledger_.submit(std::move(batch.requests), std::move(answers), how_to_submit);
    lock.lock();
  }
}

void WriteQueue::finish(const std::vector<Done>& done, std::vector<Result<Receipt>> answers) {
  {
    const std::lock_guard lock(mutex_);
    --in_flight_;
    ++answering_;
  }
  for (std::size_t i = 0; i < done.size(); ++i) {
    done[i](std::move(answers[i]));
  }
  // Notified under the lock: this may be gone as soon as it is let go.
  const std::lock_guard lock(mutex_);
  --answering_;
  if (may_send() || stopping_) {
    changed_.notify_all();
  }
}

}  // namespace daybook
