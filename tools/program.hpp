// The program: reads a command line, runs one command, turns what became of it into an exit code.
#pragma once

#include <span>
#include <string>

#include "tools/control.hpp"
#include "tools/holder.hpp"

namespace daybook {

/// A command as it was typed: here, or in the process that holds the ledger.
int run_program(std::span<const std::string> typed);

/// The same for another process, on the ledger that is held here. Folder and master key are those of `options`, whatever was typed.
int run_for_other(const Held& held, const LedgerOptions& options, const ControlRequest& request);

}  // namespace daybook
