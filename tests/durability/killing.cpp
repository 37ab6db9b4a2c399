#include "tests/durability/mishaps.hpp"
#include "tests/durability/trial.hpp"
#include "tests/simulation/crash.hpp"

namespace daybook::durability {
namespace {

std::size_t requests_of_round(std::uint64_t salt) { return 20 + salt % 60; }

/// The rounds are the same in both processes.
Round nth_round(Script& script, std::uint64_t seed, std::size_t number) { return script.next(requests_of_round(seed * 31 + number * 17)); }

/// What precedes the requests: mostly only opening, which recovers; sometimes the views are built anew.
Result<void> open_somehow(Home& home, std::uint64_t salt) {
  switch (salt % 8) {
    case 0:
      return home.replay(1 + salt % 50);
    case 1:
      return home.rebuild();
    default:
      return home.open();
  }
}

}  // namespace

std::string kill_process(std::uint64_t seed, const std::vector<std::string>& command) {
  Trial trial(seed);
  std::string wrong = trial.begin();
  Script script(seed);
  static_cast<void>(script.next(30));
  for (std::size_t number = 1; number <= mishaps_per_seed && wrong.empty(); ++number) {
    Round round = nth_round(script, seed, number);
    std::vector<std::string> child = command;
    child.insert(child.end(), {"--seed", std::to_string(seed), "--round", std::to_string(number), "--folder", trial.home().directory()});
    // Half of them before a ledger of this size has been opened.
    const std::size_t lines = trial.below(2) == 0 ? trial.below(2) : trial.below(round.asked.size() + 2);
    const simulation::LastWords words = simulation::run_and_kill(child, lines, trial.below(std::uint64_t{1000} << trial.below(8)));
    wrong = words.failure.empty() ? trial.judge(round, words.heard) : words.failure;
    wrong = wrong.empty() ? "" : "after kill " + std::to_string(number) + ": " + wrong;
  }
  return wrong;
}

int live_until_killed(std::uint64_t seed, std::size_t number, const std::filesystem::path& folder) {
  simulation::die_with_parent();
  Script script(seed);
  Round round = script.next(30);
  for (std::size_t passed = 0; passed < number; ++passed) {
    round = nth_round(script, seed, passed + 1);
  }
  Home home(folder, seed + 1'000'003 * (number + 1));
  home.flush_often();
  home.clock().set(round.now);
  simulation::speak("opening");
  if (!open_somehow(home, round.salt)) {
    return 1;
  }
  simulation::speak("open");
  const std::string wrong = live(
      home.ledger(), round, [](const std::vector<Heard>& heard) { simulation::speak(heard); }, [] { return true; }, [] { return false; });
  return wrong.empty() ? 0 : 1;
}

}  // namespace daybook::durability
