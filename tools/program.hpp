// The program: reads a command line, runs one command, turns what became of it into an exit code.
#pragma once

#include <span>

#include "tools/context.hpp"
#include "tools/control.hpp"

namespace daybook {

/// A command as it was typed: here, or in the process that holds the ledger.
int run_program(std::span<const std::string> typed);

/// The same for another process, on the ledger that is held here. `data` and `master_key` are the holder's, whatever was typed.
int run_for_other(const Held& held, const Context& holder, const ControlRequest& request);

}  // namespace daybook
