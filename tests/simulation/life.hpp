// The life of one ledger: a workload on a real folder, beside the model.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tests/simulation/workload.hpp"

namespace daybook::simulation {

/// How a process that is to be killed finds its way back into the workload: a program and its arguments, to which the folder
/// and the number of the action are added.
using Successor = std::vector<std::string>;

/// What the ledger and the model first disagree on while `actions` go on; empty when all is well. `seed`: of keys and nonces.
std::string disagreement(const std::vector<Action>& actions, std::uint64_t seed, const Successor& successor);

/// In the process that is to be killed: the clients of action `at`, on the ledger in `directory`. An exit code.
int live_until_killed(const std::vector<Action>& actions, std::uint64_t seed, const std::filesystem::path& directory, std::size_t at);

}  // namespace daybook::simulation
