#include "api/ledger.hpp"

#include <mutex>
#include <utility>

#include "api/open.hpp"
#include "api/prepare.hpp"
#include "api/submitter.hpp"
#include "engine/record_reader.hpp"
#include "projections/row_source.hpp"
#include "projections/views.hpp"

namespace daybook {

struct Ledger::Parts {
  Parts(std::unique_ptr<Engine> started, Clock& given_clock, const Currency& given_currency, Load in_flight_max)
      : clock(given_clock),
        currency(given_currency),
        engine(std::move(started)),
        preparer(*engine, currency),
        imported(engine->log()),
        submitter(*engine, preparer, in_flight_max) {}

  /// Answers what is in flight before the threads that finish it go.
  ~Parts() {
    submitter.drain();
    engine->finish();
  }
  Parts(const Parts&) = delete;
  Parts& operator=(const Parts&) = delete;

  Clock& clock;
  Currency currency;
  std::unique_ptr<Engine> engine;
  Preparer preparer;
  // Rows of an earlier import are asked about in the order they went in: the frame read last serves many of them.
  std::mutex imported_mutex;
  RecordReader imported;
  Submitter submitter;

  Result<Record> imported_record(Position position) {
    const std::lock_guard lock(imported_mutex);
    return imported.record(position);
  }
  Snapshot snapshot() const;
};

Snapshot Ledger::Parts::snapshot() const {
  auto rows = ViewSource::open(engine->rows().snapshot());
  require(rows.has_value(), "the ledger's facts can be read from the views");
  return {std::move(rows).value(), engine->log(), engine->vault(), day_of(clock.now())};
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
  auto parts = std::make_unique<Parts>(Engine::start(std::move(folder), clock), clock, currency,
                                       Load{options.in_flight_commands_max, options.in_flight_bytes_max});
  return std::unique_ptr<Ledger>(new Ledger(std::move(parts)));
}

Result<Receipt> Ledger::submit(Command command, CommandEnvelope envelope) {
  const Request request{std::move(command), std::move(envelope)};
  return std::move(submit(std::span(&request, 1)).front());
}

std::vector<Result<Receipt>> Ledger::submit(std::span<const Request> requests) { return parts_->submitter.submit(requests); }

void Ledger::submit(std::vector<Request> requests, std::function<void(std::vector<Result<Receipt>>)> done, const SubmitOptions& options) {
  parts_->submitter.submit(std::move(requests), std::move(done), options);
}

bool Ledger::try_submit(std::vector<Request>& requests, std::function<void(std::vector<Result<Receipt>>)> done,
                        const SubmitOptions& options) {
  return parts_->submitter.try_submit(requests, std::move(done), options);
}

std::vector<Result<Receipt>> Ledger::submit(std::span<const Import> rows, const std::string& actor) {
  return parts_->submitter.submit(rows, actor);
}

Result<Receipt> Ledger::submit(const LedgerCommand& command, const CommandEnvelope& envelope) {
  return parts_->submitter.submit(command, envelope);
}

Snapshot Ledger::snapshot() const { return parts_->snapshot(); }
Position Ledger::position() const { return parts_->engine->visible(); }
const Currency& Ledger::currency() const { return parts_->currency; }
Instant Ledger::now() const { return parts_->clock.now(); }
LedgerFigures Ledger::figures() const {
  const Load in_flight = parts_->submitter.in_flight();
  return {.engine = parts_->engine->figures(), .commands_in_flight = in_flight.commands, .bytes_in_flight = in_flight.bytes};
}
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
