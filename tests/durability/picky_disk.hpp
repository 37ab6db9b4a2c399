// A disk that fails what a test picks.
#pragma once

#include <atomic>
#include <cstdint>
#include <future>
#include <mutex>
#include <string>
#include <utility>

#include "engine/files/disk.hpp"

namespace daybook::durability {

/// Fails operations of one kind on files whose path holds a text, as long as it is told to.
class PickyDisk final : public Disk {
 public:
  /// `times`: so often; below 0: for ever.
  void fail(FileOperation::Kind kind, const std::string& text, int error, int times = -1) {
    const std::lock_guard lock(mutex_);
    kind_ = kind;
    text_ = text;
    error_ = error;
    left_ = times;
  }
  void heal() {
    const std::lock_guard lock(mutex_);
    left_ = 0;
  }
  /// What fails to be written is there by half.
  void cut_short() { cuts_short_ = true; }
  /// Failures come when `now` is ready. Set before anything fails.
  void fail_later(std::shared_future<void> now) { now_ = std::move(now); }
  void fill_up(bool full) { full_ = full; }
  bool has_failed() const { return failed_; }

  int carry_out(const FileOperation& operation, const Act& act) override {
    const int failed = failure_of(operation);
    if (failed == 0) {
      return act(operation.bytes.size());
    }
    if (now_.valid()) {
      now_.wait();
    }
    if (cuts_short_) {
      static_cast<void>(act(operation.bytes.size() / 2));
    }
    failed_ = true;
    return failed;
  }
  std::uint64_t free_bytes(std::uint64_t bytes) override { return full_ ? 1'000 : bytes; }

 private:
  int failure_of(const FileOperation& operation) {
    const std::lock_guard lock(mutex_);
    if (left_ == 0 || operation.kind != kind_ || operation.file.string().find(text_) == std::string::npos) {
      return 0;
    }
    left_ -= left_ > 0 ? 1 : 0;
    return error_;
  }

  std::mutex mutex_;
  FileOperation::Kind kind_ = FileOperation::Kind::write;
  std::string text_;
  int error_ = 0;
  int left_ = 0;
  std::shared_future<void> now_;
  std::atomic<bool> cuts_short_ = false;
  std::atomic<bool> full_ = false;
  std::atomic<bool> failed_ = false;
};

}  // namespace daybook::durability
