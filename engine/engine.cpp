#include "engine/engine.hpp"

#include <algorithm>
#include <utility>

#include "engine/tree_rows.hpp"

namespace daybook {

std::unique_ptr<Engine> Engine::start(Folder folder, Clock& clock) {
  std::unique_ptr<Engine> engine(new Engine(std::move(folder), clock));
  engine->sequencer_ = std::thread(&Engine::sequence, engine.get());
  engine->committer_ = std::thread(&Engine::commit_frames, engine.get());
  return engine;
}

Engine::Engine(Folder folder, Clock& clock)
    : folder_(std::move(folder)),
      clock_(clock),
      last_recorded_at_(folder_.projection->state().facts().recorded_at),
      tree_(std::move(folder_.tree)) {
  statistics_.durable = statistics_.visible = tree_.size();
}

Engine::~Engine() { finish(); }

void Engine::finish() {
  if (!sequencer_.joinable()) {
    return;
  }
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  turn_wanted_.notify_all();
  sequencer_.join();
  committer_.join();
  // Nothing depends on these two: what was answered is on the log.
  static_cast<void>(folder_.head->sync());
  static_cast<void>(folder_.rows->flush());
}

Result<void> Engine::flush() { return folder_.rows->flush(); }

void Engine::submit(std::unique_ptr<Submission> submission) {
  submission->outcomes.resize(submission->commands.size());
  std::unique_lock lock(mutex_);
  const bool takes_turn = may_take_turn(*submission);
  if (submission->is_awaited_rest) {
    rest_is_awaited_ = false;
    queue_.push_front(std::move(submission));
  } else if (submission->may_overtake && submission->commands.size() <= small_submission_max) {
    urgent_.push_back(std::move(submission));
    urgent_waits_ = true;
    urgent_came_ = std::chrono::steady_clock::now();
  } else {
    queue_.push_back(std::move(submission));
  }
  if (takes_turn) {
    take_turn(lock);
  }
  if (turn_taken_) {
    queue_changed_.notify_one();
  } else if (turn_is_wanted()) {
    turn_wanted_.notify_one();
  }
}

}  // namespace daybook
