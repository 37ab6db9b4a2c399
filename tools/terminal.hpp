// Writing to stdout, and knowing what is at its other end.
#pragma once

#include <string>
#include <string_view>
#include <unistd.h>

#include "api/bulk/bulk.hpp"

namespace daybook {

/// stdout. Collects what is written; a failure is remembered, and everything after it is dropped.
class Output final : public LineSink {
 public:
  /// `descriptor` is not owned.
  explicit Output(int descriptor = STDOUT_FILENO) : descriptor_(descriptor) {}
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
  int descriptor_;
  std::string pending_;
  int failure_ = 0;
};

/// `text` with control characters replaced, so that stored text cannot steer a terminal. Newlines and tabs become blanks.
std::string printable(std::string_view text);

}  // namespace daybook
