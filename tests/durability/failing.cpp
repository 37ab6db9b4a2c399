#include <array>
#include <cerrno>

#include "tests/durability/failing_disk.hpp"
#include "tests/durability/mishaps.hpp"
#include "tests/durability/trial.hpp"

namespace daybook::durability {
namespace {

using How = Failure::How;

Failure nth_failure(std::uint64_t number, std::uint64_t way) {
  constexpr std::array hows{How::refused, How::refused, How::cut_short, How::unheard, How::refused};
  return {.number = number, .error = way % 2 == 0 ? EIO : ENOSPC, .for_ever = way % 3 == 0, .how = hows.at(way % hows.size())};
}

/// Each of the first thousand in turn.
std::uint64_t nth_operation(std::uint64_t seed, std::uint64_t index) {
  constexpr std::uint64_t in_turn = 1'000;
  return 1 + ((seed - 1) * mishaps_per_seed + index - 1) % in_turn;
}

/// Lives until something has failed and a little longer; after a full disk writes must come back.
std::string live_on(Trial& trial, Round& round, FailingDisk& disk, bool comes_back, Record& record) {
  Ledger& ledger = trial.home().ledger();
  int groups_after = 3;
  const auto goes_on = [&] { return !disk.has_failed() || groups_after-- > 0; };
  const std::string wrong = live(ledger, round, record.hear(), goes_on, [&] { return disk.has_failed_to_read(); });
  disk.heal();
  return wrong.empty() && comes_back ? await_writes(ledger, round, record.hear()) : wrong;
}

/// One round on a disk that fails.
std::string fail_once(Trial& trial, const Failure& failure) {
  // More than are needed: what is not asked costs little.
  Round round = trial.next(100 + 4 * failure.number);
  FailingDisk disk;
  disk.fail(failure);
  trial.home().use(&disk);
  trial.home().clock().set(round.now);
  Record record;
  std::string wrong;
  if (const auto opened = trial.home().open(); !opened) {
    round.asked.clear();
    wrong = opened.error().code == ErrorCode::internal ? "opening: internal: " + opened.error().detail : "";
  } else {
    wrong = live_on(trial, round, disk, failure.error == ENOSPC, record);
    trial.home().close();
    wrong = wrong.empty() && !disk.has_failed() ? "there was no such operation" : wrong;
  }
  disk.heal();
  return wrong.empty() ? trial.judge(round, record.heard()) : wrong;
}

}  // namespace

std::string fail_operations(std::uint64_t seed) {
  Trial trial(seed);
  std::string wrong = trial.begin();
  for (std::uint64_t index = 1; index <= mishaps_per_seed && wrong.empty(); ++index) {
    const std::uint64_t number = nth_operation(seed, index);
    const Failure failure = nth_failure(number, trial.below(30));
    wrong = fail_once(trial, failure);
    wrong = wrong.empty() ? "" : describe(failure) + ": " + wrong;
  }
  return wrong;
}

}  // namespace daybook::durability
