#include "tests/durability/forgetful_disk.hpp"
#include "tests/durability/mishaps.hpp"
#include "tests/durability/trial.hpp"

namespace daybook::durability {
namespace {

/// Often early, while the ledger is being opened; sometimes late.
std::uint64_t some_operation(Trial& trial) { return 1 + trial.below(std::uint64_t{4} << trial.below(8)); }

/// Opens the ledger on a disk that loses power; what was heard until then.
void live_until_dark(Trial& trial, Round& round, bool lies, Record& record) {
  ForgetfulDisk disk(trial.home().directory(), some_operation(trial), trial.below(1'000'000'007));
  disk.lie(lies);
  trial.home().use(&disk);
  trial.home().clock().set(round.now);
  if (!trial.home().open()) {
    round.asked.clear();
  } else {
    // What is read while the power goes does not matter.
    static_cast<void>(live(trial.home().ledger(), round, record.hear(), [&] { return disk.has_power(); }, [] { return true; }));
    disk.cut_power();
    trial.home().close();
  }
  disk.cut_power();
  trial.home().use(nullptr);
  disk.leave();
}

}  // namespace

std::string lose_power(std::uint64_t seed, bool lies) {
  Trial trial(seed);
  std::string wrong = trial.begin();
  for (std::size_t loss = 0; loss < mishaps_per_seed && wrong.empty();) {
    Round round = trial.next(20 + trial.below(60));
    Record record;
    live_until_dark(trial, round, lies, record);
    ++loss;
    // Now and then the power goes again before anybody has looked.
    for (; loss < mishaps_per_seed && trial.below(3) == 0; ++loss) {
      Record nothing;
      Round silence{.now = round.now, .asked = {}, .salt = 0};
      live_until_dark(trial, silence, lies, nothing);
    }
    wrong = trial.judge(round, record.heard());
    wrong = wrong.empty() ? "" : "after power loss " + std::to_string(loss) + ": " + wrong;
  }
  return wrong;
}

}  // namespace daybook::durability
