// Another process that uses the store, to be watched and killed.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace daybook {

/// Runs `store_child`, which stands beside the test program. Killed when it goes.
class Child {
 public:
  explicit Child(std::vector<std::string> arguments);
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child();

  /// The next line of its output; nothing when it has ended.
  std::optional<std::string> read_line();
  /// SIGKILL; returns when it is dead. What it printed before can still be read.
  void kill();

 private:
  pid_t process_ = -1;
  int input_ = -1;
  int output_ = -1;
  std::string unread_;
};

}  // namespace daybook
