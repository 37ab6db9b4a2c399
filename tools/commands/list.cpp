// `daybook list TABLE`: rows by id, streamed.
#include <limits>

#include "tools/commands.hpp"
#include "tools/moment_options.hpp"
#include "tools/row_output.hpp"
#include "tools/whole_number.hpp"

namespace daybook {
namespace {

constexpr std::size_t page_rows = 500;

struct ListArguments {
  std::string table;
  std::uint64_t customer = 0;
  std::uint64_t debt = 0;
  std::string status;
  std::size_t limit = std::numeric_limits<std::size_t>::max();
  MomentOptions moment;
};

/// How one table is listed: how a page of it is read, and which columns people see.
template <class Row>
struct Listing {
  Result<std::vector<Row>> (Snapshot::*page)(const ListQuery&) const;
  Cells columns;
};

/// Where rows are read, and the position that is said beside them when they are of the past.
struct Source {
  Snapshot snapshot;
  std::optional<Position> as_of;
};

/// Only lists under one customer go back in time.
Result<Source> source_of(const Ledger& ledger, const ListArguments& options) {
  Snapshot now = ledger.snapshot();
  const auto moment = options.moment.moment();
  if (!moment) {
    return Source{std::move(now), std::nullopt};
  }
  const Table table = options.customer != 0 ? Table::customers : Table::debts;
  const std::uint64_t id = options.customer != 0 ? options.customer : options.debt;
  BOOST_OUTCOME_TRY(Snapshot past, now.as_of(*moment, table, id, ledger.now()));
  const Position position = past.position();
  return Source{std::move(past), position};
}

template <class Row>
void print_page(Context& context, const Source& source, const std::vector<Row>& page, TextTable& table, const Cells& columns) {
  for (const Row& row : page) {
    if (context.json) {
      context.out.line(row_document(row, source.snapshot.currency(), source.as_of));
    } else {
      table.add(cells_of(row, columns, source.snapshot.currency()));
    }
  }
  if (!context.json) {
    table.print(context.out);
  }
}

template <class Row>
Result<void> list(Context& context, const ListArguments& options, const Listing<Row>& listing) {
  BOOST_OUTCOME_TRY(const auto ledger, open_ledger(context));
  BOOST_OUTCOME_TRY(const Source source, source_of(*ledger, options));
  ListQuery query{.customer = {options.customer}, .debt = {options.debt}, .status = options.status};
  TextTable table(listing.columns);
  std::size_t wanted = options.limit;
  while (wanted > 0) {
    query.limit = std::min(page_rows, wanted);
    BOOST_OUTCOME_TRY(const auto page, (source.snapshot.*listing.page)(query));
    print_page(context, source, page, table, listing.columns);
    wanted -= page.size();
    if (page.size() < query.limit || !context.out.flush()) {
      break;
    }
    query.after = page.back().id.value;
  }
  return success();
}

Result<void> run(Context& context, const ListArguments& options) {
  if (options.table == "customers") {
    const Cells columns{"id", "first_name", "last_name", "account_status", "phone_primary", "email", "version"};
    return list<CustomerRow>(context, options, {&Snapshot::customers, columns});
  }
  if (options.table == "debts") {
    const Cells columns{"id",       "customer_id",  "debt_type", "status", "original_amount", "current_balance", "credit_balance",
                        "due_date", "days_past_due"};
    return list<DebtRow>(context, options, {&Snapshot::debts, columns});
  }
  if (options.table == "payments") {
    const Cells columns{"id", "customer_id", "debt_id", "status", "amount", "refunded_amount", "payment_date", "payment_method"};
    return list<PaymentRow>(context, options, {&Snapshot::payments, columns});
  }
  if (options.table == "accounts") {
    const Cells columns{"id", "customer_id", "account_type", "account_number", "bank_name", "is_active", "is_primary"};
    return list<AccountRow>(context, options, {&Snapshot::accounts, columns});
  }
  const Cells columns{"id", "customer_id", "communication_type", "direction", "timestamp", "outcome", "agent_id"};
  return list<CommunicationRow>(context, options, {&Snapshot::communications, columns});
}

/// What is wrong with the options together; empty when nothing is.
std::string problem_of(const ListArguments& options) {
  if (options.moment.moment() && options.customer == 0 && options.debt == 0) {
    return "--as-of goes with --customer or --debt";
  }
  if (options.debt != 0 && (options.table == "customers" || options.table == "accounts")) {
    return "--debt: " + options.table + " are not kept by debt";
  }
  if (options.status.empty()) {
    return "";
  }
  const bool known = options.table == "customers"  ? parse<CustomerStatus>(options.status).has_value()
                     : options.table == "debts"    ? parse<DebtStatus>(options.status).has_value()
                     : options.table == "payments" ? parse<PaymentStatus>(options.status).has_value()
                     : options.table == "accounts" ? options.status == "active" || options.status == "inactive"
                                                   : false;
  return known ? "" : "--status: " + options.table + " have no such status";
}

void check(const ListArguments& options) {
  if (const std::string problem = problem_of(options); !problem.empty()) {
    throw CLI::ValidationError(problem);
  }
}

}  // namespace

void add_list(CLI::App& app, Context& context) {
  const auto options = std::make_shared<ListArguments>();
  CLI::App* command = app.add_subcommand("list", "Print rows by id");
  command->add_option("table", options->table, "customers, debts, payments, accounts or communications")
      ->required()
      ->type_name("TABLE")
      ->check(CLI::IsMember({"customers", "debts", "payments", "accounts", "communications"}));
  command->add_option("--customer", options->customer, "Only rows of this customer")->type_name("ID")->check(whole_number(1));
  command->add_option("--debt", options->debt, "Only payments of, or communications about, this debt")
      ->type_name("ID")
      ->check(whole_number(1));
  command->add_option("--status", options->status, "Only rows with this status, spelled as in the table")->type_name("STATUS");
  command->add_option("--limit", options->limit, "At most so many rows")->type_name("N")->check(whole_number(0));
  options->moment.add_to(*command);
  with_json(*command, context);
  with_examples(*command, "daybook list customers --limit 10 --data ledger",
                "daybook list debts --customer 1 --status ACTIVE --json --data ledger");
  command->parse_complete_callback([options] { check(*options); });
  on_ledger(*command, context, Runs::in_holder, [&context, options] {
    const auto listed = run(context, *options);
    return listed ? exit_ok : report(context, listed.error());
  });
}

}  // namespace daybook
