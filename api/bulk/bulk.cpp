#include "api/bulk/bulk.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace daybook {
namespace {

/// Enough that one batch is parsed while one is decided and one is synced.
constexpr std::size_t batches_in_flight_max = 3;

// Exit codes for all lines together.
constexpr int exit_refused = 5;
constexpr int exit_unavailable = 6;

}  // namespace

Bulk::Bulk(Ledger& ledger, LineSink& out, BulkOptions options) : ledger_(ledger), out_(out), options_(std::move(options)) {
  context_.actor = options_.actor;
  context_.currency = ledger_.currency();
  context_.allows = options_.allows;
  context_.resolve = [this](std::uint64_t line, Table table) { return resolve(line, table); };
}

void Bulk::add(const Line& line) {
  ++lines_;
  auto request = parse(line);
  Slot slot{.line = lines_};
  if (request) {
    slot.dry_run = request.value().envelope.dry_run;
    slot.creates = slot.dry_run ? std::nullopt : created_table(request.value().command);
    requests_.push_back(std::move(request).value());
  } else {
    slot.refusal = std::move(request).error();
  }
  slots_.push_back(std::move(slot));
  if (options_.stop_on_error) {
    drain();
  } else if (slots_.size() >= options_.batch_lines) {
    send();
  }
}

Result<Request> Bulk::parse(const Line& line) {
  if (line.too_long) {
    return error(ErrorCode::payload_too_large, "the line is longer than 1 MiB");
  }
  return parse_command(line.text, context_);
}

std::optional<std::uint64_t> Bulk::resolve(std::uint64_t line, Table table) {
  const bool is_earlier = line < lines_;
  if (is_earlier && line > settled_) {
    drain();
  }
  return is_earlier ? created_.find(line, table) : std::nullopt;
}

void Bulk::send() {
  if (slots_.empty()) {
    return;
  }
  auto answered = std::make_shared<std::promise<std::vector<Result<Receipt>>>>();
  in_flight_.push_back({std::exchange(slots_, {}), answered->get_future()});
  if (requests_.empty()) {
    answered->set_value({});
  } else {
    ledger_.submit(std::exchange(requests_, {}),
                   [answered](std::vector<Result<Receipt>> answers) { answered->set_value(std::move(answers)); });
  }
  while (in_flight_.size() > batches_in_flight_max || oldest_is_answered()) {
    settle_oldest();
  }
}

bool Bulk::oldest_is_answered() const {
  return !in_flight_.empty() && in_flight_.front().answers.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
}

void Bulk::drain() {
  send();
  while (!in_flight_.empty()) {
    settle_oldest();
  }
}

void Bulk::settle_oldest() {
  Batch batch = std::move(in_flight_.front());
  in_flight_.pop_front();
  const std::vector<Result<Receipt>> answers = batch.answers.get();
  auto answer = answers.begin();
  for (Slot& slot : batch.slots) {
    settle(slot, slot.refusal ? Result<Receipt>(std::move(*slot.refusal)) : *answer++);
  }
  stopped_ = !out_.flush() || stopped_;
}

void Bulk::settle(const Slot& slot, const Result<Receipt>& answer) {
  settled_ = slot.line;
  if (answer) {
    if (slot.creates) {
      created_.add(slot.line, *slot.creates, answer.value().id);
    }
    return out_.line(receipt_line(answer.value(), slot.dry_run, context_.currency, options_.would));
  }
  const Error error = slot.refusal ? answer.error() : locate_in_line(answer.error());
  out_.line(refusal_line(slot.line, error));
  const bool unavailable = info(error.code).exit_code == exit_unavailable;
  exit_code_ = std::max(exit_code_, unavailable ? exit_unavailable : exit_refused);
  stopped_ = stopped_ || options_.stop_on_error;
}

Result<void> run_bulk(LineReader& reader, Bulk& bulk, const std::function<void()>& after_line) {
  while (!bulk.stopped()) {
    if (!reader.ready()) {
      bulk.drain();
    }
    auto line = reader.next();
    if (!line) {
      bulk.drain();
      return line.error();
    }
    if (!line.value()) {
      break;
    }
    bulk.add(*line.value());
    after_line();
  }
  bulk.drain();
  return success();
}

}  // namespace daybook
