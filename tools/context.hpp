// What the commands of the program share.
#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unistd.h>

#include <CLI/App.hpp>

#include "api/access.hpp"
#include "api/ledger.hpp"
#include "tools/holder.hpp"
#include "tools/terminal.hpp"

namespace daybook {

// Exit codes that no error code stands for; the others are `info(code).exit_code`.
inline constexpr int exit_ok = 0;
inline constexpr int exit_failed = 1;
inline constexpr int exit_usage = 2;
inline constexpr int exit_fault_found = 3;
inline constexpr int exit_not_found = 4;
inline constexpr int exit_refused = 5;
inline constexpr int exit_unavailable = 6;

/// What every command may be told, and where it answers. Owned by `main`, or by the holder that runs a command for another process;
/// outlives the command.
struct Context {
  std::filesystem::path data = ".";
  /// Empty: as `LedgerOptions::master_key`.
  std::filesystem::path master_key{};
  bool json = false;
  Output out{};
  std::FILE* err = stderr;
  int in = STDIN_FILENO;
  /// Whoever asks, by the operating system's number.
  unsigned user = geteuid();
  /// Where relative paths begin; empty: where the process is.
  std::filesystem::path folder{};
  /// Set where the command runs in the process that holds the ledger.
  Held held{};
  /// Whether nobody waits for the command any more; empty: never asked.
  std::function<bool()> is_cancelled{};
  /// The command works on a held ledger too, in its holder.
  bool goes_to_holder = false;
  /// The command to run once the command line has been read; gives the exit code.
  std::function<int()> run{};

  /// `os:USER`: who acts on the command line.
  std::string actor() const;
  /// A path as the caller meant it.
  std::string path_of(const std::string& file) const { return folder.empty() ? file : (folder / file).string(); }

  LedgerOptions ledger_options() const { return {.directory = data, .master_key = master_key}; }
};

/// Says on stderr what went wrong, `daybook: DETAIL (CODE)`, or as JSON when asked to; gives the exit code.
int report(const Context& context, const Error& error);

/// The held ledger, or else opens it, with progress while it catches up. `busy` when another process holds it.
Result<std::shared_ptr<Ledger>> open_ledger(const Context& context);
/// Of `ledger`, which `open_ledger` gave.
Result<std::shared_ptr<Access>> open_access(const Context& context, Ledger& ledger);

/// Where a command runs while another process holds the ledger.
enum class Runs : std::uint8_t {
  here,       ///< it makes, holds, or only reads the folder's files
  in_holder,  ///< in the process that holds the ledger
};

/// `command` gets `--data` and `--master-key`, and runs as `run` when it is chosen.
void on_ledger(CLI::App& command, Context& context, Runs where, std::function<int()> run);

/// `command` gets `--json`.
void with_json(CLI::App& command, Context& context);

/// Two examples for `command`'s help.
void with_examples(CLI::App& command, std::string_view first, std::string_view second);

}  // namespace daybook
