// The half of the engine that decides. One thread at a time, by `turn_taken_`; the only one that touches the projection's state.
#include <algorithm>
#include <utility>

#include "engine/domain/named.hpp"
#include "engine/engine.hpp"

namespace daybook {
namespace {

/// As long as this after an urgent submission the next one is expected.
constexpr std::chrono::seconds urgent_lately{1};

/// What is answered to what was decided after a frame that could not be written: it is certainly not on the log.
Error refusal_after(const Error& failure) {
  const bool unknown = failure.code == ErrorCode::outcome_unknown;
  return error(unknown ? ErrorCode::read_only : failure.code, "an earlier frame could not be written: " + failure.detail);
}

Error views_unreadable() { return error(ErrorCode::busy, "the views cannot be read; try again"); }

}  // namespace

void Engine::sequence() {
  std::unique_lock lock(mutex_);
  do {
    turn_wanted_.wait(lock, [this] { return turn_is_wanted(); });
    take_turn(lock);
  } while (!stopping_ || next_queue() != nullptr);
  sequencer_done_ = true;
  commit_wanted_.notify_all();
}

bool Engine::turn_is_wanted() { return !turn_taken_ && (next_queue() != nullptr || failure_ || stopping_); }

/// Decides one frame's worth of what is queued.
void Engine::take_turn(std::unique_lock<std::mutex>& lock) {
  turn_taken_ = true;
  if (failure_ || refusal_) {
    recover(lock);
  }
  if (next_queue() != nullptr) {
    PendingFrame pending = begin_frame();
    fill(pending, lock);
    hand_over(std::move(pending), lock);
  }
  turn_taken_ = false;
}

/// Whether who waits for it need not wait for anybody else: nobody decides, writes or has to recover.
bool Engine::may_take_turn(const Submission& submission) const {
  return submission.is_waited_for && submission.may_overtake && submission.commands.size() <= small_submission_max && !turn_taken_ &&
         committer_free_ && !committer_answers_ && !failure_ && !refusal_;
}

/// Where the next submission to decide waits; null when there is none.
std::deque<std::unique_ptr<Submission>>* Engine::next_queue() {
  if (!urgent_.empty()) {
    return &urgent_;
  }
  return queue_.empty() || rest_is_awaited_ ? nullptr : &queue_;
}

/// The same, as long as the frame has room for it.
std::deque<std::unique_ptr<Submission>>* Engine::next_queue_for(const PendingFrame& pending) {
  auto* const queue = next_queue();
  return queue == nullptr || pending.full(queue == &urgent_) ? nullptr : queue;
}

/// The submissions of a frame that was not written are answered with refusals, so no rest of them will come.
void Engine::await_no_rest_of(const PendingFrame& refused) {
  if (std::ranges::any_of(refused.finished, [](const auto& submission) { return submission->rest_is_awaited; })) {
    rest_is_awaited_ = false;
  }
}

Engine::PendingFrame Engine::begin_frame() {
  last_recorded_at_ = std::max(last_recorded_at_, clock_.now());
  PendingFrame pending;
  pending.frame.first = Position{folder_.projection->state().facts().position.value + 1};
  pending.frame.recorded_at = last_recorded_at_;
  pending.rows = std::exchange(spare_rows_, {});
  if (std::chrono::steady_clock::now() - urgent_came_ < urgent_lately) {
    pending.long_submission_records_max = short_frame_records_max;
  }
  return pending;
}

/// Decides what is queued, and what arrives while the committer is busy with the frame before. A frame that somebody waits for goes
/// as soon as the committer is free.
void Engine::fill(PendingFrame& pending, std::unique_lock<std::mutex>& lock) {
  while (!pending.full(true)) {
    auto* queue = next_queue_for(pending);
    if (committer_free_ && (queue == nullptr || (pending.urgent && queue != &urgent_))) {
      return;
    }
    if (queue == nullptr) {
      queue_changed_.wait(lock, [&] { return next_queue_for(pending) != nullptr || committer_free_; });
      continue;
    }
    Submission& submission = *queue->front();
    pending.urgent = pending.urgent || queue == &urgent_;
    lock.unlock();
    decide_some(pending, submission, queue == &urgent_);
    lock.lock();
    if (submission.decided == submission.commands.size()) {
      rest_is_awaited_ = rest_is_awaited_ || submission.rest_is_awaited;
      pending.finished.push_back(std::move(queue->front()));
      queue->pop_front();
      urgent_waits_ = !urgent_.empty();
    }
  }
}

/// Decides on until the frame is full, the submission needs no more deciding, or somebody waits for an urgent one.
void Engine::decide_some(PendingFrame& pending, Submission& submission, bool urgent) const {
  const std::size_t first = submission.decided;
  std::size_t loaded = first;
  while (submission.decided < submission.commands.size() && !pending.full(urgent)) {
    if (submission.decided == loaded) {
      // Now, while they are in the processor's memory: once a frame would be too late.
      folder_.projection->gather(pending.rows);
      const auto ahead = std::span(submission.commands).subspan(loaded);
      const std::size_t count = std::min({ahead.size(), load_commands_max, pending.records_max(urgent) - pending.frame.records.size()});
      load_ahead(ahead.first(count));
      loaded += count;
    }
    Outcome& outcome = submission.outcomes[submission.decided];
    outcome = decide_one(pending, submission.commands[submission.decided]);
    ++submission.decided;
    if (outcome.kind == Outcome::Kind::prepare_again) {
      submission.decided = submission.commands.size();
      submission.rest_is_awaited = !urgent;
    } else if (!urgent && (urgent_waits_ || (pending.urgent && committer_free_))) {
      break;
    }
  }
  pending.spans.push_back({&submission, first, submission.decided});
}

/// Has what the commands name read together: one by one it would cost several times as much.
void Engine::load_ahead(std::span<const PreparedCommand> commands) const {
  Named named;
  for (const PreparedCommand& prepared : commands) {
    if (!prepared.idempotency_key.empty()) {
      named.values.emplace_back(UniqueKind::idempotency_key, prepared.idempotency_key);
    }
    if (const auto* const* command = std::get_if<const Command*>(&prepared.what)) {
      std::visit([&named](const auto& alternative) { add_named(alternative, named); }, **command);
    }
  }
  folder_.projection->load(named);
}

Outcome Engine::decide_one(PendingFrame& pending, PreparedCommand& command) const {
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
      std::visit([&](const auto* what) { return decide(state, *what, command.sealing, circumstances); }, command.what);
  if (!folder_.projection->health()) {
    outcome.kind = Outcome::Kind::refused;
    outcome.error = views_unreadable();
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

/// Turns what was decided into records; unless it was a dry run, applies them and puts them into the frame.
Outcome Engine::append(PendingFrame& pending, PreparedCommand& command, Decision decision) const {
  Outcome outcome;
  outcome.kind = Outcome::Kind::accepted;
  outcome.id = decision.id;
  outcome.events.reserve(decision.events.size());
  Projection& projection = *folder_.projection;
  const Customer* customer = projection.state().find(decision.customer);
  Version version = customer == nullptr ? Version{} : customer->version;
  Position position = projection.state().facts().position;
  auto following = static_cast<std::uint32_t>(decision.events.size());
  for (Event& event : decision.events) {
    outcome.events.push_back(name_of(event));
    Record record{.envelope = {}, .event = std::move(event)};
    Envelope& envelope = record.envelope;
    envelope.position = Position{++position.value};
    envelope.recorded_at = pending.frame.recorded_at;
    envelope.customer = decision.customer;
    envelope.version = decision.customer ? Version{++version.value} : Version{};
    envelope.following = --following;
    envelope.actor = command.actor;
    if (outcome.events.size() == 1) {
      envelope.idempotency_key = std::move(command.idempotency_key);
      envelope.body_digest = command.body_digest;
      envelope.note = std::move(command.note);
    }
    if (command.dry_run) {
      outcome.would.push_back(std::move(record));
      continue;
    }
    projection.apply(record);
    pending.frame.records.push_back(encode_record(record));
    pending.bytes += pending.frame.records.back().size();
  }
  outcome.position = projection.state().facts().position;
  return outcome;
}

/// Gives the frame to the committer, once that is free; deals with the failure of the frame before.
void Engine::hand_over(PendingFrame pending, std::unique_lock<std::mutex>& lock) {
  folder_.projection->collect(pending.rows);
  pending.collected = folder_.projection->collected();
  committer_freed_.wait(lock, [this] { return committer_free_.load(); });
  if (const auto allowed = may_commit(); !allowed) {
    await_no_rest_of(pending);
    committer_freed_.wait(lock, [this] { return !committer_answers_; });
    lock.unlock();
    answer(pending, allowed);
    lock.lock();
    recover(lock);
    return;
  }
  folder_.projection->written(written_batches_);
  committer_free_ = false;
  if (pending.urgent && pending.spans.size() == 1 && next_queue() == nullptr && !committer_answers_) {
    // One client that waits, and nothing to decide meanwhile: waking the committer would only cost time.
    lock.unlock();
    commit_and_answer(std::move(pending));
    lock.lock();
    return;
  }
  handed_over_ = std::move(pending);
  commit_wanted_.notify_all();
}

/// Whether what was decided may become durable.
Result<void> Engine::may_commit() const {
  if (refusal_) {
    return *refusal_;
  }
  if (failure_) {
    return refusal_after(*failure_);
  }
  // A row that could not be read counts as one that is not there.
  return folder_.projection->health() ? Result<void>(success()) : views_unreadable();
}

/// Throws away what was decided and is not on the log. What cannot be settled now is tried again with the next command.
void Engine::recover(std::unique_lock<std::mutex>& lock) {
  committer_freed_.wait(lock, [this] { return committer_free_.load(); });
  committer_free_ = false;
  unsettled_ = unsettled_ || (failure_ && failure_->code == ErrorCode::outcome_unknown);
  failure_.reset();
  lock.unlock();
  const Result<void> recovered = unsettled_ ? settle() : read_state();
  lock.lock();
  unsettled_ = unsettled_ && !recovered;
  refusal_ = recovered ? std::nullopt : std::optional(recovered.error());
  free_committer();
}

/// From the rows.
Result<void> Engine::read_state() { return folder_.projection->reset() ? Result<void>(success()) : views_unreadable(); }

/// Finds out what is on the log, and brings rows, state and HEAD there. The committer has nothing to do meanwhile.
Result<void> Engine::settle() {
  BOOST_OUTCOME_TRY(folder_.log->resume());
  BOOST_OUTCOME_TRY(read_state());
  BOOST_OUTCOME_TRY(CaughtUp caught_up, catch_up(*folder_.log, folder_.vault.get(), *folder_.rows, *folder_.projection, {}));
  tree_ = std::move(caught_up.tree);
  statistics_.durable = statistics_.visible = tree_.size();
  BOOST_OUTCOME_TRY(folder_.head->write({Position{tree_.size()}, tree_.root()}));
  return folder_.head->sync();
}

}  // namespace daybook
