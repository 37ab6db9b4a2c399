// simulate: random workloads against the model. See README.md.
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <iostream>

#include <CLI/CLI.hpp>

#include "tests/simulation/life.hpp"
#include "tests/support/twins.hpp"

namespace daybook::simulation {
namespace {

using SteadyClock = std::chrono::steady_clock;

struct Options {
  bool memory = false;
  std::uint64_t seed = 1;
  std::uint64_t seeds = 1;
  /// More seeds, one after another, until so much time has passed; 0: `seeds` alone.
  double minutes = 0;
  std::size_t commands = 400;
  /// For looking for fewer actions that fail, too. On a folder each try takes a ledger.
  double shrink_seconds = 60;
  std::string keep;
  std::string folder;
  std::size_t at = 0;
};

std::vector<Action> workload_of(const Options& options, std::uint64_t seed) {
  return kept(options.memory ? commands_of(seed, options.commands) : life_of_a_ledger(seed, options.commands), options.keep);
}

/// The command that runs `actions` of `seed` again.
std::vector<std::string> command_of(const Options& options, std::uint64_t seed, const std::string& keep) {
  std::vector<std::string> command{std::filesystem::canonical("/proc/self/exe"), "--seed", std::to_string(seed), "--commands",
                                   std::to_string(options.commands)};
  if (options.memory) {
    command.emplace_back("--memory");
  }
  if (!keep.empty()) {
    command.insert(command.end(), {"--keep", keep});
  }
  return command;
}

std::string run(const Options& options, std::uint64_t seed, const std::vector<Action>& actions) {
  if (!options.memory) {
    return disagreement(actions, seed, command_of(options, seed, list_of(actions)));
  }
  std::vector<Step> steps;
  steps.reserve(actions.size());
  for (const Action& action : actions) {
    steps.push_back(action.step);
  }
  return disagreement(steps);
}

void print_command(const std::vector<std::string>& command) {
  std::cout << "again with:";
  for (const std::string& argument : command) {
    std::cout << ' ' << argument;
  }
  std::cout << '\n' << std::flush;
}

/// Says what is wrong, then looks for fewer actions that are wrong too.
void report(const Options& options, std::uint64_t seed, std::vector<Action> actions, const std::string& difference) {
  std::cout << "seed " << seed << " disagrees with the model: " << difference << '\n';
  print_command(command_of(options, seed, options.keep));
  const auto deadline = SteadyClock::now() + std::chrono::duration<double>(options.shrink_seconds);
  actions = shrink(std::move(actions),
                   [&](const std::vector<Action>& fewer) { return SteadyClock::now() < deadline && !run(options, seed, fewer).empty(); });
  std::cout << "shrunk to\n";
  for (const Action& action : actions) {
    std::cout << "  " << describe(action) << '\n';
  }
  std::cout << run(options, seed, actions) << '\n';
  print_command(command_of(options, seed, list_of(actions)));
}

int simulate(const Options& options) {
  const auto start = SteadyClock::now();
  const auto passed = [start] { return std::chrono::duration<double>(SteadyClock::now() - start).count(); };
  std::size_t commands = 0;
  std::uint64_t seed = options.seed;
  for (; seed < options.seed + options.seeds || passed() < 60 * options.minutes; ++seed) {
    const std::vector<Action> actions = workload_of(options, seed);
    commands += static_cast<std::size_t>(std::ranges::count(actions, Action::Kind::ask, &Action::kind));
    if (const std::string difference = run(options, seed, actions); !difference.empty()) {
      report(options, seed, actions, difference);
      return 1;
    }
  }
  std::printf("%llu seeds, %zu commands, %.1f s, %.0f commands/s\n", static_cast<unsigned long long>(seed - options.seed), commands,
              passed(), static_cast<double>(commands) / passed());
  return 0;
}

}  // namespace
}  // namespace daybook::simulation

// NOLINTNEXTLINE(bugprone-exception-escape): ends the process, as it should
int main(int argc, char** argv) {
  daybook::simulation::Options options;
  CLI::App app("Random workloads on a ledger, compared with the model of the tests");
  app.add_flag("--memory", options.memory, "The domain alone, over maps");
  app.add_option("--seed", options.seed, "The first seed");
  app.add_option("--seeds", options.seeds, "How many")->check(CLI::PositiveNumber);
  app.add_option("--minutes", options.minutes, "Go on for so long");
  app.add_option("--commands", options.commands, "Commands a seed");
  app.add_option("--shrink-seconds", options.shrink_seconds, "How long to shrink what fails");
  app.add_option("--keep", options.keep, "Only these actions of the seed's workload: 3-9,14");
  app.add_option("--folder", options.folder)->group("");
  app.add_option("--at", options.at)->group("");
  CLI11_PARSE(app, argc, argv);
  if (!options.folder.empty()) {
    return daybook::simulation::live_until_killed(daybook::simulation::workload_of(options, options.seed), options.seed, options.folder,
                                                  options.at);
  }
  return daybook::simulation::simulate(options);
}
