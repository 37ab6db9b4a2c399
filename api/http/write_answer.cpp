#include "api/http/write_answer.hpp"

#include "api/http/answers.hpp"
#include "api/http/entity_tag.hpp"
#include "api/http/masking.hpp"
#include "api/http/problem.hpp"
#include "api/json/command_parser.hpp"
#include "api/json/receipt.hpp"
#include "engine/domain/text.hpp"

namespace daybook {
namespace {

struct RowAnswer {
  std::string body;
  Version version;
};

template <class Id>
Result<RowAnswer> row_answer(const Snapshot& snapshot, Id id, Role role) {
  BOOST_OUTCOME_TRY(const auto row, snapshot.row(id));
  RowAnswer answer;
  if constexpr (requires { row.customer_id; }) {
    BOOST_OUTCOME_TRY(answer.version, snapshot.version(row.customer_id));
  } else {
    answer.version = row.version;
  }
  JsonWriter writer(snapshot.currency());
  writer.begin_object();
  write_row_for(role, writer, row);
  writer.end_object();
  answer.body = writer.take();
  return answer;
}

Result<RowAnswer> row_answer(const Snapshot& snapshot, Table table, std::uint64_t id, Role role) {
  switch (table) {
    case Table::customers:
      return row_answer(snapshot, CustomerId{id}, role);
    case Table::debts:
      return row_answer(snapshot, DebtId{id}, role);
    case Table::payments:
      return row_answer(snapshot, PaymentId{id}, role);
    case Table::communications:
      return row_answer(snapshot, CommunicationId{id}, role);
    case Table::accounts:
      return row_answer(snapshot, AccountId{id}, role);
    case Table::ledger:
      break;
  }
  return error(ErrorCode::internal, "the ledger has no row");
}

/// Position, events and id: what every role gets from its writes.
std::string receipt_document(const Receipt& receipt, std::optional<Would> would, const Currency& currency) {
  JsonWriter writer(currency);
  writer.begin_object();
  writer.member("position", receipt.position);
  writer.member("events", receipt.events);
  writer.member("id", receipt.id);
  if (would) {
    write_would(writer, receipt, *would);
  }
  writer.end_object();
  return writer.take();
}

/// What is wrong with the row in the path is wrong with no place of the body.
Error without_path_field(Error error, std::string_view path_field) {
  if (!path_field.empty() && error.pointer == "/" + std::string(path_field)) {
    error.pointer.clear();
  }
  return error;
}

Result<void> read_key(const Call& call, CommandEnvelope& envelope) {
  const auto key = call.request.header("Idempotency-Key");
  if (!key) {
    return success();
  }
  const std::string why = problem_of(Check::identifier, Presence::required, *key);
  if (call.request.count("Idempotency-Key") > 1 || !why.empty()) {
    return error(ErrorCode::invalid_field, "Idempotency-Key " + (why.empty() ? "is given twice" : why), "/idempotency_key");
  }
  envelope.idempotency_key = *key;
  return success();
}

Result<void> read_condition(const Call& call, CommandEnvelope& envelope) {
  const auto tag = call.request.header("If-Match");
  if (!tag || *tag == "*") {
    return success();
  }
  BOOST_OUTCOME_TRY(envelope.expected_version, required_version(*tag));
  return success();
}

Result<void> read_dry_run(const Call& call, CommandEnvelope& envelope) {
  BOOST_OUTCOME_TRY(envelope.dry_run, flag_parameter(call, "dry_run"));
  return success();
}

}  // namespace

Result<Request> command_of(const Call& call) {
  const CommandRoute& command = *call.route.command();
  CommandEnvelope envelope{.actor = call.bearer.name};
  std::vector<Error> errors;
  auto request =
      parse_fields(call.request.body,
                   {.command = command.name, .path_field = command.path_field, .path_id = call.id(), .currency = call.ledger.currency()});
  if (!request) {
    if (request.error().code == ErrorCode::malformed) {
      return std::move(request).error();
    }
    errors = flatten(request.error());
  }
  for (const auto& read : {read_key, read_condition, read_dry_run}) {
    if (const auto done = read(call, envelope); !done) {
      errors.push_back(done.error());
    }
  }
  if (!errors.empty()) {
    return fold(std::move(errors));
  }
  envelope.reason = std::move(request.value().envelope.reason);
  request.value().envelope = std::move(envelope);
  return request;
}

WriteAnswer write_answer_of(const Call& call, const Request& request) {
  return {.ledger = &call.ledger,
          .role = call.bearer.role,
          .table = call.route.command()->table,
          .path_field = call.route.command()->path_field,
          .status = call.route.status,
          .dry_run = request.envelope.dry_run,
          .has_condition = request.envelope.expected_version.has_value(),
          .request_id = call.request_id};
}

HttpResponse answer_write(const WriteAnswer& write, const Result<Receipt>& result) {
  if (!result) {
    const bool failed_condition = write.has_condition && result.error().code == ErrorCode::version_conflict;
    return problem(without_path_field(result.error(), write.path_field), write.request_id, failed_condition ? 412 : 0);
  }
  const Receipt& receipt = result.value();
  const bool is_dry = write.dry_run && !receipt.replayed;
  const bool may_read = readers.has(write.role);
  HttpResponse response = json_answer(is_dry ? 200 : write.status, {});
  if (is_dry || !may_read) {
    response.body = receipt_document(receipt, is_dry ? std::optional(would_for(write.role)) : std::nullopt, write.ledger->currency());
  } else {
    const auto row = row_answer(write.ledger->snapshot(), write.table, receipt.id, write.role);
    if (!row) {
      // It is durable all the same: a retry with its key says so.
      return problem(error(ErrorCode::outcome_unknown, row.error().detail), write.request_id);
    }
    response.body = row.value().body;
    add_version(response, row.value().version);
  }
  if (write.status == 201 && !is_dry) {
    response.add("Location", "/v1/" + std::string(to_text(write.table)) + "/" + std::to_string(receipt.id));
  }
  if (receipt.replayed) {
    response.add("Idempotency-Replayed", "true");
  }
  add_position(response, receipt.position);
  return response;
}

}  // namespace daybook
