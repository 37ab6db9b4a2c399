#include <algorithm>
#include <array>

#include "api/http/bulk_stream.hpp"
#include "api/http/documents.hpp"
#include "api/http/event_stream.hpp"
#include "api/http/proofs.hpp"
#include "api/http/reads.hpp"
#include "api/http/route.hpp"

namespace daybook {
namespace {

constexpr std::array as_of_query{
    QueryField{"as_of", "InstantGiven", "What was known then (RFC 3339)"},
    QueryField{"as_of_position", "PositionGiven", "What was known at this position of the log"},
};
constexpr std::array list_query{
    QueryField{"limit", "Limit", "At most so many rows; 100 by itself"},
    QueryField{"cursor", "Cursor", "next_cursor of the page before"},
    QueryField{"status", "Text", "Only rows with this status"},
};
constexpr std::array customer_list_query{
    list_query[0],  list_query[1],  list_query[2], QueryField{"customer_id", "Id", "Only rows of this customer"},
    as_of_query[0], as_of_query[1],
};
constexpr std::array debt_list_query{
    list_query[0],  list_query[1],  list_query[2], customer_list_query[3], QueryField{"debt_id", "Id", "Only rows of, or about, this debt"},
    as_of_query[0], as_of_query[1],
};
constexpr std::array under_customer_query{list_query[0], list_query[1], list_query[2], as_of_query[0], as_of_query[1]};
constexpr std::array under_debt_query{list_query[0], list_query[1], list_query[2], debt_list_query[4], as_of_query[0], as_of_query[1]};
constexpr std::array event_query{
    list_query[0],
    list_query[1],
    QueryField{"from", "Position", "From this position on"},
    QueryField{"to", "PositionGiven", "Up to this position"},
    QueryField{"type", "Text", "Only events of this name"},
    QueryField{"debt_id", "Id", "Only events about this debt"},
};
constexpr std::array customer_events_query{event_query[0], event_query[1], event_query[2], event_query[3],
                                           event_query[4], event_query[5], as_of_query[0], as_of_query[1]};
constexpr std::array all_events_query{event_query[0], event_query[1], event_query[2],        event_query[3],
                                      event_query[4], event_query[5], customer_list_query[3]};
constexpr std::array stream_query{QueryField{"from", "Position", "From this position on; Last-Event-ID goes before it"}};
constexpr std::array bulk_query{QueryField{"stop_on_error", "Flag", "After a refused line no later one is applied or answered"}};
constexpr std::array write_query{QueryField{"dry_run", "Flag", "Only decide: nothing is appended"}};
constexpr std::array inclusion_query{QueryField{"position", "PositionGiven", "The event to prove", true},
                                     QueryField{"size", "PositionGiven", "Of the tree to prove it in; the newest by itself"}};
constexpr std::array consistency_query{QueryField{"from", "PositionGiven", "Size of the older tree", true},
                                       QueryField{"to", "PositionGiven", "Size of the newer one; the newest by itself"}};

constexpr Route get(std::string_view path, std::string_view summary, RoleSet roles, Reader read, std::string_view answer,
                    std::span<const QueryField> query = {}) {
  return {.method = Method::get, .path = path, .summary = summary, .roles = roles, .how = read, .answer = answer, .query = query};
}

constexpr Route waiting(Route route) {
  route.waits = true;
  return route;
}

constexpr Route lasting(Route route) {
  route.lasts = true;
  return route;
}

constexpr Route create(std::string_view path, std::string_view summary, std::string_view command, Table table, std::string_view answer) {
  return {.method = Method::post,
          .path = path,
          .summary = summary,
          .roles = writers_of(command),
          .how = CommandRoute{.name = command, .path_field = {}, .table = table},
          .answer = answer,
          .status = 201,
          .query = write_query};
}

/// What all commands on one table's rows share.
struct Rows {
  std::string_view id_field;
  Table table;
  std::string_view answer;

