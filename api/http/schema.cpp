#include "api/http/schema.hpp"

#include <array>
#include <initializer_list>
#include <span>

#include "engine/domain/command.hpp"
#include "events/change.hpp"
#include "projections/snapshot.hpp"

namespace daybook {
namespace {

/// One fact of a schema: a JSON literal by its name.
struct Fact {
  std::string_view name;
  std::string_view literal;
};

void write(JsonWriter& writer, std::initializer_list<Fact> facts) {
  writer.begin_object();
  for (const auto& [name, literal] : facts) {
    writer.name(name);
    writer.literal(literal);
  }
  writer.end_object();
}

void write_reference(JsonWriter& writer, std::string_view schema) {
  writer.begin_object();
  writer.member("$ref", "#/components/schemas/" + std::string(schema));
  writer.end_object();
}

/// The schema of a value, by its type.
class TypeSchema {
 public:
  explicit TypeSchema(JsonWriter& writer) : writer_(writer) {}

  void of(const std::string&) { write(writer_, {{"type", R"("string")"}}); }
  void of(bool) { write(writer_, {{"type", R"("boolean")"}}); }
  void of(std::int32_t) { write(writer_, {{"type", R"("integer")"}}); }
  void of(std::int64_t) { write(writer_, {{"type", R"("integer")"}}); }
  void of(std::uint64_t) { write(writer_, {{"type", R"("integer")"}, {"minimum", "0"}}); }
  void of(Money) { write_reference(writer_, "Money"); }
  void of(const Total&) { write_reference(writer_, "Money"); }
  void of(Rate) { write_reference(writer_, "Rate"); }
  void of(Instant) { write_reference(writer_, "Instant"); }
  void of(Date) { write_reference(writer_, "Date"); }
  void of(Version) { write(writer_, {{"type", R"("integer")"}, {"minimum", "0"}}); }
  void of(Position) { write_reference(writer_, "Position"); }
  template <class Tag>
  void of(Number<Tag>) {
    write_reference(writer_, "Id");
  }
  template <Spelled Enum>
  void of(Enum) {
    writer_.begin_object();
    writer_.name("enum");
    writer_.begin_array();
    for (const auto& spelling : spellings(Enum{})) {
      writer_.value(spelling.text);
    }
    writer_.end_array();
    writer_.end_object();
  }
  template <class T>
  void of(const std::vector<T>&) {
    writer_.begin_object();
    writer_.member("type", "array");
    writer_.name("items");
    of(T{});
    writer_.end_object();
  }
  template <class T>
  void of(const std::optional<T>&) {
    or_null<T>();
  }
  template <class T>
  void of(const Change<T>&) {
    or_null<T>();
  }

 private:
  template <class T>
  void or_null() {
    writer_.begin_object();
    writer_.name("oneOf");
    writer_.begin_array();
    of(T{});
    write(writer_, {{"type", R"("null")"}});
    writer_.end_array();
    writer_.end_object();
  }

  JsonWriter& writer_;
};

/// What a request may give for a value: amounts as numbers too, days as instants.
class InputSchema {
 public:
  explicit InputSchema(JsonWriter& writer) : writer_(writer) {}

  void of(Money) { write_reference(writer_, "MoneyGiven"); }
  void of(Rate) { write_reference(writer_, "MoneyGiven"); }
  void of(Instant) { write_reference(writer_, "InstantGiven"); }
  void of(Date) { write_reference(writer_, "InstantGiven"); }
  template <class T>
  void of(const std::optional<T>&) {
    or_null<T>();
  }
  template <class T>
  void of(const Change<T>&) {
    or_null<T>();
  }
  template <class T>
  void of(const T& value) {
    TypeSchema(writer_).of(value);
  }

 private:
  template <class T>
  void or_null() {
    writer_.begin_object();
    writer_.name("oneOf");
    writer_.begin_array();
    of(T{});
    write(writer_, {{"type", R"("null")"}});
    writer_.end_array();
    writer_.end_object();
  }

