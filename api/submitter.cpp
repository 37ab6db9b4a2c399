#include "api/submitter.hpp"

#include <algorithm>
#include <future>
#include <memory>

#include "engine/record_reader.hpp"

namespace daybook {
namespace {

/// The id of the row that a create made; 0 for every other event.
std::uint64_t created_id(const Event& event) {
  if (const auto* customer = std::get_if<CustomerCreated>(&event)) {
    return customer->customer_id.value;
  }
  if (const auto* debt = std::get_if<DebtIssued>(&event)) {
    return debt->debt_id.value;
  }
  if (const auto* initiated = std::get_if<PaymentInitiated>(&event)) {
    return initiated->payment_id.value;
  }
  if (const auto* completed = std::get_if<PaymentCompleted>(&event)) {
    return completed->payment_id.value;
  }
  if (const auto* communication = std::get_if<CommunicationLogged>(&event)) {
    return communication->communication_id.value;
  }
  const auto* account = std::get_if<AccountLinked>(&event);
  return account == nullptr ? 0 : account->account_id.value;
}

/// What a field's value holds outside of the command itself.
template <class Value>
std::size_t bytes_of(const Value& value) {
  if constexpr (std::is_same_v<Value, std::string>) {
    return value.size();
  } else if constexpr (requires {
                         value.value();
                         value.has_value();
                       }) {
    return value.has_value() ? bytes_of(value.value()) : 0;
  } else {
    return 0;
  }
}

/// What requests take in memory while they are in flight, about.
Load load_of(std::span<const Request> requests) {
  Load load{requests.size(), requests.size() * (sizeof(Request) + sizeof(PreparedCommand) + sizeof(Outcome))};
  for (const Request& request : requests) {
    load.bytes += request.envelope.idempotency_key.size() + (request.envelope.reason ? request.envelope.reason->size() : 0);
    std::visit(
        [&load](const auto& command) {
          command.fields(command, [&load](const Field&, const auto& value) { load.bytes += bytes_of(value); });
        },
        request.command);
  }
  return load;
}

}  // namespace

/// An asynchronous call on its way.
struct Submitter::Flight {
  std::vector<Request> requests;
  std::function<void(Answers)> done;
  Load load;
  Prepared prepared;
};

/// The command under the same key: had it the same body?
Result<bool> Submitter::same_body(const Record& record, const Command& command) const {
  const Digest digest = preparer_.digest(command);
  if (record.envelope.body_digest) {
    return *record.envelope.body_digest == digest;
  }
  BOOST_OUTCOME_TRY(const Group note, engine_.vault().open(GroupKind::note, record.envelope.note));
  const auto stored = note.find(SealedField::body_digest);
  return stored != note.end() && stored->second == digest.view();
}

/// The first answer again, from the log.
Result<Receipt> Submitter::replayed(Position position, const Request& request) const {
  RecordReader reader(engine_.log());
  BOOST_OUTCOME_TRY(const Record first, reader.record(position));
  BOOST_OUTCOME_TRY(const bool same, same_body(first, request.command));
  if (!same) {
    return error(ErrorCode::idempotency_conflict, "the key belongs to another command", "/idempotency_key");
  }
  Receipt receipt;
  receipt.replayed = true;
  receipt.position = Position{position.value + first.envelope.following};
  receipt.id = created_id(first.event);
  if (receipt.id == 0 || std::holds_alternative<CompletePayment>(request.command)) {
    receipt.id = first_id(request.command);
  }
  for (Position next = position; next <= receipt.position; ++next.value) {
    BOOST_OUTCOME_TRY(const Record record, reader.record(next));
    receipt.events.push_back(name_of(record.event));
  }
  return receipt;
}

Result<Receipt> Submitter::finish(Outcome outcome, const Request& request) const {
  if (outcome.kind == Outcome::Kind::refused) {
    return std::move(outcome.error);
  }
  if (outcome.kind == Outcome::Kind::known_key) {
    return replayed(outcome.position, request);
  }
  Receipt receipt{outcome.position, std::move(outcome.events), outcome.id, false, {}};
  for (Record& record : outcome.would) {
    BOOST_OUTCOME_TRY(EventDetails details, open_details(engine_.vault(), std::move(record)));
    receipt.would.push_back(std::move(details));
  }
  return receipt;
}

Submitter::Prepared Submitter::prepare(std::span<const Request> requests) const {
  Prepared prepared;
  prepared.commands.reserve(requests.size());
  for (std::size_t i = 0; i < requests.size(); ++i) {
    Result<void> outcome = Preparer::check(requests[i]);
    if (outcome) {
      outcome = preparer_.prepare(requests[i], prepared.commands.emplace_back());
      if (!outcome) {
        prepared.commands.pop_back();
      }
    }
    if (!outcome) {
      prepared.refused.emplace_back(i, std::move(outcome).error());
    }
  }
  return prepared;
}

Submitter::Prepared Submitter::prepare(std::span<const Import> rows, const std::string& actor, std::vector<Import>& sealed) const {
  Prepared prepared;
  prepared.commands.reserve(rows.size());
  sealed.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    Result<void> outcome = Preparer::check(rows[i]);
    if (outcome) {
      outcome = preparer_.prepare(sealed.emplace_back(rows[i]), actor, prepared.commands.emplace_back());
      if (!outcome) {
        prepared.commands.pop_back();
      }
    }
    if (!outcome) {
      prepared.refused.emplace_back(i, std::move(outcome).error());
    }
  }
  return prepared;
}

