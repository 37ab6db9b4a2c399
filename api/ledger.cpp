#include "api/ledger.hpp"

#include <condition_variable>
#include <cstdlib>
#include <latch>
#include <mutex>
#include <unistd.h>
#include <utility>

#include "api/finisher.hpp"
#include "api/open.hpp"
#include "api/prepare.hpp"
#include "engine/record_reader.hpp"
#include "projections/row_source.hpp"
#include "projections/views.hpp"

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

}  // namespace

struct Ledger::Parts {
  Parts(std::unique_ptr<Engine> started, Clock& given_clock, const Currency& given_currency)
      : clock(given_clock), currency(given_currency), engine(std::move(started)), preparer(*engine, currency), imported(engine->log()) {}

  Clock& clock;
  Currency currency;
  std::unique_ptr<Engine> engine;
  Preparer preparer;
  // Rows of an earlier import are asked about in the order they went in: the frame read last serves many of them.
  std::mutex imported_mutex;
  RecordReader imported;
  Finisher finisher;

  Result<Record> imported_record(Position position) {
    const std::lock_guard lock(imported_mutex);
    return imported.record(position);
  }
  Snapshot snapshot() const;
  Result<Receipt> finish(Outcome outcome, const Request& request) const;
  Result<Receipt> replayed(Position position, const Request& request) const;
  Result<bool> same_body(const Record& record, const Command& command) const;
  std::vector<Outcome> decide(std::vector<PreparedCommand> commands) const;
  template <class Item, class Prepare, class Finish>
  std::vector<Result<Receipt>> run(std::span<const Item> items, Prepare prepare, Finish finish) const;
};

Snapshot Ledger::Parts::snapshot() const {
  auto rows = ViewSource::open(engine->rows().snapshot());
  require(rows.has_value(), "the ledger's facts can be read from the views");
  return {std::move(rows).value(), engine->log(), engine->vault(), day_of(clock.now())};
}

/// Whether the command under the same key had the same body.
Result<bool> Ledger::Parts::same_body(const Record& record, const Command& command) const {
  const Digest digest = preparer.digest(command);
  if (record.envelope.body_digest) {
    return *record.envelope.body_digest == digest;
  }
  BOOST_OUTCOME_TRY(const Group note, engine->vault().open(GroupKind::note, record.envelope.note));
  const auto stored = note.find(SealedField::body_digest);
  return stored != note.end() && stored->second == digest.view();
}