  JsonWriter& writer_;
};

void write_required(JsonWriter& writer, const std::vector<std::string>& names) {
  if (!names.empty()) {
    writer.member("required", names);
  }
}

/// Every column is always there. Where a role may not see numbers and dates of a person, they are null.
template <class Row>
void write_row(JsonWriter& writer, std::string_view name) {
  std::vector<std::string> names;
  writer.name(name);
  writer.begin_object();
  writer.member("type", "object");
  writer.name("properties");
  writer.begin_object();
  const Row row{};
  Row::fields(row, [&](std::string_view column, const auto& value) {
    names.emplace_back(column);
    writer.name(column);
    TypeSchema(writer).of(value);
  });
  // Of an answer about the past: the position it reflects.
  writer.name("position");
  TypeSchema(writer).of(Position{});
  writer.end_object();
  write_required(writer, names);
  writer.member("additionalProperties", false);
  writer.end_object();
}

void write_list(JsonWriter& writer, std::string_view name, std::string_view item) {
  writer.name(name);
  writer.begin_object();
  writer.member("type", "object");
  writer.name("properties");
  writer.begin_object();
  writer.name("items");
  writer.begin_object();
  writer.member("type", "array");
  writer.name("items");
  write_reference(writer, item);
  writer.end_object();
  writer.name("next_cursor");
  writer.literal(R"({"type":["string","null"]})");
  writer.name("position");
  write_reference(writer, "Position");
  writer.end_object();
  write_required(writer, {"items", "next_cursor"});
  writer.member("additionalProperties", false);
  writer.end_object();
}

/// The fields a body gives: all but the one that stands in the path, and a reason.
template <class AnyCommand>
void write_command(JsonWriter& writer) {
  std::vector<std::string> required_names;
  writer.name(command_schema_name(AnyCommand::name));
  writer.begin_object();
  writer.member("type", "object");
  writer.name("properties");
  writer.begin_object();
  const AnyCommand command{};
  AnyCommand::fields(command, [&](const Field& field, const auto& value) {
    writer.name(field.name);
    InputSchema(writer).of(value);
    if (field.presence == Presence::required) {
      required_names.emplace_back(field.name);
    }
  });
  writer.name("reason");
  writer.literal(R"({"type":["string","null"],"maxLength":255})");
  writer.end_object();
  write_required(writer, required_names);
  writer.member("additionalProperties", false);
  writer.end_object();
}

template <std::size_t... index>
void write_commands(JsonWriter& writer, std::index_sequence<index...> /*all*/) {
  (write_command<std::variant_alternative_t<index, Command>>(writer), ...);
}

/// Schemas of single values, and of documents that no struct describes.
constexpr std::array plain_schemas{
    Fact{"Money", R"({"type":"string","pattern":"^-?\\d+(\\.\\d+)?$","examples":["4800.00"]})"},
    Fact{"MoneyGiven", R"({"oneOf":[{"type":"string","pattern":"^-?\\d+(\\.\\d+)?$"},{"type":"number"}],"examples":["200.00",200]})"},
    Fact{"Rate", R"({"type":"string","pattern":"^\\d+(\\.\\d+)?$","examples":["19.99"]})"},
    Fact{"Instant", R"({"type":"string","pattern":"^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{6}Z$"})"},
    Fact{"InstantGiven", R"({"type":"string","description":"RFC 3339, or a day","examples":["2025-01-31T10:00:00Z","2025-01-31"]})"},
    Fact{"Date", R"({"type":"string","pattern":"^\\d{4}-\\d{2}-\\d{2}$"})"},
    Fact{"Id", R"({"type":"integer","minimum":1})"},
    Fact{"Position", R"({"type":"integer","minimum":0})"},
    Fact{"Limit", R"({"type":"integer","minimum":1,"maximum":500})"},
    Fact{"Cursor", R"({"type":"string"})"},
    Fact{"Text", R"({"type":"string"})"},
    Fact{"Flag", R"({"type":"boolean"})"},
    Fact{"Hash", R"({"type":"string","pattern":"^[0-9a-f]{64}$"})"},
    Fact{"Event",
         R"({"type":"object","properties":{"position":{"type":"integer"},"recorded_at":{"type":"string"},"type":{"type":"string"},)"
         R"("stream":{"type":"string"},"version":{"type":"integer"},"actor":{"type":"string"},"data":{"type":"object"},)"
         R"("idempotency_key":{"type":"string"},"reason":{"type":"string"}},)"
         R"("required":["type","stream","version","actor","data"],"additionalProperties":false})"},
    Fact{"Receipt",
         R"({"type":"object","description":"Of a dry run, or for a role that may not read","properties":{"position":{"type":"integer"},)"
         R"("events":{"type":"array","items":{"type":"string"}},"id":{"type":"integer"},)"
         R"("would":{"type":"array","items":{"$ref":"#/components/schemas/Event"}}},)"
         R"("required":["position","events","id"],"additionalProperties":false})"},
    Fact{"Problem",
         R"({"type":"object","properties":{"type":{"type":"string"},"title":{"type":"string"},"status":{"type":"integer"},)"
         R"("detail":{"type":"string"},"code":{"type":"string"},"request_id":{"type":"string"},"errors":{"type":"array","minItems":1,)"
         R"("items":{"type":"object","properties":{"pointer":{"type":"string"},"code":{"type":"string"},"detail":{"type":"string"}},)"
         R"("required":["pointer","code","detail"],"additionalProperties":false}}},)"
         R"("required":["type","title","status","detail","code","errors","request_id"],"additionalProperties":false})"},
    Fact{"Search", R"({"type":"object","properties":{"ssn":{"type":"string"},"email":{"type":"string"},"phone_primary":{"type":"string"},)"
                   R"("account_number":{"type":"string"},"transaction_id":{"type":"string"}},"minProperties":1,"maxProperties":1,)"
                   R"("additionalProperties":false})"},
    Fact{"Reveal",
         R"({"type":"object","properties":{"fields":{"type":"array","minItems":1,)"
         R"("items":{"enum":["ssn","account_number","routing_number"]}},"reason":{"type":"string","minLength":1,"maxLength":255}},)"
         R"("required":["fields","reason"],"additionalProperties":false})"},
    Fact{"Revealed",
         R"({"type":"object","properties":{"customer_id":{"type":"integer"},"position":{"type":"integer"},"items":{"type":"array",)"
         R"("items":{"type":"object","properties":{"table":{"type":"string"},"id":{"type":"integer"},"field":{"type":"string"},)"
         R"("value":{"type":"string"}},"required":["table","id","field","value"],"additionalProperties":false}}},)"
         R"("required":["customer_id","position","items"],"additionalProperties":false})"},
    Fact{"TreeHead", R"({"type":"object","properties":{"position":{"type":"integer"},"size":{"type":"integer"},)"
                     R"("root":{"$ref":"#/components/schemas/Hash"}},"required":["position","size","root"],"additionalProperties":false})"},
    Fact{"InclusionProof", R"({"type":"object","properties":{"position":{"type":"integer"},"size":{"type":"integer"},)"
                           R"("leaf_hash":{"$ref":"#/components/schemas/Hash"},"root":{"$ref":"#/components/schemas/Hash"},)"
                           R"("path":{"type":"array","items":{"$ref":"#/components/schemas/Hash"}}},)"
                           R"("required":["position","size","leaf_hash","root","path"],"additionalProperties":false})"},
    Fact{"ConsistencyProof", R"({"type":"object","properties":{"from":{"type":"integer"},"to":{"type":"integer"},)"
                             R"("from_root":{"$ref":"#/components/schemas/Hash"},"to_root":{"$ref":"#/components/schemas/Hash"},)"
                             R"("path":{"type":"array","items":{"$ref":"#/components/schemas/Hash"}}},)"
                             R"("required":["from","to","from_root","to_root","path"],"additionalProperties":false})"},
    Fact{"Buckets", R"({"type":"object","additionalProperties":{"type":"object","properties":{"count":{"type":"integer"},)"
                    R"("current_balance":{"$ref":"#/components/schemas/Money"}},"required":["count","current_balance"],)"
                    R"("additionalProperties":false}})"},
    Fact{"Health", R"({"type":"object","properties":{"status":{"type":"string"}},"required":["status"],"additionalProperties":false})"},
    Fact{"BulkLines", R"({"type":"string","description":"One command a line, as daybook ingest takes them"})"},
    Fact{"BulkReceipts", R"({"type":"string","description":"One receipt a line, in the same order"})"},
    Fact{"EventStream", R"({"type":"string","description":"Server-sent events; id is the position"})"},
    Fact{"Metrics", R"({"type":"string"})"},
    Fact{"OpenApi", R"({"type":"object"})"},
    Fact{"Docs", R"({"type":"string"})"},
};

/// An admin sees the counts alone: the rest is not required.
void write_portfolio(JsonWriter& writer) {
  std::vector<std::string> counts{"customer_count", "debt_count", "payment_count", "communication_count", "account_count", "position"};
  writer.name("PortfolioSummary");
  writer.begin_object();
  writer.member("type", "object");
  writer.name("properties");
  writer.begin_object();
  for (const std::string& count : counts) {
    writer.name(count);
    TypeSchema(writer).of(Position{});
  }
  const DebtTotals totals;
  DebtTotals::fields(totals, [&](std::string_view name, const Total& total) {
    writer.name(name);
    TypeSchema(writer).of(total);
  });
  for (const char* buckets : {"by_status", "by_days_past_due"}) {
    writer.name(buckets);
    write_reference(writer, "Buckets");
  }
  writer.end_object();
  write_required(writer, counts);
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

void write_schemas(JsonWriter& writer) {
  for (const auto& [name, literal] : plain_schemas) {
    writer.name(name);
    writer.literal(literal);
  }
  write_row<CustomerRow>(writer, "Customer");
  write_row<DebtRow>(writer, "Debt");
  write_row<PaymentRow>(writer, "Payment");
  write_row<CommunicationRow>(writer, "Communication");
  write_row<AccountRow>(writer, "Account");
  write_row<CustomerSummary>(writer, "CustomerSummary");
  write_portfolio(writer);
  for (const char* item : {"Customer", "Debt", "Payment", "Communication", "Account", "Event"}) {
    write_list(writer, std::string(item) + "List", item);
  }
  write_commands(writer, std::make_index_sequence<std::variant_size_v<Command>>());
}

}  // namespace daybook
