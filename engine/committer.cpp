// The half of the engine that writes to log, keys, HEAD and rows: a thread, and for one client that waits whoever has the turn to decide.
// One of them at a time, by `committer_free_`.
#include <chrono>
#include <utility>

#include "engine/engine.hpp"
#include "engine/tree_rows.hpp"
#include "events/planted.hpp"

namespace daybook {
namespace {

/// HEAD reaches the disk at most about this much later than the frames it names.
constexpr std::chrono::milliseconds head_sync_interval{500};

}  // namespace

void Engine::commit_frames() {
  std::unique_lock lock(mutex_);
  while (await_work(lock)) {
    if (handed_over_) {
      PendingFrame pending = std::move(*handed_over_);
      handed_over_.reset();
      committer_answers_ = true;
      lock.unlock();
      commit_and_answer(std::move(pending));
      lock.lock();
      committer_answers_ = false;
      committer_freed_.notify_all();
    }
    if (head_is_due() && (committer_free_ || handed_over_)) {
      sync_head(lock);
    }
  }
}

/// False when nothing will come any more.
bool Engine::await_work(std::unique_lock<std::mutex>& lock) {
  while (!handed_over_ && !sequencer_done_ && !(head_is_due() && committer_free_)) {
    if (head_unsynced_since_ && !head_is_due()) {
      commit_wanted_.wait_until(lock, *head_unsynced_since_ + head_sync_interval);
    } else {
      commit_wanted_.wait(lock);
    }
  }
  return handed_over_ || !sequencer_done_;
}

bool Engine::head_is_due() const {
  return head_unsynced_since_ && std::chrono::steady_clock::now() >= *head_unsynced_since_ + head_sync_interval;
}

void Engine::sync_head(std::unique_lock<std::mutex>& lock) {
  committer_free_ = false;
  lock.unlock();
  const bool synced = folder_.head->sync().has_value();
  lock.lock();
  head_unsynced_since_ = synced ? std::nullopt : std::optional(std::chrono::steady_clock::now());
  if (!handed_over_) {
    free_committer();
  }
}

void Engine::free_committer() {
  committer_free_ = true;
  committer_freed_.notify_all();
  queue_changed_.notify_all();
  if (turn_is_wanted()) {
    turn_wanted_.notify_all();
  }
  if (head_is_due()) {
    commit_wanted_.notify_all();
  }
}

/// By whoever made `committer_free_` false for it; makes it true.
void Engine::commit_and_answer(PendingFrame pending) {
  const auto began = std::chrono::steady_clock::now();
  const Result<void> committed = commit(pending);
  count(pending, committed, began);
  {
    const std::lock_guard lock(mutex_);
    if (committed) {
      written_batches_ = pending.collected;
    } else {
      failure_ = committed.error();
      await_no_rest_of(pending);
    }
    if (!pending.frame.records.empty() && !head_unsynced_since_) {
      head_unsynced_since_ = began;
      commit_wanted_.notify_all();
    }
    pending.rows.clear();
    spare_rows_ = std::move(pending.rows);
    free_committer();
  }
  answer(pending, committed);
}

/// Makes a frame durable and visible. A frame without records (refusals and replays only) has nothing to write.
Result<void> Engine::commit(PendingFrame& pending) {
  if (pending.frame.records.empty()) {
    return success();
  }
  if (planted(Bug::answer_before_durable)) {
    answer(pending, success());
    pending.spans.clear();
    pending.finished.clear();
  }
  Tree grown = tree_;
  for (const std::string& record : pending.frame.records) {
    append_leaf(grown, leaf_hash(planted(Bug::wrong_leaf) ? "" : record), pending.rows);
  }
  pending.frame.root = grown.root();
  save_tree(grown, pending.rows);
  // Otherwise a frame could become durable that cannot be shown.
  BOOST_OUTCOME_TRY(folder_.rows->make_room());
  // Keys reach the disk before the events that use them.
  BOOST_OUTCOME_TRY(folder_.vault->sync());
  BOOST_OUTCOME_TRY(folder_.log->append(pending.frame.first, encode_frame(pending.frame)));
  if (const auto published = publish(pending, std::move(grown)); !published) {
    return error(ErrorCode::outcome_unknown, published.error().detail);
  }
  return success();
}

void Engine::count(const PendingFrame& pending, const Result<void>& committed, std::chrono::steady_clock::time_point began) {
  if (!committed) {
    ++statistics_.failed_frames;
  } else if (!pending.frame.records.empty()) {
    statistics_.commit_nanoseconds.add_time_since(began);
    statistics_.frame_records.add(pending.frame.records.size());
    statistics_.frame_bytes.add(pending.bytes);
  }
}

/// The frame is on the log: HEAD and the rows follow.
Result<void> Engine::publish(PendingFrame& pending, Tree grown) {
  tree_ = std::move(grown);
  statistics_.durable = tree_.size();
  BOOST_OUTCOME_TRY(folder_.head->write({Position{tree_.size()}, tree_.root()}));
  BOOST_OUTCOME_TRY(folder_.rows->write(pending.rows));
  statistics_.visible = tree_.size();
  return success();
}

void Engine::answer(PendingFrame& pending, const Result<void>& committed) {
  if (!committed) {
    for (const Span& span : pending.spans) {
      for (std::size_t i = span.first; i < span.last; ++i) {
        Outcome& outcome = span.submission->outcomes[i];
        outcome = Outcome{};
        outcome.kind = Outcome::Kind::refused;
        outcome.error = committed.error();
      }
    }
  }
  for (const auto& submission : pending.finished) {
    submission->done(*submission);
  }
}

}  // namespace daybook