/// Through the engine, waiting for it. An awaited rest is given to it even if nothing is left to decide.
Submitter::Decided Submitter::decide(std::vector<PreparedCommand> commands, bool is_awaited_rest) {
  if (commands.empty() && !is_awaited_rest) {
    return {};
  }
  // Not a latch, which asks again and again before it sleeps: with many callers the processor has better things to do. Shared: whoever sets
  // it is not done with it when the caller wakes.
  const auto decided = std::make_shared<std::promise<Decided>>();
  auto answer = decided->get_future();
  auto submission = std::make_unique<Submission>();
  submission->commands = std::move(commands);
  submission->may_overtake = true;
  submission->is_waited_for = true;
  submission->is_awaited_rest = is_awaited_rest;
  submission->done = [decided](Submission& finished) { decided->set_value({std::move(finished.outcomes), finished.rest_is_awaited}); };
  engine_.submit(std::move(submission));
  return answer.get();
}

/// Puts refusals and outcomes into the order of the items. From the first item on that has to be prepared again, `again` answers.
template <class Finish, class Again>
Submitter::Answers Submitter::answers(std::size_t count, Prepared prepared, std::vector<Outcome> outcomes, Finish finish, Again again) {
  Answers answers;
  answers.reserve(count);
  auto refused = prepared.refused.begin();
  auto outcome = outcomes.begin();
  for (std::size_t i = 0; i < count; ++i) {
    if (refused != prepared.refused.end() && refused->first == i) {
      answers.emplace_back(std::move(refused++->second));
    } else if (outcome->kind == Outcome::Kind::prepare_again) {
      for (Result<Receipt>& answer : again(i)) {
        answers.push_back(std::move(answer));
      }
      break;
    } else {
      answers.push_back(finish(std::move(*outcome++), i));
    }
  }
  return answers;
}

Submitter::Answers Submitter::decide_and_answer(std::span<const Request> requests, bool is_awaited_rest) {
  Prepared prepared = prepare(requests);
  Decided decided = decide(std::move(prepared.commands), is_awaited_rest);
  return answers(
      requests.size(), std::move(prepared), std::move(decided.outcomes),
      [&](Outcome outcome, std::size_t i) { return finish(std::move(outcome), requests[i]); },
      [&](std::size_t i) { return decide_and_answer(requests.subspan(i), decided.rest_is_awaited); });
}

Submitter::Answers Submitter::submit(std::span<const Request> requests) {
  const Load load = load_of(requests);
  backlog_.enter(load);
  Answers answers = decide_and_answer(requests, false);
  backlog_.leave(load);
  return answers;
}