  constexpr Route on_row(Method method, std::string_view path, std::string_view summary, std::string_view command,
                         std::string_view path_field) const {
    return {.method = method,
            .path = path,
            .summary = summary,
            .roles = writers_of(command),
            .how = CommandRoute{.name = command, .path_field = path_field, .table = table},
            .answer = answer,
            .query = write_query};
  }
  constexpr Route change(std::string_view path, std::string_view summary, std::string_view command) const {
    return on_row(Method::patch, path, summary, command, id_field);
  }
  constexpr Route act(std::string_view path, std::string_view summary, std::string_view command) const {
    return on_row(Method::post, path, summary, command, id_field);
  }
};

constexpr Rows customers{"customer_id", Table::customers, "Customer"};
constexpr Rows debts{"debt_id", Table::debts, "Debt"};
constexpr Rows payments{"payment_id", Table::payments, "Payment"};
constexpr Rows communications{"communication_id", Table::communications, "Communication"};
constexpr Rows accounts{"account_id", Table::accounts, "Account"};

constexpr RoleSet provers{Role::auditor, Role::compliance};

constexpr std::array all_routes{
    create("/v1/customers", "Create a customer", "create_customer", Table::customers, "Customer"),
    get("/v1/customers", "List customers", readers, list_customers, "CustomerList", list_query),
    lasting(get("/v1/customers/{id}", "Read a customer", readers, read_customer, "Customer", as_of_query)),
    customers.change("/v1/customers/{id}", "Change a customer's profile", "update_customer"),
    customers.act("/v1/customers/{id}/freeze", "Freeze: no new debts", "freeze_customer"),
    customers.act("/v1/customers/{id}/unfreeze", "End a freeze", "unfreeze_customer"),
    customers.act("/v1/customers/{id}/close", "Close a customer", "close_customer"),
    customers.act("/v1/customers/{id}/reopen", "Reopen a closed customer", "reopen_customer"),
    lasting(get("/v1/customers/{id}/summary", "What a customer owes and has paid", readers, read_summary, "CustomerSummary", as_of_query)),
    get("/v1/customers/{id}/debts", "A customer's debts", readers, list_debts, "DebtList", under_customer_query),
    get("/v1/customers/{id}/payments", "A customer's payments", readers, list_payments, "PaymentList", under_debt_query),
    get("/v1/customers/{id}/accounts", "A customer's accounts", readers, list_accounts, "AccountList", under_customer_query),
    get("/v1/customers/{id}/communications", "A customer's communications", readers, list_communications, "CommunicationList",
        under_debt_query),
    get("/v1/customers/{id}/events", "A customer's history", readers, list_events, "EventList", customer_events_query),
    Route{.method = Method::post,
          .path = "/v1/customers/search",
          .summary = "Find customers by exactly one value",
          .roles = readers_of_personal,
          .how = Reader(search_customers),
          .request = "Search",
          .answer = "CustomerList"},
    Route{.method = Method::post,
          .path = "/v1/customers/{id}/reveal",
          .summary = "Show secret fields in full; who saw what, and why, is recorded first",
          .roles = {Role::compliance},
          .how = Reader(reveal_customer),
          .request = "Reveal",
          .answer = "Revealed",
          .waits = true},

    create("/v1/debts", "Issue a debt", "issue_debt", Table::debts, "Debt"),
    get("/v1/debts", "List debts", readers, list_debts, "DebtList", customer_list_query),
    lasting(get("/v1/debts/{id}", "Read a debt", readers, read_debt, "Debt", as_of_query)),
    debts.change("/v1/debts/{id}", "Change a debt's terms", "change_debt_terms"),
    debts.act("/v1/debts/{id}/adjust", "Add interest or a fee; waive or correct", "adjust_debt"),
    debts.act("/v1/debts/{id}/default", "The customer has defaulted", "default_debt"),
    debts.act("/v1/debts/{id}/cure", "The default is cured", "cure_debt"),
    debts.act("/v1/debts/{id}/place", "Place with a collection agency", "place_debt"),
    debts.act("/v1/debts/{id}/recall", "Recall from the agency", "recall_debt"),
    debts.act("/v1/debts/{id}/write-off", "Write off", "write_off_debt"),
    debts.act("/v1/debts/{id}/settle", "Forgive what is left", "settle_debt"),
    debts.act("/v1/debts/{id}/refund-credit", "Pay out credit", "refund_credit"),
    debts.on_row(Method::post, "/v1/debts/{id}/apply-credit", "Move credit to another debt", "apply_credit", "from_debt_id"),

    create("/v1/payments", "Record a payment", "record_payment", Table::payments, "Payment"),
    get("/v1/payments", "List payments", readers, list_payments, "PaymentList", debt_list_query),
    lasting(get("/v1/payments/{id}", "Read a payment", readers, read_payment, "Payment", as_of_query)),
    payments.act("/v1/payments/{id}/complete", "A pending payment has arrived", "complete_payment"),
    payments.act("/v1/payments/{id}/fail", "A pending payment has failed", "fail_payment"),
    payments.act("/v1/payments/{id}/refund", "Refund, all of it by itself", "refund_payment"),

    create("/v1/communications", "Log a communication", "log_communication", Table::communications, "Communication"),
    get("/v1/communications", "List communications", readers, list_communications, "CommunicationList", debt_list_query),
    lasting(get("/v1/communications/{id}", "Read a communication", readers, read_communication, "Communication", as_of_query)),
    communications.change("/v1/communications/{id}", "Amend a communication", "amend_communication"),

    create("/v1/accounts", "Link an account", "link_account", Table::accounts, "Account"),
    get("/v1/accounts", "List accounts", readers, list_accounts, "AccountList", customer_list_query),
    lasting(get("/v1/accounts/{id}", "Read an account", readers, read_account, "Account", as_of_query)),
    accounts.change("/v1/accounts/{id}", "Change an account", "update_account"),
    accounts.act("/v1/accounts/{id}/make-primary", "Make it the customer's primary account", "make_account_primary"),
    accounts.act("/v1/accounts/{id}/deactivate", "Deactivate", "deactivate_account"),
    accounts.act("/v1/accounts/{id}/reactivate", "Reactivate", "reactivate_account"),

    Route{.method = Method::post,
          .path = "/v1/commands",
          .summary = "Commands in bulk, one JSON object a line, answered line by line",
          .roles = writers_of_contacts,
          .how = Streamer(stream_commands),
          .request = "BulkLine",
          .answer = "BulkReceipt",
          .query = bulk_query},
    lasting(get("/v1/summary", "The portfolio", counters, read_portfolio, "PortfolioSummary")),
    get("/v1/events", "Events, oldest first", readers, list_events, "EventList", all_events_query),
    Route{.method = Method::get,
          .path = "/v1/events/stream",
          .summary = "Events as they happen (server-sent events); resumes by Last-Event-ID",
          .roles = readers,
          .how = Streamer(stream_events),
          .answer = "EventStream",
          .query = stream_query},
    waiting(get("/v1/tree/head", "Size and root of the tree over the log", provers, read_tree_head, "TreeHead")),
    waiting(get("/v1/tree/inclusion", "Proof that an event is on the log (RFC 9162)", provers, prove_inclusion, "InclusionProof",
                inclusion_query)),
    waiting(get("/v1/tree/consistency", "Proof that the log only grew (RFC 9162)", provers, prove_consistency, "ConsistencyProof",
                consistency_query)),

    get("/healthz", "The process is there", RoleSet::everyone(), read_health, "Health"),
    get("/readyz", "Requests may be sent here", RoleSet::everyone(), read_readiness, "Health"),
    get("/metrics", "Figures for Prometheus; without a token on this machine alone", RoleSet::local_or({Role::admin}), read_metrics,
        "Metrics"),
    get("/openapi.json", "This description (OpenAPI 3.1)", RoleSet::everyone(), read_openapi, "OpenApi"),
    get("/docs", "The same for people", RoleSet::everyone(), read_docs, "Docs"),
};

/// Deny by default: a route that is for nobody does not compile.
consteval bool is_complete(std::span<const Route> routes) {
  return std::ranges::none_of(routes, [](const Route& route) { return route.roles.is_empty() || route.answer.empty(); });
}
static_assert(is_complete(all_routes), "every route says for whom it is, and what it answers");

}  // namespace

std::span<const Route> route_table() { return all_routes; }

}  // namespace daybook
