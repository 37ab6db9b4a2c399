#include "api/http/command_schema.hpp"

#include <algorithm>
#include <utility>

#include "api/http/type_schema.hpp"
#include "engine/domain/command.hpp"
#include "engine/domain/validate.hpp"

namespace daybook {
namespace {

/// Calls `visit` with each command, as it is by itself.
template <class Visit, std::size_t... index>
void for_each_command(Visit visit, std::index_sequence<index...> /*all*/) {
  (visit(std::variant_alternative_t<index, Command>{}), ...);
}
template <class Visit>
void for_each_command(Visit visit) {
  for_each_command(visit, std::make_index_sequence<std::variant_size_v<Command>>());
}

// Members of closed sets that no command may give.
template <Spelled Enum>
bool may_be_given(Enum) {
  return true;
}
bool may_be_given(AdjustmentKind kind) { return kind != AdjustmentKind::import; }
bool may_be_given(PaymentStatus status) { return status == PaymentStatus::pending || status == PaymentStatus::completed; }

template <Spelled Enum>
bool may_be_given(const Field& field, Enum value) {
  return may_be_given(value) && (field.check != Check::only_initial || value == Enum{});
}

/// Lengths are counted in bytes of UTF-8 by the service, in characters by the schema: the schema is no stricter.
std::string_view schema_of_text(Check check, bool is_required) {
  switch (check) {
    case Check::name:
      return is_required ? "NameRequired" : "NameText";
    case Check::identifier:
      return "Identifier";
    case Check::notes:
      return "Notes";
    case Check::email:
      return "Email";
    case Check::ssn:
      return "Ssn";
    case Check::none:
    case Check::text:
    case Check::routing_number:
    case Check::positive_money:
    case Check::non_negative_money:
    case Check::nonzero_money:
    case Check::credit_score:
    case Check::non_negative:
    case Check::only_initial:
      break;
  }
  return is_required ? "ShortTextRequired" : "ShortText";
}

std::string_view schema_of_money(Check check) {
  if (check == Check::positive_money) {
    return "AmountAboveZero";
  }
  return check == Check::non_negative_money ? "Amount" : "SignedAmount";
}

/// What a request may give for a field, by its type and its check.
class FieldSchema {
 public:
  /// `ids`: the schema of an id.
  FieldSchema(JsonWriter& writer, const Field& field, std::string_view ids) : writer_(writer), field_(field), ids_(ids) {}

  void of(const std::string&) { write_reference(writer_, schema_of_text(field_.check, field_.presence == Presence::required)); }
  void of(Money) { write_reference(writer_, schema_of_money(field_.check)); }
  void of(Rate) { write_reference(writer_, "RateGiven"); }
  void of(Instant) { write_reference(writer_, "InstantGiven"); }
  void of(Date) { write_reference(writer_, "InstantGiven"); }
  void of(bool) { writer_.literal(field_.check == Check::only_initial ? R"({"const":true})" : R"({"type":"boolean"})"); }
  void of(std::int32_t) {
    if (field_.check == Check::credit_score) {
      writer_.literal(R"({"type":"integer","minimum":300,"maximum":850})");
    } else if (field_.check == Check::only_initial) {
      writer_.literal(R"({"const":0})");
    } else {
      writer_.literal(R"({"type":"integer","minimum":0,"maximum":2147483647})");
    }
  }
  template <class Tag>
  void of(Number<Tag>) {
    write_reference(writer_, ids_);
  }
  template <Spelled Enum>
  void of(Enum) {
    write_choice<Enum>(writer_, [this](Enum value) { return may_be_given(field_, value); });
  }
  template <class T>
  void of(const std::vector<T>&) {
    write_list(writer_, [this] { of(T{}); });
  }
  template <class T>
  void of(const std::optional<T>&) {
    write_or_null(writer_, [this] { of(T{}); });
  }
  template <class T>
  void of(const Change<T>&) {
    write_or_null(writer_, [this] { of(T{}); });
  }

 private:
  JsonWriter& writer_;
  const Field& field_;
  std::string_view ids_;
};

/// The same for people.
class TypeText {
 public:
  explicit TypeText(const Field& field) : field_(field) {}

  std::string of(const std::string&) const { return field_.check == Check::email ? "e-mail address" : "text"; }
  std::string of(Money) const { return "amount"; }
  std::string of(Rate) const { return "percent a year"; }
  std::string of(Instant) const { return "instant or day"; }
  std::string of(Date) const { return "day"; }
  std::string of(bool) const { return "true or false"; }
  std::string of(std::int32_t) const { return "number"; }
  template <class Tag>
  std::string of(Number<Tag>) const {
    return "id";
  }
  template <Spelled Enum>
  std::string of(Enum initial) const {
    std::string words;
    for (const auto& spelling : spellings(initial)) {
      if (may_be_given(field_, spelling.value)) {
        words += (words.empty() ? "" : " · ") + std::string(spelling.text);
      }
    }
    return words;
  }
  template <class T>
  std::string of(const std::vector<T>&) const {
    return "list: " + of(T{});
  }
  template <class T>
  std::string of(const std::optional<T>&) const {
    return of(T{});
  }
  template <class T>
  std::string of(const Change<T>&) const {
    return of(T{}) + ", or null to clear";
  }

