#include "api/json/command_parser.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "engine/domain/validate.hpp"
#include "events/require.hpp"
#include "projections/row.hpp"

namespace daybook {
namespace {

using Errors = std::vector<Error>;

constexpr std::string_view data_pointer = "/data";
constexpr std::array<std::string_view, 4> envelope_fields{"idempotency_key", "reason", "expected_version", "dry_run"};

Error describe(ErrorCode code, std::string_view name, const std::string& why, std::string pointer) {
  return error(code, std::string(name) + " " + why, std::move(pointer));
}

/// All that is wrong is said at once, but for an answer much longer than its request.
constexpr std::size_t unknown_names_max = 100;

template <std::size_t index = 0>
std::optional<Command> command_named(std::string_view name) {
  if constexpr (index == std::variant_size_v<Command>) {
    return std::nullopt;
  } else {
    using Candidate = std::variant_alternative_t<index, Command>;
    return Candidate::name == name ? std::optional<Command>(Candidate{}) : command_named<index + 1>(name);
  }
}

template <class Row>
bool has_column(std::string_view name) {
  const Row row{};
  bool found = false;
  Row::fields(row, [&](std::string_view column, const auto&) { found = found || column == name; });
  return found;
}

bool is_column(Table table, std::string_view name) {
  switch (table) {
    case Table::ledger:
      return false;
    case Table::customers:
      return has_column<CustomerRow>(name);
    case Table::debts:
      return has_column<DebtRow>(name);
    case Table::payments:
      return has_column<PaymentRow>(name);
    case Table::communications:
      return has_column<CommunicationRow>(name);
    case Table::accounts:
      return has_column<AccountRow>(name);
  }
  return false;
}

/// Reads the fields of one command out of `data`, and remembers what is wrong with them.
class DataBinder {
 public:
  /// `parent`: where `data` stands in the document.
  DataBinder(const Json::Object& data, std::string_view parent, const FieldReader& reader)
      : data_(data), parent_(parent), reader_(reader) {}

  template <class AnyCommand>
  Errors bind(AnyCommand& command) {
    std::vector<std::string_view> known;
    AnyCommand::fields(command, [&](const Field& field, auto& member) {
      known.push_back(field.name);
      read(field, member);
    });
    std::size_t unknown = 0;
    for (const JsonMember& member : data_) {
      if (std::ranges::find(known, member.name) == known.end() && ++unknown <= unknown_names_max) {
        refuse_name(AnyCommand::table, member.name);
      }
    }
    return std::move(errors_);
  }

  /// Fields that have an error already.
  const std::vector<std::string>& refused() const { return refused_; }

 private:
  template <class Member>
  void read(const Field& field, Member& member) {
    const Json* json = find_member(data_, field.name);
    if (field.presence == Presence::required && (json == nullptr || json->is_null())) {
      return refuse(field.name, ErrorCode::missing_field, "is missing", "");
    }
    if (json == nullptr) {
      return;
    }
    if (auto taken = reader_.read(*json, member); !taken) {
      refuse(field.name, taken.error().code, taken.error().detail, taken.error().pointer);
    }
  }

  void refuse(std::string_view name, ErrorCode code, const std::string& why, const std::string& below) {
    errors_.push_back(describe(code, name, why, pointer_to(parent_, name) + below));
    refused_.emplace_back(name);
  }

  void refuse_name(Table table, const std::string& name) {
    const std::string pointer = pointer_to(parent_, name);
    errors_.push_back(is_column(table, name) ? error(ErrorCode::invalid_field, name + " cannot be set by this command", pointer)
                                             : error(ErrorCode::unknown_field, "the command has no such field", pointer));
  }

