// Writing to stdout, and knowing what is at its other end.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <unistd.h>
#include <utility>

#include "api/bulk/bulk.hpp"

namespace daybook {

/// stdout. Collects what is written; a failure is remembered, and everything after it is dropped.
class Output final : public LineSink {
 public:
  /// `descriptor` is not owned. Once `is_cancelled`, a reader that takes nothing for a moment counts as one that has gone
  /// away.
  explicit Output(int descriptor = STDOUT_FILENO, std::function<bool()> is_cancelled = {})
      : descriptor_(descriptor), is_cancelled_(std::move(is_cancelled)) {}
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  void write(std::string_view text);
  void line(std::string_view text) override {
    write(text);
    write("\n");
  }

  /// Hands on what was collected. False when this or an earlier write failed: nobody reads, or the disk is full.
  bool flush() override;

  /// Waits so long, or until nobody reads any more: then true. A signal ends the waiting.
  bool reader_leaves(int wait_ms) const;

  /// Why writing failed, an errno; 0 when it did not.
  int failure() const { return failure_; }

 private:
  /// Whether so much can be written without waiting for ever; 0 when it was cancelled first.
  std::size_t writable(std::size_t bytes) const;

  int descriptor_;
  std::function<bool()> is_cancelled_;
  std::string pending_;
  int failure_ = 0;
};

/// `text` with control characters replaced, so that stored text cannot steer a terminal. Newlines and tabs become blanks.
std::string printable(std::string_view text);

}  // namespace daybook
