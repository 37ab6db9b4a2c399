// `daybook show TABLE ID`: one row.
#include "tools/commands.hpp"
#include "tools/moment_options.hpp"
#include "tools/row_output.hpp"
#include "tools/whole_number.hpp"

namespace daybook {
namespace {

struct ShowArguments {
  std::string kind;
  std::uint64_t id = 0;
  MomentOptions moment;
};

template <class Id>
Result<void> show(Context& context, const ShowArguments& options, Table table) {
  BOOST_OUTCOME_TRY(const auto ledger, open_ledger(context));
  Snapshot snapshot = ledger->snapshot();
  std::optional<Position> as_of;
  if (const auto moment = options.moment.moment()) {
    BOOST_OUTCOME_TRY(snapshot, snapshot.as_of(*moment, table, options.id, ledger->now()));
    as_of = snapshot.position();
  }
  BOOST_OUTCOME_TRY(const auto row, snapshot.row(Id{options.id}));
  if (context.json) {
    context.out.line(row_document(row, snapshot.currency(), as_of));
    return success();
  }
  auto texts = texts_of(row, snapshot.currency());
  if (as_of) {
    texts.emplace_back("position", std::to_string(as_of->value));
  }
  print_fields(context.out, texts);
  return success();
}

Result<void> run(Context& context, const ShowArguments& options) {
  if (options.kind == "customer") {
    return show<CustomerId>(context, options, Table::customers);
  }
  if (options.kind == "debt") {
    return show<DebtId>(context, options, Table::debts);
  }
  if (options.kind == "payment") {
    return show<PaymentId>(context, options, Table::payments);
  }
  return options.kind == "account" ? show<AccountId>(context, options, Table::accounts)
                                   : show<CommunicationId>(context, options, Table::communications);
}

}  // namespace

void add_show(CLI::App& app, Context& context) {
  const auto options = std::make_shared<ShowArguments>();
  CLI::App* command = app.add_subcommand("show", "Print one row, as it is or as it was");
  command->add_option("kind", options->kind, "customer, debt, payment, account or communication")
      ->required()
      ->type_name("KIND")
      ->check(CLI::IsMember({"customer", "debt", "payment", "account", "communication"}));
  command->add_option("id", options->id, "Id of the row")->required()->type_name("ID")->check(whole_number(0));
  options->moment.add_to(*command);
  with_json(*command, context);
  with_examples(*command, "daybook show customer 1 --data ledger", "daybook show customer 1 --as-of-position 2 --json --data ledger");
  on_ledger(*command, context, Runs::in_holder, [&context, options] {
    const auto shown = run(context, *options);
    return shown ? exit_ok : report(context, shown.error());
  });
}

}  // namespace daybook
