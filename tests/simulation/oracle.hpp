// Says whether a log and the answers that were given agree with the model.
//
// The log tells the order in which requests took effect: the model gets them in that order and must predict every event, every
// position and every answer. A request that appended nothing stands nowhere; its answer must be right at some position between
// those its client saw before and after. With one client that is one position, and everything is exact.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "api/ledger.hpp"
#include "tests/simulation/clients.hpp"
#include "tests/support/model.hpp"

namespace daybook::simulation {

/// An event as the log should list it.
struct Happened {
  model::Id position = 0;
  std::string event;
  Instant recorded_at;
  model::Id customer = 0;
  std::uint64_t version = 0;
  std::string actor;
  std::string idempotency_key;
  std::string reason;
  std::uint64_t following = 0;
  friend bool operator==(const Happened&, const Happened&) = default;
};

/// An event and the debts whose histories it stands in.
struct Remembered {
  Happened happened;
  std::set<model::Id> debts;
};

/// How the ledger was after some command.
struct Past {
  model::Model model;
  Instant recorded_at;
  /// Events of the next command, if there was one: at all of them but the last the past is still this one.
  std::size_t next_events = 0;
  Instant next_recorded_at;
};

class Oracle {
 public:
  /// Takes in the part of the log after the model's position. `asked`: all that may stand there; `heard`: answers to some of it;
  /// `now`: what the clock said. What does not fit, or empty.
  std::string follow(const Snapshot& snapshot, std::span<const Asked> asked, const std::vector<Heard>& heard, Instant now);

  const model::Model& model() const { return model_; }
  /// From position 2 on: the first event is the ledger's opening.
  const std::vector<Remembered>& history() const { return history_; }
  /// A few, at different positions.
  const std::vector<Past>& pasts() const { return pasts_; }

 private:
  /// What is not on the log yet, and what is not accounted for yet, by number.
  using Requests = std::map<std::size_t, const model::Request*>;
  using Answers = std::map<std::size_t, Heard>;

  model::Answer foresee(const model::Request& request, Instant now) const;
  std::string take_command(std::span<const EventDetails> events, Requests& requests, Answers& answers, Instant now);
  std::string take_events(std::span<const EventDetails> events, const model::Request& request, const model::Answer& expected, Instant now);
  void explain(const Requests& requests, Answers& answers, Instant now) const;
  void keep_past(std::size_t events, Instant recorded_at);

  model::Model model_;
  std::vector<Remembered> history_;
  std::vector<Past> pasts_;
};

/// The event as it is on the log.
Happened happened(const EventDetails& details);

}  // namespace daybook::simulation
