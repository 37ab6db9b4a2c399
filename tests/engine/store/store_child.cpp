// The process that the tests of the store watch and kill. Says on stdout, a line each, what it has got done.
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>
#include <sys/resource.h>

#include "engine/store/log.hpp"
#include "engine/store/rows.hpp"
#include "events/require.hpp"
#include "tests/engine/store/frames.hpp"
#include "tests/support/uncounted.hpp"

namespace daybook {
namespace {

void say(std::string_view line) { std::cout << line << '\n' << std::flush; }

std::unique_ptr<Log> log_in(const std::filesystem::path& folder) {
  auto log = Log::open(folder);
  require(log.has_value(), "the log opens");
  return std::move(log).value();
}

/// Holds the log until its input ends.
void hold_log(const std::filesystem::path& folder) {
  const auto log = log_in(folder);
  say("holding");
  std::cin.get();
}

/// Says each position once its frame is durable.
void append_for_ever(const std::filesystem::path& folder, std::size_t frame_bytes) {
  const auto log = log_in(folder);
  const auto newest = log->newest();
  require(newest.has_value(), "the log can be read");
  for (std::uint64_t position = newest.value() ? newest.value()->first.value + 1 : 1;; ++position) {
    require(log->append(Position{position}, frame_at(position, frame_bytes)).has_value(), "the frame is appended");
    say(std::to_string(position));
  }
}

/// Says so twice, if it gets that far.
void append_out_of_order(const std::filesystem::path& folder, std::uint64_t position) {
  const auto log = log_in(folder);
  for (const std::string_view frame : {"first", "second"}) {
    require(log->append(Position{position}, frame).has_value(), "the frame is appended");
    say("appended " + std::to_string(position));
  }
}

/// Appends until no file may grow further; says the error, the next one, and the position read back.
void append_past_file_limit(const std::filesystem::path& folder, std::size_t file_bytes_max) {
  const auto log = log_in(folder);
  std::signal(SIGXFSZ, SIG_IGN);
  const rlimit limit{.rlim_cur = file_bytes_max, .rlim_max = file_bytes_max};
  require(::setrlimit(RLIMIT_FSIZE, &limit) == 0, "the limit can be set");
  std::uint64_t position = 1;
  auto appended = log->append(Position{position}, frame_at(position, 1000));
  while (appended.has_value()) {
    ++position;
    appended = log->append(Position{position}, frame_at(position, 1000));
  }
  say(to_text(appended.error().code));
  say(to_text(log->append(Position{position}, "again").error().code));
  say(std::to_string(position - 1));
  say(std::to_string(log->newest().value()->first.value));
}

/// Batch n puts "a" and "b" to n and adds a row n; every 20th is followed by a flush, which it says.
void write_rows_for_ever(const std::filesystem::path& folder) {
  auto rows = Rows::open(folder);
  require(rows.has_value(), "the rows open");
  for (std::uint64_t number = 1;; ++number) {
    const std::string text = std::to_string(number);
    RowBatch batch;
    batch.put("a", text);
    batch.put("row " + text, frame_at(number, 20'000));
    batch.put("b", text);
    require(rows.value()->write(batch).has_value(), "the batch is written");
    if (number % 20 == 0) {
      require(rows.value()->flush().has_value(), "the rows are flushed");
      say(text);
    }
  }
}

void run(const std::string& task, const std::filesystem::path& folder, std::size_t number) {
  if (task == "hold_log") {
    hold_log(folder);
  } else if (task == "append_for_ever") {
    append_for_ever(folder, number);
  } else if (task == "append_out_of_order") {
    append_out_of_order(folder, number);
  } else if (task == "append_past_file_limit") {
    append_past_file_limit(folder, number);
  } else {
    require(task == "write_rows_for_ever", "the task is known");
    write_rows_for_ever(folder);
  }
}

}  // namespace
}  // namespace daybook

// NOLINTNEXTLINE(bugprone-exception-escape): ends the process, as it should
int main(int count, char** arguments) {
  daybook::count_no_lines();
  daybook::require(count == 4, "store_child TASK FOLDER NUMBER");
  daybook::run(arguments[1], arguments[2], std::strtoull(arguments[3], nullptr, 10));
}
