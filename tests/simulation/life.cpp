#include "tests/simulation/life.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include "api/verify.hpp"
#include "tests/simulation/crash.hpp"
#include "tests/simulation/home.hpp"
#include "tests/simulation/reads.hpp"
#include "tests/support/temp_folder.hpp"

namespace daybook::simulation {
namespace {

using Kind = Action::Kind;

std::string failure_of(const Result<void>& result) {
  return result ? "" : std::string(to_text(result.error().code)) + ": " + result.error().detail;
}

/// A snapshot to be read later, and what it has to show then.
struct Held {
  Snapshot snapshot;
  model::Model model;
  std::vector<Remembered> history;
};

class Life {
 public:
  Life(std::uint64_t seed, const Successor& successor) : home_(folder_.path() / "ledger", seed), successor_(successor) {
    home_.clock().set("2024-01-01");
  }

  std::string run(const std::vector<Action>& actions) {
    std::string difference = failure_of(home_.create());
    for (const Action& action : actions) {
      if (difference.empty()) {
        difference = act(action);
        difference.insert(0, difference.empty() ? "" : describe(action) + ": ");
      }
    }
    return difference;
  }

 private:
  std::string act(const Action& action) {
    switch (action.kind) {
      case Kind::ask:
        asked_.push_back({action.number, action.step.request});
        now_ = std::max(now_, action.step.now);
        return {};
      case Kind::submit:
        return hand_in([&] { return submit_together(home_.ledger(), asked_); });
      case Kind::compete:
        return hand_in([&] { return compete(home_.ledger(), asked_, action.salt, [](const std::vector<Heard>&) {}); });
      case Kind::crash:
        return crash(action);
      case Kind::hold:
        held_.emplace(Held{home_.ledger().snapshot(), oracle_.model(), oracle_.history()});
        return {};
      case Kind::read:
        return read();
      case Kind::verify:
        return verify_folder();
      case Kind::flush:
        return failure_of(home_.ledger().flush());
      case Kind::reopen:
      case Kind::rebuild:
      case Kind::replay:
      case Kind::save_views:
      case Kind::restore_views:
        break;
    }
    return close_and_open(action);
  }

  std::string close_and_open(const Action& action) {
    held_.reset();
    switch (action.kind) {
      case Kind::rebuild:
        return failure_of(home_.rebuild());
      case Kind::replay:
        return failure_of(home_.replay(1 + action.salt % 200));
      case Kind::save_views:
        return failure_of(home_.save_views());
      case Kind::restore_views:
        return failure_of(home_.restore_views());
      default:
        return failure_of(home_.reopen());
    }
  }

  /// Submits what was asked for and compares what came of it.
  template <class Submit>
  std::string hand_in(Submit submit) {
    home_.clock().set(now_);
    return follow(submit());
  }

  std::string follow(const std::vector<Heard>& heard) {
    const std::vector<Asked> asked = std::exchange(asked_, {});
    const std::size_t known = oracle_.history().size();
    const Snapshot snapshot = home_.ledger().snapshot();
    std::string difference = oracle_.follow(snapshot, asked, heard, now_);
    return difference.empty() ? difference_of_touched(snapshot, oracle_, known) : difference;
  }

  /// Submits in a process that is killed, and asks again what it left open and what can be asked again.
  std::string crash(const Action& action) {
    held_.reset();
    home_.close();
    home_.clock().set(now_);
    Successor command = successor_;
    command.insert(command.end(), {"--folder", home_.directory(), "--at", std::to_string(action.number)});
    const LastWords words = run_and_kill(command, action.salt % (asked_.size() + 3), action.salt % 1'999);
    if (std::string failure = words.failure + failure_of(home_.open()); !failure.empty()) {
      return failure;
    }
    std::vector<Asked> again = asked_;
    std::erase_if(again, [&](const Asked& asked) {
      return asked.request.idempotency_key.empty() || std::ranges::find(words.heard, asked.number, &Heard::number) != words.heard.end();
    });
    if (std::string difference = follow(words.heard); !difference.empty()) {
      return difference;
    }
    asked_ = std::move(again);
    return hand_in([&] { return submit_together(home_.ledger(), asked_); });
  }

  std::string read() {
    const Snapshot snapshot = home_.ledger().snapshot();
    std::string difference = difference_of_reads(snapshot, oracle_.model(), oracle_.history());
    if (difference.empty()) {
      difference = difference_of_past_reads(snapshot, oracle_, home_.clock().now());
    }
    if (difference.empty() && held_) {
      difference = difference_of_reads(held_->snapshot, held_->model, held_->history);
      difference = difference.empty() ? "" : "a snapshot taken earlier: " + difference;
    }
    held_.reset();
    return difference;
  }

  std::string verify_folder() {
    const auto report = verify({.directory = home_.directory()});
    if (!report) {
      return report.error().detail;
    }
    const std::vector<Fault>& faults = report.value().faults;
    return faults.empty()
               ? ""
               : faults.front().kind + " at position " + std::to_string(faults.front().position.value) + ": " + faults.front().detail;
  }

  TempFolder folder_;
  Home home_;
  const Successor& successor_;
  Oracle oracle_;
  std::vector<Asked> asked_;
  Instant now_;
  std::optional<Held> held_;
};

}  // namespace

std::string disagreement(const std::vector<Action>& actions, std::uint64_t seed, const Successor& successor) {
  return Life(seed, successor).run(actions);
}

int live_until_killed(const std::vector<Action>& actions, std::uint64_t seed, const std::filesystem::path& directory, std::size_t at) {
  die_with_parent();
  std::vector<Asked> asked;
  Instant now;
  for (const Action& action : actions) {
    if (action.kind == Kind::ask) {
      asked.push_back({action.number, action.step.request});
      now = std::max(now, action.step.now);
    } else if (action.number == at) {
      break;
    } else if (action.kind == Kind::submit || action.kind == Kind::compete || action.kind == Kind::crash) {
      asked.clear();
    }
  }
  Home home(directory, seed + 1'000'003 * (at + 1));
  home.clock().set(now);
  speak("opening");
  if (!home.open()) {
    return 1;
  }
  speak("open");
  compete(home.ledger(), asked, at, [](const std::vector<Heard>& heard) { speak(heard); });
  return 0;
}

}  // namespace daybook::simulation
