// One holder, many hands: commands of the program run in the process that holds the ledger.
//
// The holder listens on `DATA/control`, a Unix socket of its owner's. A command that finds it sends its command line, its folder
// and its own stdin, stdout and stderr; the holder runs it on the live ledger and writes to these, so that the answers are the
// same. What comes back is the exit code.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "events/result.hpp"

namespace daybook {

/// A command that another process asks for.
struct ControlRequest {
  std::vector<std::string> arguments;
  std::filesystem::path folder;
  /// Who asks, as the kernel says.
  unsigned user = 0;
  // Of the process that asks; closed when the command is done.
  int in = -1;
  int out = -1;
  int err = -1;
  /// Whether nobody waits any more: the process that asked is gone, or the holder stops.
  std::function<bool()> is_cancelled{};
};

/// Listens while it lives, and runs each command on a thread of its own. When it goes, it tells the commands to stop and waits for them.
class ControlListener {
 public:
  /// Commands at one time; more wait.
  static constexpr std::size_t commands_max = 16;

  /// `run` gives the exit code. `internal` when the socket cannot be made.
  static Result<std::unique_ptr<ControlListener>> listen(const std::filesystem::path& data, std::function<int(const ControlRequest&)> run);
  ~ControlListener();
  /// Takes no more commands, and tells those that run to end.
  void stop();
  /// For those that run, after `stop`; false when one runs on. Then it must not go.
  bool wait(std::chrono::milliseconds most);
  ControlListener(const ControlListener&) = delete;
  ControlListener& operator=(const ControlListener&) = delete;

 private:
  struct Content;
  explicit ControlListener(std::unique_ptr<Content> content);
  std::unique_ptr<Content> content_;
};

/// Runs the command in the process that holds `data`: its exit code. Nothing when nobody listens there.
/// `busy` when the holder went away before it answered.
Result<std::optional<int>> run_in_holder(const std::filesystem::path& data, const std::vector<std::string>& arguments);

}  // namespace daybook
