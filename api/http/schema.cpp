#include "api/http/schema.hpp"

#include <algorithm>
#include <array>

#include "api/http/command_schema.hpp"
#include "api/http/type_schema.hpp"
#include "events/error.hpp"
#include "projections/snapshot.hpp"

namespace daybook {
namespace {

/// One fact of a schema: a JSON literal by its name.
struct Fact {
  std::string_view name;
  std::string_view literal;
};

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
  if (std::ranges::find(names, "position") == names.end()) {
    // Of an answer about the past: the position it reflects.
    writer.name("position");
    TypeSchema(writer).of(Position{});
  }
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

/// Schemas of single values, and of documents that no struct describes.
constexpr std::array plain_schemas{
    Fact{"Money",
         R"({"type":"string","pattern":"^-?\\d+(\\.\\d+)?$","description":"All digits of the ledger's currency","examples":["4800.00"]})"},
    Fact{"Rate", R"({"type":"string","pattern":"^\\d+(\\.\\d+)?$","description":"Percent a year","examples":["19.99"]})"},
    Fact{"Instant", R"({"type":"string","pattern":"^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{6}Z$"})"},
    Fact{"Date", R"({"type":"string","pattern":"^\\d{4}-\\d{2}-\\d{2}$"})"},
    Fact{"Id", R"({"type":"integer","minimum":1,"maximum":9007199254740991})"},
    Fact{"IdOrLine", R"({"anyOf":[{"$ref":"#/components/schemas/Id"},{"type":"string","pattern":"^\\$[1-9]\\d*$"}]})"},
    Fact{"Position", R"({"type":"integer","minimum":0,"maximum":9007199254740991})"},
    Fact{"PositionGiven", R"({"type":"integer","minimum":1,"maximum":9007199254740991})"},
    Fact{"Version", R"({"type":"integer","minimum":0})"},
    Fact{"Limit", R"({"type":"integer","minimum":1,"maximum":500,"default":100})"},
    Fact{"Cursor", R"({"type":"string"})"},
    Fact{"Text", R"({"type":"string"})"},
    Fact{"Flag", R"({"type":"boolean","default":false})"},
    Fact{"Hash", R"({"type":"string","pattern":"^[0-9a-f]{64}$","description":"SHA-256 in hex"})"},
    Fact{"AmountAboveZero",
         R"({"description":"Up to 10^15 minor units, with the currency's decimals at most; a number is taken by its shortest )"
         R"(decimal form","anyOf":[{"type":"string","pattern":"^\\d+(\\.\\d{1,2})?$"},)"
         R"({"type":"number","exclusiveMinimum":0}],"examples":["200.00",200]})"},
    Fact{"Amount", R"({"anyOf":[{"type":"string","pattern":"^\\d+(\\.\\d{1,2})?$"},{"type":"number","minimum":0}],"examples":["150.00"]})"},
    Fact{"SignedAmount", R"({"description":"Not 0","anyOf":[{"type":"string","pattern":"^-?\\d+(\\.\\d{1,2})?$"},{"type":"number"}],)"
                         R"("examples":["-12.50"]})"},
    Fact{"RateGiven", R"({"description":"0 to 1000 percent a year, up to 4 decimals","anyOf":[{"type":"string",)"
                      R"("pattern":"^\\d{1,4}(\\.\\d{1,4})?$"},{"type":"number","minimum":0,"maximum":1000}],"examples":["19.99"]})"},
    Fact{"InstantGiven", R"({"type":"string","description":"RFC 3339 with up to 6 decimals, or a day, which is its 00:00 UTC",)"
                         R"("pattern":"^\\d{4}-\\d{2}-\\d{2}([Tt]\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,6})?([Zz]|[+-]\\d{2}:\\d{2}))?$",)"
                         R"("examples":["2025-01-31T10:00:00Z","2025-01-31"]})"},
    Fact{"ShortText", R"({"type":"string","maxLength":255,"pattern":"^[^\\u0000-\\u001f\\u007f-\\u009f]*$"})"},
    Fact{"ShortTextRequired", R"({"type":"string","minLength":1,"maxLength":255,"pattern":"^[^\\u0000-\\u001f\\u007f-\\u009f]*$"})"},
    Fact{"NameText", R"({"type":"string","maxLength":100,"pattern":"^[^\\u0000-\\u001f\\u007f-\\u009f]*$"})"},
    Fact{"NameRequired", R"({"type":"string","minLength":1,"maxLength":100,"pattern":"^[^\\u0000-\\u001f\\u007f-\\u009f]*$"})"},
    Fact{"Identifier", R"({"type":"string","description":"Compared byte by byte","minLength":1,"maxLength":255,)"
                       R"("pattern":"^[^\\u0000-\\u001f\\u007f-\\u009f]*$"})"},
    Fact{"Notes", R"({"type":"string","description":"Tabs and newlines may be in it","maxLength":16384})"},
    Fact{"Email",
         R"({"type":"string","maxLength":254,"pattern":"^[^@\\u0000-\\u001f\\u007f-\\u009f]+@[^@\\u0000-\\u001f\\u007f-\\u009f]+$",)"
         R"("examples":["jane.smith@example.com"]})"},
    Fact{"Ssn", R"({"type":"string","pattern":"^(\\d{3}-\\d{2}-\\d{4}|\\d{9})$","examples":["123-45-6789"]})"},
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
    Fact{"BulkReceipt",
         R"({"description":"One line; line n answers line n of the input.","oneOf":[{"$ref":"#/components/schemas/BulkAccepted"},)"
         R"({"$ref":"#/components/schemas/BulkRefused"}]})"},
    Fact{
        "BulkAccepted",
        R"({"type":"object","properties":{"ok":{"const":true},"position":{"$ref":"#/components/schemas/Position"},"events":{"type":"array",)"
        R"("items":{"type":"string"}},"id":{"$ref":"#/components/schemas/Id"},"replayed":{"type":"boolean"},"would":{"type":"array",)"
        R"("items":{"$ref":"#/components/schemas/Event"}}},"required":["ok","position","events","id","replayed"],)"
        R"("additionalProperties":false})"},
    Fact{"BulkRefused",
         R"({"type":"object","properties":{"ok":{"const":false},"line":{"type":"integer","minimum":1},"error":{"type":"object",)"
         R"("properties":{"code":{"$ref":"#/components/schemas/Code"},"detail":{"type":"string"},"errors":{"type":"array","minItems":1,)"
         R"("items":{"type":"object","properties":{"pointer":{"type":"string"},"code":{"$ref":"#/components/schemas/Code"}},)"
         R"("required":["pointer","code"],"additionalProperties":false}}},"required":["code","detail","errors"],)"
         R"("additionalProperties":false}},"required":["ok","line","error"],"additionalProperties":false})"},
    Fact{
        "Problem",
        R"({"type":"object","description":"RFC 9457. errors is sorted by precedence of its codes, then by pointer; code is the first one's",)"
        R"("properties":{"type":{"type":"string"},"title":{"type":"string"},"status":{"type":"integer"},"detail":{"type":"string"},)"
        R"("code":{"$ref":"#/components/schemas/Code"},"request_id":{"type":"string"},"errors":{"type":"array","minItems":1,)"
        R"("items":{"type":"object","properties":{"pointer":{"type":"string","description":"JSON Pointer into the body; empty: none"},)"
        R"("code":{"$ref":"#/components/schemas/Code"},"detail":{"type":"string"}},)"
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
    Fact{"EventStream",
         R"({"type":"string","description":"Server-sent events: id is the position, event the type, data an Event on one line"})"},
    Fact{"Metrics", R"({"type":"string","description":"Prometheus text format"})"},
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

/// All codes there are.
void write_codes(JsonWriter& writer) {
  writer.name("Code");
  writer.begin_object();
  writer.member("type", "string");
  writer.name("enum");
  writer.begin_array();
  for (const ErrorInfo& code : error_table()) {
    writer.value(code.name);
  }
  writer.end_array();
  writer.end_object();
}

}  // namespace

void write_schemas(JsonWriter& writer) {
  write_codes(writer);
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
  write_command_schemas(writer);
}

}  // namespace daybook