/// The first answer again, from the log.
Result<Receipt> Ledger::Parts::replayed(Position position, const Request& request) const {
  RecordReader reader(engine->log());
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

Result<Receipt> Ledger::Parts::finish(Outcome outcome, const Request& request) const {
  if (outcome.kind == Outcome::Kind::refused) {
    return std::move(outcome.error);
  }
  if (outcome.kind == Outcome::Kind::known_key) {
    return replayed(outcome.position, request);
  }
  Receipt receipt{outcome.position, std::move(outcome.events), outcome.id, false, {}};
  for (Record& record : outcome.would) {
    BOOST_OUTCOME_TRY(EventDetails details, open_details(engine->vault(), std::move(record)));
    receipt.would.push_back(std::move(details));
  }
  return receipt;
}

/// Through the engine, waiting for it.
std::vector<Outcome> Ledger::Parts::decide(std::vector<PreparedCommand> commands) const {
  std::latch answered(1);
  std::vector<Outcome> outcomes;
  auto submission = std::make_unique<Submission>();
  submission->commands = std::move(commands);
  submission->done = [&](Submission& finished) {
    outcomes = std::move(finished.outcomes);
    answered.count_down();
  };
  engine->submit(std::move(submission));
  answered.wait();
  return outcomes;
}

/// Prepares, decides and finishes in order. What the engine wants prepared again goes round once more, with all that
/// comes after it.
template <class Item, class Prepare, class Finish>
std::vector<Result<Receipt>> Ledger::Parts::run(std::span<const Item> items, Prepare prepare, Finish finish) const {
  std::vector<std::optional<Result<Receipt>>> answers(items.size());
  for (std::size_t begin = 0; begin < items.size();) {
    std::vector<std::size_t> indexes;
    std::vector<PreparedCommand> commands;
    for (std::size_t i = begin; i < items.size(); ++i) {
      Result<PreparedCommand> prepared = prepare(items[i]);
      if (prepared) {
        indexes.push_back(i);
        commands.push_back(std::move(prepared).value());
      } else {
        answers[i] = std::move(prepared).error();
      }
    }
    begin = items.size();
    std::vector<Outcome> outcomes = commands.empty() ? std::vector<Outcome>() : decide(std::move(commands));
    for (std::size_t k = 0; k < outcomes.size(); ++k) {
      if (outcomes[k].kind == Outcome::Kind::prepare_again) {
        begin = indexes[k];
        break;
      }
      answers[indexes[k]] = finish(std::move(outcomes[k]), items[indexes[k]]);
    }
  }
  std::vector<Result<Receipt>> all;
  all.reserve(answers.size());
  for (auto& answer : answers) {
    all.push_back(std::move(*answer));
  }
  return all;
}

Ledger::Ledger(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Ledger::~Ledger() = default;

Result<std::unique_ptr<Ledger>> Ledger::create(const LedgerOptions& options) {
  BOOST_OUTCOME_TRY(create_ledger_folder(options));
  return open(options);
}

Result<std::unique_ptr<Ledger>> Ledger::open(const LedgerOptions& options) {
  Clock& clock = options.clock == nullptr ? system_clock() : *options.clock;
  BOOST_OUTCOME_TRY(Folder folder, open_ledger_folder(options));
  const Currency currency = folder.projection->state().facts().currency;
  auto parts = std::make_unique<Parts>(Engine::start(std::move(folder), clock), clock, currency);
  return std::unique_ptr<Ledger>(new Ledger(std::move(parts)));
}

Result<Receipt> Ledger::submit(Command command, CommandEnvelope envelope) {
  const Request request{std::move(command), std::move(envelope)};
  return std::move(submit(std::span(&request, 1)).front());
}

std::vector<Result<Receipt>> Ledger::submit(std::span<const Request> requests) {
  const auto prepare = [this](const Request& request) -> Result<PreparedCommand> {
    BOOST_OUTCOME_TRY(Preparer::check(request));
    return parts_->preparer.prepare(request);
  };
  return parts_->run(requests, prepare,
                     [this](Outcome outcome, const Request& request) { return parts_->finish(std::move(outcome), request); });
}

void Ledger::submit(std::vector<Request> requests, std::function<void(std::vector<Result<Receipt>>)> done) {
  parts_->finisher.post([this, requests = std::move(requests), done = std::move(done)] { done(submit(requests)); });
}

std::vector<Result<Receipt>> Ledger::submit(std::span<const Import> rows, const std::string& actor) {
  const auto prepare = [&](const Import& row) -> Result<PreparedCommand> {
    BOOST_OUTCOME_TRY(Preparer::check(row));
    return parts_->preparer.prepare(row, actor);
  };
  return parts_->run(rows, prepare, [](Outcome outcome, const Import&) -> Result<Receipt> {
    if (outcome.kind == Outcome::Kind::refused) {
      return std::move(outcome.error);
    }
    return Receipt{outcome.position, std::move(outcome.events), outcome.id, false, {}};
  });
}

Snapshot Ledger::snapshot() const { return parts_->snapshot(); }
const Currency& Ledger::currency() const { return parts_->currency; }
Instant Ledger::now() const { return parts_->clock.now(); }
Result<void> Ledger::flush() { return parts_->engine->flush(); }

Result<std::optional<bool>> Ledger::import_differs(const Import& row) const {
  const auto place = std::visit(
      [&](const auto& import) {
        const Snapshot now = snapshot();
        return now.imported_at(import.row.table, import.origin.source, import.origin.external_id);
      },
      row);
  BOOST_OUTCOME_TRY(const std::optional<Position> position, place);
  if (!position) {
    return std::optional<bool>();
  }
  BOOST_OUTCOME_TRY(const Record record, parts_->imported_record(*position));
  BOOST_OUTCOME_TRY(const bool same, is_same_row(parts_->engine->vault(), record.event, row, parts_->preparer.digest(row)));
  return std::optional(!same);
}

}  // namespace daybook