void Submitter::submit(std::vector<Request> requests, std::function<void(Answers)> done, const SubmitOptions& options) {
  auto flight = std::make_shared<Flight>(Flight{std::move(requests), std::move(done), {}, {}});
  flight->load = load_of(flight->requests);
  if (options.when_full == WhenFull::wait) {
    backlog_.enter(flight->load);
  } else if (!backlog_.try_enter(flight->load)) {
    flight->done(Answers(flight->requests.size(), error(ErrorCode::busy, "too much is in flight; try again in a second")));
    return;
  }
  launch(std::move(flight), options);
}

bool Submitter::try_submit(std::vector<Request>& requests, std::function<void(Answers)> done, const SubmitOptions& options) {
  const Load load = load_of(requests);
  if (!backlog_.try_enter(load)) {
    return false;
  }
  launch(std::make_shared<Flight>(Flight{std::move(requests), std::move(done), load, {}}), options);
  return true;
}

namespace {

/// Whether answering takes no reading: nothing was replayed or only tried, and nothing has to be prepared again.
bool is_plain(const std::vector<Outcome>& outcomes) {
  return std::ranges::all_of(outcomes, [](const Outcome& outcome) {
    return outcome.kind == Outcome::Kind::refused || (outcome.kind == Outcome::Kind::accepted && outcome.would.empty());
  });
}

}  // namespace

/// `flight` has room in the backlog.
void Submitter::launch(std::shared_ptr<Flight> flight, const SubmitOptions& options) {
  flight->prepared = prepare(flight->requests);
  auto submission = std::make_unique<Submission>();
  submission->commands = std::move(flight->prepared.commands);
  submission->may_overtake = options.may_overtake;
  submission->is_waited_for = options.on_this_thread;
  submission->done = [this, flight, at_once = options.answers_at_once](Submission& finished) {
    Decided decided{std::move(finished.outcomes), finished.rest_is_awaited};
    if (at_once && is_plain(decided.outcomes)) {
      land(*flight, std::move(decided));
      return;
    }
    // Shared, since a task is copied; its outcomes are not.
    finisher_.post([this, flight, shared = std::make_shared<Decided>(std::move(decided))] { land(*flight, std::move(*shared)); });
  };
  engine_.submit(std::move(submission));
}

void Submitter::land(Flight& flight, Decided decided) {
  const std::span<const Request> asked = flight.requests;
  flight.done(answers(
      asked.size(), std::move(flight.prepared), std::move(decided.outcomes),
      [&](Outcome outcome, std::size_t i) { return finish(std::move(outcome), asked[i]); },
      [&](std::size_t i) { return decide_and_answer(asked.subspan(i), decided.rest_is_awaited); }));
  backlog_.leave(flight.load);
}

namespace {

/// The receipt of what is never sent with a key nor as a dry run.
Result<Receipt> plain_receipt(Outcome outcome) {
  if (outcome.kind == Outcome::Kind::refused) {
    return std::move(outcome.error);
  }
  return Receipt{outcome.position, std::move(outcome.events), outcome.id, false, {}};
}

}  // namespace

Result<Receipt> Submitter::submit(const LedgerCommand& command, const CommandEnvelope& envelope) {
  BOOST_OUTCOME_TRY(Preparer::check(command, envelope));
  while (true) {
    std::vector<PreparedCommand> commands(1);
    BOOST_OUTCOME_TRY(preparer_.prepare(command, envelope, commands.front()));
    Outcome outcome = std::move(decide(std::move(commands), false).outcomes.front());
    if (outcome.kind != Outcome::Kind::prepare_again) {
      return plain_receipt(std::move(outcome));
    }
  }
}

Submitter::Answers Submitter::submit(std::span<const Import> rows, const std::string& actor) {
  return decide_and_answer(rows, actor, false);
}

Submitter::Answers Submitter::decide_and_answer(std::span<const Import> rows, const std::string& actor, bool is_awaited_rest) {
  std::vector<Import> sealed;
  Prepared prepared = prepare(rows, actor, sealed);
  Decided decided = decide(std::move(prepared.commands), is_awaited_rest);
  return answers(
      rows.size(), std::move(prepared), std::move(decided.outcomes),
      [](Outcome outcome, std::size_t) { return plain_receipt(std::move(outcome)); },
      [&](std::size_t i) { return decide_and_answer(rows.subspan(i), actor, decided.rest_is_awaited); });
}

}  // namespace daybook
