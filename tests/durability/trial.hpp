// A ledger to which things happen, and what must be true of it afterwards.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "tests/simulation/clients.hpp"
#include "tests/simulation/home.hpp"
#include "tests/simulation/oracle.hpp"
#include "tests/support/generator.hpp"
#include "tests/support/temp_folder.hpp"

namespace daybook::durability {

using simulation::Asked;
using simulation::Heard;
using simulation::Home;

/// What is asked of a ledger until something happens to it, all at one time.
struct Round {
  Instant now;
  std::vector<Asked> asked;
  /// Decides how it is asked.
  std::uint64_t salt = 0;
};

/// The rounds of a seed, each a function of it.
class Script {
 public:
  explicit Script(std::uint64_t seed) : generator_(seed) {}
  Round next(std::size_t requests);

 private:
  Generator generator_;
  std::size_t asked_ = 0;
};

/// What an answer says of the request's fate when something is wrong with a disk.
enum class Fate : std::uint8_t {
  answered,     ///< as ever
  not_written,  ///< `busy`, `storage_full` and `read_only`: certainly not on the log
  unknown,      ///< `outcome_unknown`
};
Fate fate_of(const model::Answer& answer);

/// Told of answers, from any thread.
using Hear = std::function<void(const std::vector<Heard>&)>;

/// Asks in groups, in one call or from several threads; flushes and reads between them. `goes_on` is asked before each group; what was not
/// asked is dropped from the round. What was wrong, or empty; a read that fails is, unless `reads_may_fail`.
std::string live(Ledger& ledger, Round& round, const Hear& hear, const std::function<bool()>& goes_on,
                 const std::function<bool()>& reads_may_fail);

/// A command that is always right and appends an event.
Command sure_write();

/// Asks for a write until it is there; adds what was asked to the round. What was wrong, or empty: it must be back within 10 seconds.
std::string await_writes(Ledger& ledger, Round& round, const Hear& hear);

/// A ledger, its oracle and its script. The ledger is closed between rounds.
class Trial {
 public:
  /// In a folder of its own, under `place` if that is given.
  explicit Trial(std::uint64_t seed, const std::filesystem::path& place = {});

  /// Makes the ledger, and a first round of requests without mishaps.
  std::string begin();
  Home& home() { return home_; }
  Round next(std::size_t requests) { return script_.next(requests); }
  /// For choices beside those of the script.
  std::uint64_t below(std::uint64_t bound) { return random_() % bound; }

  /// After what happened, whatever it was: the ledger opens, `verify` finds nothing, and the oracle agrees: nothing lost that was
  /// acknowledged, nothing there that was refused, nothing twice; what was left open and has a key is asked again.
  std::string judge(const Round& round, const std::vector<Heard>& heard);

 private:
  std::string ask_again(const Round& round, const std::vector<Heard>& heard);
  std::string check_folder() const;

  std::optional<TempFolder> folder_;
  Home home_;
  simulation::Oracle oracle_;
  Script script_;
  std::mt19937_64 random_;
};

/// Collects what several threads hear.
class Record {
 public:
  Hear hear() {
    return [this](const std::vector<Heard>& heard) {
      const std::lock_guard lock(mutex_);
      heard_.insert(heard_.end(), heard.begin(), heard.end());
    };
  }
  /// Once all threads are done.
  const std::vector<Heard>& heard() const { return heard_; }

 private:
  std::mutex mutex_;
  std::vector<Heard> heard_;
};

/// Empty for success; else the code and what it says.
std::string failure_of(const Result<void>& result);

}  // namespace daybook::durability
