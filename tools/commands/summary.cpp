// `daybook summary [CUSTOMER_ID]`: what a customer, or all of them, owe and have paid.
#include "api/json/summary_json.hpp"
#include "api/replay.hpp"
#include "tools/commands.hpp"
#include "tools/moment_options.hpp"
#include "tools/row_output.hpp"
#include "tools/whole_number.hpp"

namespace daybook {
namespace {

struct SummaryArguments {
  std::optional<std::uint64_t> customer;
  MomentOptions moment;
};

Result<void> summarize_customer(Context& context, const SummaryArguments& options) {
  BOOST_OUTCOME_TRY(const auto ledger, open_ledger(context));
  const CustomerId id{*options.customer};
  Snapshot snapshot = ledger->snapshot();
  if (const auto moment = options.moment.moment()) {
    BOOST_OUTCOME_TRY(snapshot, snapshot.as_of(*moment, Table::customers, id.value, ledger->now()));
  }
  BOOST_OUTCOME_TRY(const CustomerSummary summary, snapshot.summary(id));
  if (context.json) {
    context.out.line(summary_document(summary, snapshot.currency()));
  } else {
    print_fields(context.out, texts_of(summary, snapshot.currency()));
  }
  return success();
}

void add_bucket(TextTable& table, std::string_view name, const Bucket& bucket, const TextOf& text_of) {
  table.add({std::string(name), text_of(bucket.count), text_of(bucket.current_balance)});
}

void print_portfolio(Output& out, const PortfolioSummary& portfolio, const Currency& currency) {
  const TextOf text_of(currency);
  std::vector<std::pair<std::string, std::string>> texts{
      {"customer_count", text_of(portfolio.customer_count)}, {"debt_count", text_of(portfolio.debt_count)},
      {"payment_count", text_of(portfolio.payment_count)},   {"communication_count", text_of(portfolio.communication_count)},
      {"account_count", text_of(portfolio.account_count)},
  };
  DebtTotals::fields(portfolio.totals, [&](std::string_view name, const Total& total) { texts.emplace_back(name, text_of(total)); });
  texts.emplace_back("position", text_of(portfolio.position));
  print_fields(out, texts);
  TextTable by_status({"status", "debts", "current_balance"});
  for (const auto& [status, text] : spellings_of_debt_status) {
    add_bucket(by_status, text, portfolio.by_status.at(static_cast<std::size_t>(status)), text_of);
  }
  out.line("");
  by_status.print(out);
  TextTable by_days({"days_past_due", "open_debts", "current_balance"});
  for (std::size_t i = 0; i < past_due_names.size(); ++i) {
    add_bucket(by_days, past_due_names.at(i), portfolio.by_days_past_due.at(i), text_of);
  }
  out.line("");
  by_days.print(out);
}

/// The ledger is opened only for its own sake, to know its currency and today's portfolio: a look at the past reads the log.
Result<void> summarize_portfolio(Context& context, const SummaryArguments& options) {
  PortfolioSummary portfolio;
  Currency currency;
  {
    BOOST_OUTCOME_TRY(const auto ledger, open_ledger(context));
    const Snapshot snapshot = ledger->snapshot();
    currency = snapshot.currency();
    BOOST_OUTCOME_TRY(portfolio, snapshot.portfolio());
  }
  if (const auto moment = options.moment.moment()) {
    BOOST_OUTCOME_TRY(portfolio, portfolio_as_of(context.ledger_options(), *moment));
  }
  if (context.json) {
    context.out.line(portfolio_document(portfolio, currency));
  } else {
    print_portfolio(context.out, portfolio, currency);
  }
  return success();
}

}  // namespace

void add_summary(CLI::App& app, Context& context) {
  const auto options = std::make_shared<SummaryArguments>();
  CLI::App* command = app.add_subcommand("summary", "Print a customer's summary, or the portfolio's");
  command->add_option("customer", options->customer, "Id of the customer; without it, all customers together")
      ->type_name("CUSTOMER_ID")
      ->check(whole_number(0));
  options->moment.add_to(*command);
  with_json(*command, context);
  with_examples(*command, "daybook summary --data ledger", "daybook summary 1 --json --data ledger");
  on_ledger(*command, context, Runs::in_holder, [&context, options] {
    const auto done = options->customer ? summarize_customer(context, *options) : summarize_portfolio(context, *options);
    return done ? exit_ok : report(context, done.error());
  });
}

}  // namespace daybook