  const Json::Object& data_;
  std::string_view parent_;
  const FieldReader& reader_;
  Errors errors_;
  std::vector<std::string> refused_;
};

Errors read_data(const Json::Object& data, std::string_view parent, const FieldReader& reader, Command& command) {
  DataBinder binder(data, parent, reader);
  Errors errors = std::visit([&](auto& alternative) { return binder.bind(alternative); }, command);
  for (Error& found : validate(command, binder.refused())) {
    found.pointer.insert(0, parent);
    errors.push_back(std::move(found));
  }
  return errors;
}

/// Why an envelope's text cannot be taken; empty when it can.
std::string problem_of_text(std::string_view name, const std::string& value) {
  const bool is_key = name == "idempotency_key";
  return problem_of(is_key ? Check::identifier : Check::text, is_key ? Presence::optional : Presence::required, value);
}

/// Reads a member of the envelope; null counts as absent.
class EnvelopeBinder {
 public:
  EnvelopeBinder(const Json::Object& line, const FieldReader& reader) : line_(line), reader_(reader) {}

  Errors bind(CommandEnvelope& envelope, bool reason_needed) {
    std::optional<std::string> key;
    std::optional<bool> dry_run;
    read("idempotency_key", key);
    read("reason", envelope.reason);
    read("expected_version", envelope.expected_version);
    read("dry_run", dry_run);
    envelope.idempotency_key = key.value_or("");
    envelope.dry_run = dry_run.value_or(false);
    const Json* reason = find_member(line_, "reason");
    if (reason_needed && (reason == nullptr || reason->is_null())) {
      errors_.push_back(error(ErrorCode::missing_field, "the command needs a reason", "/reason"));
    }
    refuse_unknown_names();
    return std::move(errors_);
  }

 private:
  template <class T>
  void read(std::string_view name, std::optional<T>& out) {
    const Json* json = find_member(line_, name);
    if (json == nullptr) {
      return;
    }
    const auto taken = reader_.read(*json, out);
    std::string why = taken ? "" : taken.error().detail;
    if constexpr (std::is_same_v<T, std::string>) {
      why = taken && out ? problem_of_text(name, *out) : why;
    }
    if (!why.empty()) {
      errors_.push_back(describe(ErrorCode::invalid_field, name, why, pointer_to("", name)));
    }
  }

  void refuse_unknown_names() {
    std::size_t unknown = 0;
    for (const auto& [name, value] : line_) {
      const bool is_known = name == "command" || name == "data" || std::ranges::find(envelope_fields, name) != envelope_fields.end();
      if (!is_known && ++unknown <= unknown_names_max) {
        errors_.push_back(error(ErrorCode::unknown_field, "a command has no such member", pointer_to("", name)));
      }
    }
  }

