#include "api/http/reads.hpp"

#include "api/http/answers.hpp"
#include "api/http/entity_tag.hpp"
#include "api/http/masking.hpp"
#include "api/json/event_json.hpp"
#include "api/json/summary_json.hpp"

namespace daybook {
namespace {

/// Of the customer whose row it is.
template <class Row>
Result<Version> version_of(const Snapshot& snapshot, const Row& row) {
  if constexpr (requires { row.version; }) {
    return row.version;
  } else {
    return snapshot.version(row.customer_id);
  }
}

/// The client has what it would get.
bool is_known(const Call& call, Version version) {
  const auto known = call.request.header("If-None-Match");
  return known && names_version(*known, version);
}

template <class Id>
Result<HttpResponse> read_row(const Call& call, Table table) {
  BOOST_OUTCOME_TRY(const Reading reading, reading_of(call, table, call.id()));
  const Snapshot& snapshot = reading.snapshot;
  BOOST_OUTCOME_TRY(const auto row, snapshot.row(Id{call.id()}));
  BOOST_OUTCOME_TRY(const Version version, version_of(snapshot, row));
  HttpResponse response = json_answer(200, {});
  if (!reading.is_past && is_known(call, version)) {
    response.status = 304;
  } else {
    JsonWriter writer(snapshot.currency());
    writer.begin_object();
    write_row_for(call.bearer.role, writer, row);
    if (reading.is_past) {
      writer.member("position", snapshot.position());
    }
    writer.end_object();
    response.body = writer.take();
  }
  add_position(response, snapshot.position());
  if (!reading.is_past) {
    add_version(response, version);
  }
  return response;
}

/// The parents that a list is asked for: the customer in the path, or those in the query.
Result<ListQuery> list_query_of(const Call& call, Table table) {
  BOOST_OUTCOME_TRY(const PageAsked page, page_asked(call, table));
  BOOST_OUTCOME_TRY(const auto customer, number_parameter(call, "customer_id", {1, number_max}));
  BOOST_OUTCOME_TRY(const auto debt, number_parameter(call, "debt_id", {1, number_max}));
  return ListQuery{.customer = {customer.value_or(call.id())},
                   .debt = {debt.value_or(0)},
                   .status = std::string(call.parameter("status").value_or("")),
                   .after = page.after,
                   // One more tells whether there is a next page.
                   .limit = page.limit + 1};
}

/// Only what is under one customer goes back in time.
Result<Reading> list_reading(const Call& call, const ListQuery& query) {
  const bool asks_past = call.parameter("as_of") || call.parameter("as_of_position");
  if (asks_past && !query.customer && !query.debt) {
    return error(ErrorCode::invalid_field, "only a list under one customer or debt goes back in time",
                 call.parameter("as_of") ? "/as_of" : "/as_of_position");
  }
  const bool by_customer = static_cast<bool>(query.customer) || !query.debt;
  return reading_of(call, by_customer ? Table::customers : Table::debts, by_customer ? query.customer.value : query.debt.value);
}

template <class Row>
Result<HttpResponse> list_rows(const Call& call, Table table, Result<std::vector<Row>> (Snapshot::*page)(const ListQuery&) const) {
  BOOST_OUTCOME_TRY(const ListQuery query, list_query_of(call, table));
  BOOST_OUTCOME_TRY(const Reading reading, list_reading(call, query));
  BOOST_OUTCOME_TRY(auto rows, (reading.snapshot.*page)(query));
  const bool more = rows.size() == query.limit;
  rows.resize(rows.size() - (more ? 1 : 0));
  JsonWriter writer(reading.snapshot.currency());
  writer.begin_object();
  writer.name("items");
  writer.begin_array();
  for (const Row& row : rows) {
    writer.begin_object();
    write_row_for(call.bearer.role, writer, row);
    writer.end_object();
  }
  writer.end_array();
  writer.member("next_cursor", more ? std::optional(cursor_after(table, rows.back().id.value)) : std::nullopt);
  if (reading.is_past) {
    writer.member("position", reading.snapshot.position());
  }
  writer.end_object();
  HttpResponse response = json_answer(200, writer.take());
  add_position(response, reading.snapshot.position());
  return response;
}

/// What an admin may know of the portfolio: how many of what there are.
std::string counts_document(const PortfolioSummary& portfolio, const Currency& currency) {
  JsonWriter writer(currency);
  writer.begin_object();
  writer.member("customer_count", portfolio.customer_count);
  writer.member("debt_count", portfolio.debt_count);
  writer.member("payment_count", portfolio.payment_count);
  writer.member("communication_count", portfolio.communication_count);
  writer.member("account_count", portfolio.account_count);
  writer.member("position", portfolio.position);
  writer.end_object();
  return writer.take();
}

Result<EventQuery> event_query_of(const Call& call) {
  // Events are numbered like rows of the ledger's own table.
  BOOST_OUTCOME_TRY(const PageAsked page, page_asked(call, Table::ledger));
  BOOST_OUTCOME_TRY(const auto customer, number_parameter(call, "customer_id", {1, number_max}));
  BOOST_OUTCOME_TRY(const auto debt, number_parameter(call, "debt_id", {1, number_max}));
  BOOST_OUTCOME_TRY(const auto from, number_parameter(call, "from", {0, number_max}));
  BOOST_OUTCOME_TRY(const auto to, number_parameter(call, "to", {1, number_max}));
  return EventQuery{.customer = {customer.value_or(call.id())},
                    .debt = {debt.value_or(0)},
                    .from = {std::max(from.value_or(1), page.after + 1)},
                    .to = {to.value_or(0)},
                    .type = std::string(call.parameter("type").value_or("")),
                    .limit = page.limit + 1};
}

}  // namespace

Result<HttpResponse> read_customer(const Call& call) { return read_row<CustomerId>(call, Table::customers); }
Result<HttpResponse> read_debt(const Call& call) { return read_row<DebtId>(call, Table::debts); }
Result<HttpResponse> read_payment(const Call& call) { return read_row<PaymentId>(call, Table::payments); }
Result<HttpResponse> read_communication(const Call& call) { return read_row<CommunicationId>(call, Table::communications); }
Result<HttpResponse> read_account(const Call& call) { return read_row<AccountId>(call, Table::accounts); }

Result<HttpResponse> list_customers(const Call& call) { return list_rows(call, Table::customers, &Snapshot::customers); }
Result<HttpResponse> list_debts(const Call& call) { return list_rows(call, Table::debts, &Snapshot::debts); }
Result<HttpResponse> list_payments(const Call& call) { return list_rows(call, Table::payments, &Snapshot::payments); }
Result<HttpResponse> list_communications(const Call& call) { return list_rows(call, Table::communications, &Snapshot::communications); }
Result<HttpResponse> list_accounts(const Call& call) { return list_rows(call, Table::accounts, &Snapshot::accounts); }

Result<HttpResponse> read_summary(const Call& call) {
  BOOST_OUTCOME_TRY(const Reading reading, reading_of(call, Table::customers, call.id()));
  BOOST_OUTCOME_TRY(const Version version, reading.snapshot.version(CustomerId{call.id()}));
  HttpResponse response = json_answer(200, {});
  if (!reading.is_past && is_known(call, version)) {
    response.status = 304;
  } else {
    BOOST_OUTCOME_TRY(const CustomerSummary summary, reading.snapshot.summary(CustomerId{call.id()}));
    response.body = summary_document(summary, reading.snapshot.currency());
  }
  add_position(response, reading.snapshot.position());
  if (!reading.is_past) {
    add_version(response, version);
  }
  return response;
}

Result<HttpResponse> read_portfolio(const Call& call) {
  const Snapshot snapshot = call.ledger.snapshot();
  BOOST_OUTCOME_TRY(const PortfolioSummary portfolio, snapshot.portfolio());
  const bool counts_alone = !readers.has(call.bearer.role);
  HttpResponse response =
      json_answer(200, counts_alone ? counts_document(portfolio, snapshot.currency()) : portfolio_document(portfolio, snapshot.currency()));
  add_position(response, snapshot.position());
  return response;
}

Result<HttpResponse> list_events(const Call& call) {
  BOOST_OUTCOME_TRY(EventQuery query, event_query_of(call));
  // As of then, the history is what had been appended until then.
  BOOST_OUTCOME_TRY(const Reading reading, reading_of(call, Table::customers, call.id()));
  const Snapshot snapshot = call.ledger.snapshot();
  if (reading.is_past) {
    query.to = query.to ? std::min(query.to, reading.snapshot.position()) : reading.snapshot.position();
  }
  BOOST_OUTCOME_TRY(auto events, snapshot.events(query));
  const bool more = events.size() == query.limit;
  events.resize(events.size() - (more ? 1 : 0));
  JsonWriter writer(snapshot.currency());
  writer.begin_object();
  writer.name("items");
  writer.begin_array();
  for (EventDetails& event : events) {
    write_event(writer, mask_for(call.bearer.role, std::move(event)));
  }
  writer.end_array();
  const auto last = events.empty() ? 0 : events.back().record.envelope.position.value;
  writer.member("next_cursor", more ? std::optional(cursor_after(Table::ledger, last)) : std::nullopt);
  if (reading.is_past) {
    writer.member("position", reading.snapshot.position());
  }
  writer.end_object();
  HttpResponse response = json_answer(200, writer.take());
  add_position(response, reading.snapshot.position());
  return response;
}

}  // namespace daybook
