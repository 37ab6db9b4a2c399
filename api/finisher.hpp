// A thread that runs asynchronous submissions, so that completions never run on the engine's threads.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace daybook {

/// Runs tasks in the order they were posted, one after the other. Any thread may post.
class Finisher {
 public:
  /// Tasks that may wait; `post` blocks while there are that many.
  static constexpr std::size_t tasks_max = 64;

  Finisher() : worker_(&Finisher::work, this) {}

  /// Runs what was posted.
  ~Finisher() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    changed_.notify_all();
    worker_.join();
  }
  Finisher(const Finisher&) = delete;
  Finisher& operator=(const Finisher&) = delete;

  void post(std::function<void()> task) {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [this] { return tasks_.size() < tasks_max; });
    tasks_.push_back(std::move(task));
    changed_.notify_one();
  }

 private:
  void work() {
    std::unique_lock lock(mutex_);
    while (true) {
      changed_.wait(lock, [this] { return stopping_ || !tasks_.empty(); });
      if (tasks_.empty()) {
        return;
      }
      const std::function<void()> task = std::move(tasks_.front());
      tasks_.pop_front();
      room_.notify_one();
      lock.unlock();
      task();
      lock.lock();
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::condition_variable room_;
  std::deque<std::function<void()>> tasks_;
  bool stopping_ = false;
  std::thread worker_;
};

}  // namespace daybook
