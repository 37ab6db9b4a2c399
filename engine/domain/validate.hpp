// Shape, ranges and formats of a command: everything that can be checked without state.
#pragma once

#include <string>
#include <vector>

#include "engine/domain/command.hpp"
#include "engine/domain/import.hpp"
#include "engine/domain/text.hpp"
#include "events/result.hpp"

namespace daybook {

/// Field errors of `command`, unordered; pointers are `/field`. Empty when all is well. Any thread.
/// `skip` names fields that already have an error (they could not even be parsed) and are not looked at.
std::vector<Error> validate(const Command& command, const std::vector<std::string>& skip = {});

/// The same for a row of the old database.
std::vector<Error> validate(const Import& import);

/// `write_off_debt`, `settle_debt`, `adjust_debt` and `reopen_customer` want one.
bool needs_reason(const Command& command);

}  // namespace daybook
