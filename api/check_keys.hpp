// The key file against the log. Internal to api/.
#pragma once

#include <string>

#include "api/audit.hpp"
#include "engine/privacy/keyring.hpp"

namespace daybook {

/// What is wrong with the key of some customer; empty when each has one and it is whole. After a replay that did not end, `all_written`
/// is false: its rows are in memory only.
std::string problem_of_keys(const KeyringCondition& keys, Audit& audit, bool all_written);

}  // namespace daybook
