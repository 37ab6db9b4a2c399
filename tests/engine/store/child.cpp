#include "tests/engine/store/child.hpp"

#include <array>
#include <csignal>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "events/require.hpp"

namespace daybook {
namespace {

struct Pipe {
  std::array<int, 2> ends{};

  Pipe() { require(::pipe2(ends.data(), O_CLOEXEC) == 0, "a pipe can be made"); }
};

}  // namespace

Child::Child(std::vector<std::string> arguments) {
  std::string program = std::filesystem::read_symlink("/proc/self/exe").replace_filename("store_child");
  std::vector<char*> pointers{program.data()};
  for (std::string& argument : arguments) {
    pointers.push_back(argument.data());
  }
  pointers.push_back(nullptr);
  const Pipe to_child;
  const Pipe from_child;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, to_child.ends[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, from_child.ends[1], STDOUT_FILENO);
  require(::posix_spawn(&process_, program.c_str(), &actions, nullptr, pointers.data(), environ) == 0, "the child starts");
  posix_spawn_file_actions_destroy(&actions);
  ::close(to_child.ends[0]);
  ::close(from_child.ends[1]);
  input_ = to_child.ends[1];
  output_ = from_child.ends[0];
}

Child::~Child() {
  kill();
  ::close(input_);
  ::close(output_);
}

std::optional<std::string> Child::read_line() {
  while (unread_.find('\n') == std::string::npos) {
    std::array<char, 4096> buffer{};
    const ssize_t count = ::read(output_, buffer.data(), buffer.size());
    if (count <= 0) {
      return std::nullopt;
    }
    unread_.append(buffer.data(), static_cast<std::size_t>(count));
  }
  const std::size_t end = unread_.find('\n');
  std::string line = unread_.substr(0, end);
  unread_.erase(0, end + 1);
  return line;
}

void Child::kill() {
  if (process_ > 0) {
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
    process_ = -1;
  }
}

}  // namespace daybook
