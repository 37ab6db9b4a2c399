// Takes commands through the engine: prepares them on the caller's thread, and turns outcomes into answers.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "api/backlog.hpp"
#include "api/finisher.hpp"
#include "api/ledger.hpp"
#include "api/prepare.hpp"
#include "engine/engine.hpp"

namespace daybook {

/// Any thread. Must not outlive the engine; its destructor waits for completions.
class Submitter {
 public:
  using Answers = std::vector<Result<Receipt>>;

  Submitter(Engine& engine, const Preparer& preparer, Load in_flight_max) : engine_(engine), preparer_(preparer), backlog_(in_flight_max) {}

  /// Of all requests, in order. Blocks until all are durable.
  Answers submit(std::span<const Request> requests);
  /// Gives the answers to `done`, on the finisher's thread, or on the engine's where that may be and nothing is left to read.
  void submit(std::vector<Request> requests, std::function<void(Answers)> done, const SubmitOptions& options);
  /// The same; false, and nothing has happened, when there is no room.
  bool try_submit(std::vector<Request>& requests, std::function<void(Answers)> done, const SubmitOptions& options);
  Answers submit(std::span<const Import> rows, const std::string& actor);
  Result<Receipt> submit(const LedgerCommand& command, const CommandEnvelope& envelope);
  /// Waits until every completion has been called.
  void drain() { backlog_.await_empty(); }
  Load in_flight() const { return backlog_.now(); }

 private:
  /// What became of a call's items before the engine saw them: each is refused, or the next of the commands.
  struct Prepared {
    std::vector<std::pair<std::size_t, Error>> refused;
    std::vector<PreparedCommand> commands;
  };
  /// What the engine said of a submission.
  struct Decided {
    std::vector<Outcome> outcomes;
    bool rest_is_awaited = false;
  };
  struct Flight;

  void launch(std::shared_ptr<Flight> flight, const SubmitOptions& options);
  void land(Flight& flight, Decided decided);
  Prepared prepare(std::span<const Request> requests) const;
  Prepared prepare(std::span<const Import> rows, const std::string& actor, std::vector<Import>& sealed) const;
  Decided decide(std::vector<PreparedCommand> commands, bool is_awaited_rest);
  Answers decide_and_answer(std::span<const Request> requests, bool is_awaited_rest);
  Answers decide_and_answer(std::span<const Import> rows, const std::string& actor, bool is_awaited_rest);
  template <class Finish, class Again>
  static Answers answers(std::size_t count, Prepared prepared, std::vector<Outcome> outcomes, Finish finish, Again again);
  Result<Receipt> finish(Outcome outcome, const Request& request) const;
  Result<Receipt> replayed(Position position, const Request& request) const;
  Result<bool> same_body(const Record& record, const Command& command) const;

  Engine& engine_;
  const Preparer& preparer_;
  Backlog backlog_;
  Finisher finisher_;
};

}  // namespace daybook