  const Json::Object& line_;
  const FieldReader& reader_;
  Errors errors_;
};

Result<Command> named_in(const Json::Object& line) {
  const Json* json = find_member(line, "command");
  const auto* name = json != nullptr ? json->as<std::string>() : nullptr;
  if (name == nullptr) {
    return error(ErrorCode::malformed, "the line has no command", "/command");
  }
  auto command = command_named(*name);
  if (!command) {
    return error(ErrorCode::malformed, "there is no such command", "/command");
  }
  return std::move(*command);
}

/// The object under `data`; an empty one where there is none.
Result<const Json::Object*> data_in(const Json::Object& line) {
  static const Json::Object none;
  const Json* json = find_member(line, "data");
  if (json == nullptr || json->is_null()) {
    return &none;
  }
  const auto* object = json->as<Json::Object>();
  if (object == nullptr) {
    return error(ErrorCode::malformed, "data is no object", std::string(data_pointer));
  }
  return object;
}

}  // namespace

Result<Request> parse_command(std::string_view line, const LineContext& context) {
  if (line.size() > line_bytes_max) {
    return error(ErrorCode::payload_too_large, "the line is longer than 1 MiB");
  }
  const auto json = parse_json(line);
  if (!json) {
    return error(json.error().code, "the line " + json.error().detail);
  }
  const auto* object = json.value().as<Json::Object>();
  if (object == nullptr) {
    return error(ErrorCode::malformed, "the line is no JSON object");
  }
  BOOST_OUTCOME_TRY(Command command, named_in(*object));
  if (context.allows && !context.allows(name_of(command))) {
    return error(ErrorCode::forbidden, "the role may not give this command", "/command");
  }
  BOOST_OUTCOME_TRY(const Json::Object* data, data_in(*object));
  const FieldReader reader(context.currency, context.resolve);
  Errors errors = read_data(*data, data_pointer, reader, command);
  CommandEnvelope envelope{.actor = context.actor};
  std::ranges::move(EnvelopeBinder(*object, reader).bind(envelope, needs_reason(command)), std::back_inserter(errors));
  if (!errors.empty()) {
    return fold(std::move(errors));
  }
  return Request{std::move(command), std::move(envelope)};
}

namespace {

/// The members of a body that are no fields of the command: why it is given. Takes them out.
Result<std::optional<std::string>> take_reason(Json::Object& members, const FieldReader& reader) {
  const auto member = std::ranges::find(members, "reason", &JsonMember::name);
  std::optional<std::string> reason;
  if (member == members.end()) {
    return reason;
  }
  if (const auto taken = reader.read(member->value, reason); !taken) {
    return describe(ErrorCode::invalid_field, "reason", taken.error().detail, "/reason");
  }
  members.erase(member);
  if (const std::string why = reason ? problem_of_text("reason", *reason) : ""; !why.empty()) {
    return describe(ErrorCode::invalid_field, "reason", why, "/reason");
  }
  return reason;
}

}  // namespace

Result<Json::Object> members_of(std::string_view body) {
  if (body.empty()) {
    return Json::Object{};
  }
  auto json = parse_json(body);
  if (!json) {
    return error(json.error().code, "the body " + json.error().detail);
  }
  auto* object = std::get_if<Json::Object>(&json.value().content);
  if (object == nullptr) {
    return error(ErrorCode::malformed, "the body is no JSON object");
  }
  return std::move(*object);
}

Result<Request> parse_fields(std::string_view body, const BodyContext& context) {
  BOOST_OUTCOME_TRY(Json::Object members, members_of(body));
  std::optional<Command> command = command_named(context.command);
  require(command.has_value(), "a route stands for a command there is");
  const ResolveReference no_references;
  const FieldReader reader(context.currency, no_references);
  Errors errors;
  Request request;
  if (auto reason = take_reason(members, reader)) {
    request.envelope.reason = std::move(reason).value();
    if (!request.envelope.reason && needs_reason(*command)) {
      errors.push_back(error(ErrorCode::missing_field, "the command needs a reason", "/reason"));
    }
  } else {
    std::erase_if(members, [](const JsonMember& member) { return member.name == "reason"; });
    errors.push_back(std::move(reason).error());
  }
  if (!context.path_field.empty()) {
    const auto given_twice = std::erase_if(members, [&](const JsonMember& member) { return member.name == context.path_field; });
    if (given_twice != 0) {
      errors.push_back(describe(ErrorCode::invalid_field, context.path_field, "stands in the path", pointer_to("", context.path_field)));
    }
    members.push_back({std::string(context.path_field), Json{Json::Number{std::to_string(context.path_id)}}});
  }
  std::ranges::move(read_data(members, "", reader, *command), std::back_inserter(errors));
  if (!errors.empty()) {
    return fold(std::move(errors));
  }
  request.command = std::move(*command);
  return request;
}

std::optional<Table> created_table(const Command& command) {
  if (std::holds_alternative<CreateCustomer>(command)) {
    return Table::customers;
  }
  if (std::holds_alternative<IssueDebt>(command)) {
    return Table::debts;
  }
  if (std::holds_alternative<RecordPayment>(command)) {
    return Table::payments;
  }
  if (std::holds_alternative<LogCommunication>(command)) {
    return Table::communications;
  }
  return std::holds_alternative<LinkAccount>(command) ? std::optional(Table::accounts) : std::nullopt;
}

Error locate_in_line(Error error) {
  const auto stands_beside_data = [&](std::string_view name) { return error.pointer == pointer_to("", name); };
  if (!error.pointer.empty() && std::ranges::none_of(envelope_fields, stands_beside_data)) {
    error.pointer.insert(0, data_pointer);
  }
  for (Error& further : error.more) {
    further = locate_in_line(std::move(further));
  }
  return error;
}

}  // namespace daybook
