// What the commands of the program share.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <CLI/App.hpp>

#include "api/ledger.hpp"
#include "tools/terminal.hpp"

namespace daybook {

// Exit codes that no error code stands for; the others are `info(code).exit_code`.
inline constexpr int exit_ok = 0;
inline constexpr int exit_failed = 1;
inline constexpr int exit_usage = 2;
inline constexpr int exit_fault_found = 3;
inline constexpr int exit_refused = 5;
inline constexpr int exit_unavailable = 6;

/// What every command may be told, and where it answers. Owned by `main`, which outlives all commands.
struct Context {
  std::filesystem::path data = ".";
  /// Empty: as `LedgerOptions::master_key`.
  std::filesystem::path master_key{};
  bool json = false;
  Output out{};
  /// The command to run once the command line has been read; gives the exit code.
  std::function<int()> run{};

  LedgerOptions ledger_options() const { return {.directory = data, .master_key = master_key}; }
};

/// Says on stderr what went wrong, `daybook: DETAIL (CODE)`, or as JSON when asked to; gives the exit code.
int report(const Context& context, const Error& error);

/// Opens the ledger, with progress while it catches up.
Result<std::unique_ptr<Ledger>> open_ledger(const Context& context);

/// `command` gets `--data` and `--master-key`, and runs as `run` when it is chosen.
void on_ledger(CLI::App& command, Context& context, std::function<int()> run);

/// `command` gets `--json`.
void with_json(CLI::App& command, Context& context);

/// Two examples for `command`'s help.
void with_examples(CLI::App& command, std::string_view first, std::string_view second);

/// `os:USER`: who acts on the command line.
std::string actor_of_process();

}  // namespace daybook
