// Threads for what waits for the ledger, and so must not run on the server's thread.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace daybook {

/// Runs tasks side by side, each on a thread of its own, and lets some wait for one. Any thread may ask. Waits for its tasks when it goes.
class Workers {
 public:
  explicit Workers(std::size_t threads, std::size_t waiting_max = 0) : waiting_max_(waiting_max) {
    for (std::size_t i = 0; i < threads; ++i) {
      threads_.emplace_back(&Workers::work, this);
    }
    idle_ = threads;
  }
  ~Workers() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    changed_.notify_all();
    for (std::thread& thread : threads_) {
      thread.join();
    }
  }
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  /// False when every thread is taken, and as many tasks wait for one as may.
  bool try_run(std::function<void()> task) {
    const std::lock_guard lock(mutex_);
    if (tasks_.size() >= idle_ + waiting_max_ || stopping_) {
      return false;
    }
    tasks_.push_back(std::move(task));
    changed_.notify_one();
    return true;
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
      --idle_;
      lock.unlock();
      task();
      lock.lock();
      ++idle_;
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> tasks_;
  /// Threads without a task, some of which may have one waiting.
  std::size_t idle_ = 0;
  std::size_t waiting_max_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace daybook
