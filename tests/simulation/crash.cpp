#include "tests/simulation/crash.hpp"

#include <array>
#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <optional>
#include <sstream>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "events/require.hpp"
#include "tests/support/uncounted.hpp"

namespace daybook::simulation {
namespace {

constexpr std::string_view answer_word = "answer";
/// Ends each line of an answer, so that a part of one is no answer.
constexpr std::string_view end_word = "end";

std::string line_of(const Heard& heard) {
  std::ostringstream out;
  const model::Answer& answer = heard.answer;
  out << answer_word << ' ' << heard.number << ' ' << heard.after << ' ' << heard.until << ' ' << heard.appended << ' ' << answer.id << ' '
      << answer.position << ' ' << answer.replayed << ' ' << answer.events.size() << ' ' << answer.faults.size();
  for (const std::string& event : answer.events) {
    out << ' ' << event;
  }
  for (const model::Fault& fault : answer.faults) {
    out << ' ' << static_cast<std::uint16_t>(fault.code) << ' ' << fault.pointer;
  }
  out << ' ' << end_word << '\n';
  return out.str();
}

std::optional<Heard> heard_from(const std::string& line) {
  std::istringstream in(line);
  std::string word;
  Heard heard;
  std::size_t events = 0;
  std::size_t faults = 0;
  model::Answer& answer = heard.answer;
  in >> word >> heard.number >> heard.after >> heard.until >> heard.appended >> answer.id >> answer.position >> answer.replayed >> events >>
      faults;
  if (word != answer_word) {
    return std::nullopt;
  }
  while (in && events-- > 0) {
    in >> answer.events.emplace_back();
  }
  while (in && faults-- > 0) {
    std::uint16_t code = 0;
    std::string pointer;
    in >> code >> pointer;
    answer.faults.push_back({static_cast<ErrorCode>(code), pointer});
  }
  in >> word;
  return in && word == end_word ? std::optional(heard) : std::nullopt;
}

/// Standard output of a process that runs `command`.
class Child {
 public:
  explicit Child(const std::vector<std::string>& command) {
    std::vector<char*> arguments;
    arguments.reserve(command.size() + 1);
    for (const std::string& argument : command) {
      arguments.push_back(const_cast<char*>(argument.c_str()));
    }
    arguments.push_back(nullptr);
    std::array<int, 2> ends{};
    require(pipe2(ends.data(), O_CLOEXEC) == 0, "a pipe can be made");
    process_ = fork();
    if (process_ == 0) {
      dup2(ends[1], STDOUT_FILENO);
      execv(arguments.front(), arguments.data());
      _exit(127);
    }
    require(process_ > 0, "a process can be started");
    close(ends[1]);
    output_ = fdopen(ends[0], "r");
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() { std::fclose(output_); }

  /// The next whole line; none when it has ended.
  std::optional<std::string> line() {
    std::string text;
    for (int byte = std::fgetc(output_); byte != EOF; byte = std::fgetc(output_)) {
      if (byte == '\n') {
        return text;
      }
      text.push_back(static_cast<char>(byte));
    }
    return std::nullopt;
  }

  void kill() const { ::kill(process_, SIGKILL); }

  /// Waits for the end; what was wrong with it, unless it was killed or went well.
  std::string end() const {
    int status = 0;
    waitpid(process_, &status, 0);
    const bool killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
    const bool well = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    return killed || well ? "" : "the process ended by itself with status " + std::to_string(status);
  }

 private:
  pid_t process_ = 0;
  FILE* output_ = nullptr;
};

}  // namespace

LastWords run_and_kill(const std::vector<std::string>& command, std::size_t lines, std::uint64_t microseconds) {
  Child child(command);
  LastWords words;
  std::size_t seen = 0;
  const auto kill_when_due = [&] {
    if (seen == lines) {
      std::this_thread::sleep_for(std::chrono::microseconds(microseconds));
      child.kill();
    }
    ++seen;
  };
  kill_when_due();
  while (const auto line = child.line()) {
    if (const auto heard = heard_from(*line)) {
      words.heard.push_back(*heard);
    }
    kill_when_due();
  }
  words.failure = child.end();
  return words;
}

void speak(const std::string& line) { require(write(STDOUT_FILENO, (line + '\n').data(), line.size() + 1) > 0, "somebody listens"); }

void speak(const std::vector<Heard>& heard) {
  std::string lines;
  for (const Heard& one : heard) {
    lines += line_of(one);
  }
  require(lines.empty() || write(STDOUT_FILENO, lines.data(), lines.size()) > 0, "somebody listens");
}

void die_with_parent() {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  count_no_lines();
}

}  // namespace daybook::simulation
