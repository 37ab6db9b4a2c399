// The half of the engine that decides. One thread; the only one that touches the projection's state.
#include <algorithm>
#include <utility>

#include "engine/engine.hpp"

namespace daybook {

void Engine::sequence() {
  std::unique_lock lock(mutex_);
  while (true) {
    queue_changed_.wait(lock, [this] { return !queue_.empty() || stopping_; });
    if (queue_.empty()) {
      break;
    }
    if (failure_) {
      recover(lock);
    }
    PendingFrame pending = begin_frame();
    fill(pending, lock);
    hand_over(std::move(pending), lock);
  }
  sequencer_done_ = true;
  frame_changed_.notify_all();
}

Engine::PendingFrame Engine::begin_frame() {
  last_recorded_at_ = std::max(last_recorded_at_, clock_.now());
  PendingFrame pending;
  pending.frame.first = Position{folder_.projection->state().facts().position.value + 1};
  pending.frame.recorded_at = last_recorded_at_;
  return pending;
}

/// Decides what is queued, and what arrives while the committer is busy with the frame before.
void Engine::fill(PendingFrame& pending, std::unique_lock<std::mutex>& lock) {
  std::size_t next = 0;
  while (true) {
    while (!queue_.empty() && !pending.full()) {
      Submission& submission = *queue_.front();
      lock.unlock();
      const bool finished = decide_some(pending, submission, next);
      lock.lock();
      if (finished) {
        next = 0;
        queued_commands_ -= submission.commands.size();
        pending.finished.push_back(std::move(queue_.front()));
        queue_.pop_front();
        room_.notify_all();
      }
    }
    // A submission that did not fit is finished in frames of its own, before anything else is decided.
    if (next > 0) {
      hand_over(std::exchange(pending, PendingFrame{}), lock);
      pending = begin_frame();
      continue;
    }
    if ((!committing_ && !handed_over_) || pending.full()) {
      return;
    }
    queue_changed_.wait(lock, [this] { return !queue_.empty() || (!committing_ && !handed_over_); });
  }
}

/// Decides from `next` on until the frame is full; true when the submission needs no more deciding.
bool Engine::decide_some(PendingFrame& pending, Submission& submission, std::size_t& next) {
  const std::size_t first = next;
  bool stopped = false;
  while (next < submission.commands.size() && !pending.full() && !stopped) {
    Outcome& outcome = submission.outcomes[next];
    outcome = decide_one(pending, submission.commands[next]);
    stopped = outcome.kind == Outcome::Kind::prepare_again;
    ++next;
  }
  if (next > first) {
    pending.spans.push_back({&submission, first, next});
  }
  return stopped || next == submission.commands.size();
}

Outcome Engine::decide_one(PendingFrame& pending, PreparedCommand& command) {
  Outcome outcome;
  const State& state = folder_.projection->state();
  if (!command.idempotency_key.empty()) {
    if (const auto position = state.holder(UniqueKind::idempotency_key, command.idempotency_key)) {
      outcome.kind = Outcome::Kind::known_key;
      outcome.position = Position{*position};
      return outcome;
    }
  }
  const Circumstances circumstances{pending.frame.recorded_at, command.expected_version};
  Result<Decision> decision =
      std::visit([&](const auto& what) { return decide(state, what, command.sealing, circumstances); }, command.what);
  if (!folder_.projection->health()) {
    outcome.kind = Outcome::Kind::refused;
    outcome.error = error(ErrorCode::busy, "the views cannot be read; try again");
  } else if (!decision) {
    outcome.kind = Outcome::Kind::refused;
    outcome.error = std::move(decision).error();
  } else if (decision.value().prepare_again) {
    outcome.kind = Outcome::Kind::prepare_again;
  } else {
    outcome = append(pending, command, std::move(decision).value());
  }
  return outcome;
}

Outcome Engine::append(PendingFrame& pending, PreparedCommand& command, Decision decision) {
  Outcome outcome;
  outcome.kind = Outcome::Kind::accepted;
  outcome.id = decision.id;
  for (const Event& event : decision.events) {
    outcome.events.push_back(name_of(event));
  }
  std::vector<Record> records = records_of(command, std::move(decision), pending.frame.recorded_at);
  if (command.dry_run) {
    outcome.would = std::move(records);
  } else {
    for (const Record& record : records) {
      folder_.projection->apply(record);
      pending.frame.records.push_back(encode_record(record));
      pending.bytes += pending.frame.records.back().size();
    }
  }
  outcome.position = folder_.projection->state().facts().position;
  return outcome;
}

std::vector<Record> Engine::records_of(const PreparedCommand& command, Decision decision, Instant recorded_at) const {
  const State& state = folder_.projection->state();
  const Customer* customer = state.find(decision.customer);
  Version version = customer == nullptr ? Version{} : customer->version;
  Position position = state.facts().position;
  auto following = static_cast<std::uint32_t>(decision.events.size());
  std::vector<Record> records;
  records.reserve(decision.events.size());
  for (Event& event : decision.events) {
    Record& record = records.emplace_back();
    record.event = std::move(event);
    record.envelope.position = Position{++position.value};
    record.envelope.recorded_at = recorded_at;
    record.envelope.customer = decision.customer;
    record.envelope.version = Version{++version.value};
    record.envelope.following = --following;
    record.envelope.actor = command.actor;
  }
  if (!records.empty()) {
    Envelope& first = records.front().envelope;
    first.idempotency_key = command.idempotency_key;
    first.body_digest = command.body_digest;
    first.note = command.note;
  }
  return records;
}

/// Gives the frame to the committer, once that is free; deals with the failure of the frame before.
void Engine::hand_over(PendingFrame pending, std::unique_lock<std::mutex>& lock) {
  folder_.projection->collect(pending.rows);
  pending.batch = ++batches_;
  frame_changed_.wait(lock, [this] { return !committing_ && !handed_over_; });
  if (failure_ || read_only_) {
    const Error refused = error(read_only_ ? ErrorCode::read_only : failure_->code, "an earlier frame could not be written");
    lock.unlock();
    answer(pending, refused);
    lock.lock();
    recover(lock);
    return;
  }
  folder_.projection->written(written_batches_);
  handed_over_ = std::move(pending);
  frame_changed_.notify_all();
}

/// Throws away what was decided and is not on the log.
void Engine::recover(std::unique_lock<std::mutex>& lock) {
  lock.unlock();
  const Result<void> reset = folder_.projection->reset();
  lock.lock();
  failure_.reset();
  read_only_ = read_only_ || !reset;
}

}  // namespace daybook