 private:
  const Field& field_;
};

/// Writes the fields of one command, but for `left_out`; gives the names of those that must be there.
template <class AnyCommand>
std::vector<std::string> write_fields_of(JsonWriter& writer, const AnyCommand& command, std::string_view left_out, std::string_view ids) {
  std::vector<std::string> required_names;
  AnyCommand::fields(command, [&](const Field& field, const auto& value) {
    if (field.name == left_out) {
      return;
    }
    writer.name(field.name);
    FieldSchema(writer, field, ids).of(value);
    if (field.presence == Presence::required) {
      required_names.emplace_back(field.name);
    }
  });
  return required_names;
}

void write_reason(JsonWriter& writer, bool is_required) {
  writer.name("reason");
  if (is_required) {
    write_reference(writer, "ShortTextRequired");
  } else {
    write_or_null(writer, [&writer] { write_reference(writer, "ShortTextRequired"); });
  }
}

/// The field that stands in the path of the command's route; empty for what creates.
std::string_view path_field_of(std::string_view command) {
  for (const Route& route : route_table()) {
    if (route.command() != nullptr && route.command()->name == command) {
      return route.command()->path_field;
    }
  }
  return {};
}

/// A body: the fields, without the one in the path, and why.
template <class AnyCommand>
void write_body(JsonWriter& writer, const AnyCommand& command) {
  const bool reason = needs_reason(command);
  writer.name(command_schema_name(AnyCommand::name));
  writer.begin_object();
  writer.member("type", "object");
  writer.name("properties");
  writer.begin_object();
  auto required_names = write_fields_of(writer, command, path_field_of(AnyCommand::name), "Id");
  write_reason(writer, reason);
  writer.end_object();
  if (reason) {
    required_names.emplace_back("reason");
  }
  write_required(writer, required_names);
  writer.member("additionalProperties", false);
  writer.end_object();
}

/// A line: the command's name, its data, and the envelope.
template <class AnyCommand>
void write_line(JsonWriter& writer, const AnyCommand& command) {
  writer.name(command_schema_name(AnyCommand::name) + "Line");
  writer.begin_object();
  writer.member("type", "object");
  writer.name("properties");
  writer.begin_object();
  writer.name("command");
  writer.literal(R"({"const":")" + std::string(AnyCommand::name) + R"("})");
  writer.name("data");
  writer.begin_object();
  writer.member("type", "object");
  writer.name("properties");
  writer.begin_object();
  const auto required_names = write_fields_of(writer, command, "", "IdOrLine");
  writer.end_object();
  write_required(writer, required_names);
  writer.member("additionalProperties", false);
  writer.end_object();
  write_reason(writer, needs_reason(command));
  writer.name("idempotency_key");
  writer.literal(R"({"anyOf":[{"$ref":"#/components/schemas/Identifier"},{"type":"null"}]})");
  writer.name("expected_version");
  writer.literal(R"({"anyOf":[{"$ref":"#/components/schemas/Version"},{"type":"null"}]})");
  writer.name("dry_run");
  writer.literal(R"({"type":["boolean","null"]})");
  writer.end_object();
  write_required(
      writer, needs_reason(command) ? std::vector<std::string>{"command", "data", "reason"} : std::vector<std::string>{"command", "data"});
  writer.member("additionalProperties", false);
  writer.end_object();
}

}  // namespace

std::string command_schema_name(std::string_view command) {
  std::string name;
  bool begins = true;
  for (const char letter : command) {
    if (letter != '_') {
      name += begins ? static_cast<char>(letter - 'a' + 'A') : letter;
    }
    begins = letter == '_';
  }
  return name;
}

void write_command_schemas(JsonWriter& writer) {
  for_each_command([&writer](const auto& command) { write_body(writer, command); });
  for_each_command([&writer](const auto& command) { write_line(writer, command); });
  writer.name("BulkLine");
  writer.begin_object();
  writer.member("description",
                "One line; each line of the input is such an object. \"$3\" as an id is that of the row which line 3 created.");
  writer.name("oneOf");
  writer.begin_array();
  for_each_command([&writer](const auto& command) { write_reference(writer, command_schema_name(command.name) + "Line"); });
  writer.end_array();
  writer.end_object();
}

std::vector<BodyField> body_fields(const CommandRoute& route) {
  std::vector<BodyField> found;
  for_each_command([&](const auto& command) {
    if (command.name != route.name) {
      return;
    }
    command.fields(command, [&](const Field& field, const auto& value) {
      if (field.name != route.path_field) {
        found.push_back({std::string(field.name), TypeText(field).of(value), field.presence == Presence::required});
      }
    });
    found.push_back({"reason", "text", needs_reason(command)});
  });
  return found;
}

}  // namespace daybook
