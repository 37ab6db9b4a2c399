// What a simulation does, one thing after the other: a function of a seed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/generator.hpp"

namespace daybook::simulation {

struct Action {
  enum class Kind : std::uint8_t {
    ask,            ///< one more request for the next action that submits
    submit,         ///< everything asked for, in one call
    compete,        ///< the same, dealt out to several threads
    crash,          ///< the same, in a process that is killed meanwhile
    reopen,         ///< closes and opens the ledger
    rebuild,        ///< deletes the views while it is closed
    replay,         ///< replays into them
    save_views,     ///< puts a copy of them aside
    restore_views,  ///< brings that copy back, so that opening catches up from there
    flush,
    hold,  ///< takes a snapshot to be read later
    read,  ///< compares everything that can be read
    verify,
  };

  /// Place in the whole workload of the seed, from 1: what `--keep` names.
  std::size_t number = 0;
  Kind kind = Kind::ask;
  /// What is asked for, when, and what becomes of the clock; of `ask` alone.
  Step step{};
  /// Decides what the action leaves open: threads, sizes of chunks, when to kill.
  std::uint64_t salt = 0;
};

/// Asks alone, each at a time of its own: for the domain in memory.
std::vector<Action> commands_of(std::uint64_t seed, std::size_t commands);

/// Asks in groups of every size, each group submitted at one time, and all that can happen to a ledger's folder between them.
std::vector<Action> life_of_a_ledger(std::uint64_t seed, std::size_t commands);

/// "3-9,14": the numbers of `actions`.
std::string list_of(const std::vector<Action>& actions);

/// Those of `actions` that `list` names; all for an empty one.
std::vector<Action> kept(std::vector<Action> actions, std::string_view list);

/// "14 ask 2024-01-15T00:00:00.000000Z freeze_customer customer_id=1"
std::string describe(const Action& action);

}  // namespace daybook::simulation
