// Lines as they arrive, from a file, a pipe, a socket.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "events/result.hpp"

namespace daybook {

/// One line, without its newline. `too_long`: it was longer than allowed and is not here; reading goes on after it.
struct Line {
  std::string text;
  bool too_long = false;
};

/// Where bytes come from. One thread reads.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// Some bytes, waiting for them; 0 at the end. `internal` when reading fails.
  virtual Result<std::size_t> read(std::span<char> into) = 0;
  /// Whether `read` would answer at once.
  virtual bool has_input() const = 0;
  /// After the end: whether it was cut off, so that a last line without newline is no line.
  virtual bool was_cut() const { return false; }
};

/// Reads line by line, in memory bounded by `bytes_max`, the longest line that is not `too_long`. One thread.
class LineReader {
 public:
  /// A file descriptor; does not own it. Cut off once `is_cancelled`, if there is one, says so.
  LineReader(int descriptor, std::size_t bytes_max, std::function<bool()> is_cancelled = {});
  LineReader(std::unique_ptr<ByteSource> source, std::size_t bytes_max) : source_(std::move(source)), bytes_max_(bytes_max) {}

  /// The next line; nothing at the end. A last line without newline counts. Waits for input. `internal` when reading fails.
  Result<std::optional<Line>> next();

  /// Whether `next` would answer at once. Reads what has arrived, never waits.
  bool ready();

  std::uint64_t bytes_read() const { return bytes_read_; }
  bool was_cut() const { return at_end_ && source_->was_cut(); }

 private:
  bool has_line() const { return buffer_.find('\n', scanned_) != std::string::npos; }
  /// One read. Waits for input where there is none.
  Result<void> fill();
  std::optional<Line> take(std::size_t end, std::size_t newline);

  std::unique_ptr<ByteSource> source_;
  std::size_t bytes_max_;
  /// What was read and not taken, from `start_` on; no newline stands before `scanned_`.
  std::string buffer_;
  std::size_t start_ = 0;
  std::size_t scanned_ = 0;
  /// The line that is being read is too long, and its beginning was dropped.
  bool skipping_ = false;
  bool at_end_ = false;
  std::optional<Error> failure_;
  std::uint64_t bytes_read_ = 0;
};

}  // namespace daybook
