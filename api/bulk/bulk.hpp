// Lines of commands to lines of receipts, in the same order.
#pragma once

#include <deque>
#include <functional>
#include <future>
#include <optional>
#include <string>
#include <vector>

#include "api/bulk/created_rows.hpp"
#include "api/bulk/line_reader.hpp"
#include "api/json/command_parser.hpp"
#include "api/json/receipt.hpp"
#include "api/ledger.hpp"

namespace daybook {

/// Where receipts go. One thread.
class LineSink {
 public:
  virtual ~LineSink() = default;
  /// `text` without its newline.
  virtual void line(std::string_view text) = 0;
  /// Hands on what was collected. False when nobody reads any more.
  virtual bool flush() = 0;
};

struct BulkOptions {
  /// Lines that are given to the ledger together; at least 1.
  std::size_t batch_lines = 1000;
  /// After a refused line no later one is applied or answered.
  bool stop_on_error = false;
  std::string actor{};
  /// Whether the actor may give a command; empty: any. Others are `forbidden`.
  std::function<bool(std::string_view command)> allows{};
  Would would = Would::in_full;
};

/// Parses lines while earlier ones are made durable, and writes each receipt as soon as its line is. One thread.
/// Ledger and sink must outlive it; `drain` before it goes, or lines stay unanswered.
class Bulk {
 public:
  Bulk(Ledger& ledger, LineSink& out, BulkOptions options);

  void add(const Line& line);
  /// Waits for all lines so far and writes their receipts.
  void drain();
  /// Further lines are not wanted: one was refused and all depends on it, or nobody reads the receipts.
  bool stopped() const { return stopped_; }
  std::uint64_t lines() const { return lines_; }
  /// 6 when any line got a code of exit 6, else 5 when any was refused, else 0.
  int exit_code() const { return exit_code_; }

 private:
  /// A line waiting for its answer.
  struct Slot {
    std::uint64_t line = 0;
    /// It was refused before the ledger saw it.
    std::optional<Error> refusal{};
    bool dry_run = false;
    std::optional<Table> creates{};
  };
  /// Lines given to the ledger together; `answers` has one for each that was not refused before.
  struct Batch {
    std::vector<Slot> slots;
    std::future<std::vector<Result<Receipt>>> answers;
  };

  Result<Request> parse(const Line& line);
  std::optional<std::uint64_t> resolve(std::uint64_t line, Table table);
  void send();
  void settle_oldest();
  void settle(const Slot& slot, const Result<Receipt>& answer);
  bool oldest_is_answered() const;

  Ledger& ledger_;
  LineSink& out_;
  BulkOptions options_;
  LineContext context_;
  CreatedRows created_;
  std::vector<Slot> slots_;
  std::vector<Request> requests_;
  std::deque<Batch> in_flight_;
  std::uint64_t lines_ = 0;
  /// The last line that was answered.
  std::uint64_t settled_ = 0;
  int exit_code_ = 0;
  bool stopped_ = false;
};

/// All lines of `reader`, to the end or until `bulk` is stopped; what has arrived is answered before more is waited for.
/// `after_line` is called after each line. Errors of reading; what was read before is answered then too.
Result<void> run_bulk(LineReader& reader, Bulk& bulk, const std::function<void()>& after_line);

}  // namespace daybook
