// Looking for customers by personal values, and showing them in full: values stand in bodies, never in paths.
#include <algorithm>
#include <array>

#include "api/http/answers.hpp"
#include "api/http/masking.hpp"
#include "api/http/reads.hpp"
#include "api/json/command_parser.hpp"

namespace daybook {
namespace {

constexpr std::array search_fields{SealedField::ssn, SealedField::email, SealedField::phone_primary, SealedField::account_number};
constexpr std::array secret_fields{SealedField::ssn, SealedField::account_number, SealedField::routing_number};

Result<SearchQuery> search_query(const std::string& body) {
  BOOST_OUTCOME_TRY(const Json::Object members, members_of(body));
  std::vector<Error> errors;
  std::vector<SearchQuery> queries;
  for (const auto& [name, value] : members) {
    if (value.is_null()) {
      continue;
    }
    const auto field = parse<SealedField>(name);
    const bool is_searched = field && std::ranges::find(search_fields, *field) != search_fields.end();
    const auto* text = value.as<std::string>();
    if (!is_searched && name != "transaction_id") {
      errors.push_back(error(ErrorCode::unknown_field, "nobody is looked for by this", pointer_to("", name)));
    } else if (text == nullptr || text->empty()) {
      errors.push_back(error(ErrorCode::invalid_field, name + " must be a string that is not empty", pointer_to("", name)));
    } else {
      queries.push_back({is_searched ? field : std::nullopt, *text});
    }
  }
  if (errors.empty() && queries.empty()) {
    return error(ErrorCode::missing_field, "one of ssn, email, phone_primary, account_number, transaction_id is needed", "");
  }
  if (errors.empty() && queries.size() > 1) {
    return error(ErrorCode::invalid_field, "exactly one field is searched by", "");
  }
  if (!errors.empty()) {
    return fold(std::move(errors));
  }
  return queries.front();
}

struct RevealQuery {
  std::vector<SealedField> fields;
  std::string reason;
};

Result<std::vector<SealedField>> fields_in(const Json& json) {
  std::vector<SealedField> fields;
  const auto* names = json.as<Json::Array>();
  if (names == nullptr || names->empty()) {
    return error(ErrorCode::invalid_field, "fields must be an array of names", "/fields");
  }
  for (std::size_t i = 0; i < names->size(); ++i) {
    const auto* name = (*names)[i].as<std::string>();
    const auto field = name != nullptr ? parse<SealedField>(*name) : std::nullopt;
    if (!field || std::ranges::find(secret_fields, *field) == secret_fields.end()) {
      return error(ErrorCode::invalid_field, "must be one of ssn account_number routing_number", "/fields/" + std::to_string(i));
    }
    if (std::ranges::find(fields, *field) == fields.end()) {
      fields.push_back(*field);
    }
  }
  return fields;
}

Result<RevealQuery> reveal_query(const std::string& body) {
  BOOST_OUTCOME_TRY(const Json::Object members, members_of(body));
  std::vector<Error> errors;
  RevealQuery query;
  for (const auto& [name, value] : members) {
    if (value.is_null()) {
      continue;
    }
    if (name == "fields") {
      auto fields = fields_in(value);
      if (fields) {
        query.fields = std::move(fields).value();
      } else {
        errors.push_back(std::move(fields).error());
      }
    } else if (name == "reason") {
      const auto* text = value.as<std::string>();
      if (text == nullptr) {
        errors.push_back(error(ErrorCode::invalid_field, "reason must be a string", "/reason"));
      } else {
        query.reason = *text;
      }
    } else {
      errors.push_back(error(ErrorCode::unknown_field, "there is no such field", pointer_to("", name)));
    }
  }
  for (const char* name : {"fields", "reason"}) {
    const Json* const given = find_member(members, name);
    if (given == nullptr || given->is_null()) {
      errors.push_back(error(ErrorCode::missing_field, std::string(name) + " is missing", "/" + std::string(name)));
    }
  }
  if (!errors.empty()) {
    return fold(std::move(errors));
  }
  return query;
}

std::string revealed_document(CustomerId customer, const Receipt& receipt, const std::vector<SecretValue>& secrets) {
  JsonWriter writer(Currency{});
  writer.begin_object();
  writer.member("customer_id", customer);
  writer.member("position", receipt.position);
  writer.name("items");
  writer.begin_array();
  for (const SecretValue& secret : secrets) {
    writer.begin_object();
    writer.member("table", to_text(secret.table));
    writer.member("id", secret.id);
    writer.member("field", to_text(secret.field));
    writer.member("value", secret.value);
    writer.end_object();
  }
  writer.end_array();
  writer.end_object();
  return writer.take();
}

}  // namespace

Result<HttpResponse> search_customers(const Call& call) {
  BOOST_OUTCOME_TRY(const SearchQuery query, search_query(call.request.body));
  const Snapshot snapshot = call.ledger.snapshot();
  BOOST_OUTCOME_TRY(const auto found, snapshot.search(query));
  JsonWriter writer(snapshot.currency());
  writer.begin_object();
  writer.name("items");
  writer.begin_array();
  for (const CustomerId id : found) {
    BOOST_OUTCOME_TRY(const CustomerRow row, snapshot.row(id));
    writer.begin_object();
    write_row_for(call.bearer.role, writer, row);
    writer.end_object();
  }
  writer.end_array();
  writer.member("next_cursor", nullptr);
  writer.end_object();
  HttpResponse response = json_answer(200, writer.take());
  add_position(response, snapshot.position());
  return response;
}

Result<HttpResponse> reveal_customer(const Call& call) {
  BOOST_OUTCOME_TRY(const RevealQuery query, reveal_query(call.request.body));
  const CustomerId customer{call.id()};
  BOOST_OUTCOME_TRY(const Receipt receipt, call.ledger.submit(RevealData{.customer_id = customer, .fields = query.fields},
                                                              {.actor = call.bearer.name, .reason = query.reason}));
  BOOST_OUTCOME_TRY(const auto secrets, call.ledger.snapshot().secrets(customer, query.fields));
  HttpResponse response = json_answer(200, revealed_document(customer, receipt, secrets));
  add_position(response, receipt.position);
  return response;
}

}  // namespace daybook
