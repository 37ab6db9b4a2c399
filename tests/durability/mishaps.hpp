// What can happen to a ledger, one file each. A function of a seed; each returns what was wrong afterwards, or nothing.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace daybook::durability {

/// Mishaps that a seed brings.
inline constexpr std::size_t mishaps_per_seed = 10;

/// The power goes at a random operation, also while the ledger recovers from the last time. A disk that `lies` syncs nothing: a ledger
/// cannot endure that.
std::string lose_power(std::uint64_t seed, bool lies = false);

/// Operation number 10 (seed - 1) + 1 to 10 seed, counted from opening on, fails in one of ten ways; after the thousandth the first
/// again.
std::string fail_operations(std::uint64_t seed);

/// A process that opens, replays, submits and flushes is killed. `command`: this program and what makes it that process; the seed,
/// the round and the folder are added.
std::string kill_process(std::uint64_t seed, const std::vector<std::string>& command);
/// In that process. An exit code.
int live_until_killed(std::uint64_t seed, std::size_t round, const std::filesystem::path& folder);

/// `disk`, a small disk for this alone, is filled and freed `cycles` times.
std::string fill_disk(std::uint64_t seed, const std::filesystem::path& disk, std::size_t cycles);

}  // namespace daybook::durability
