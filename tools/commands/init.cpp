// `daybook init`: an empty ledger.
#include <cstdio>

#include "api/json/writer.hpp"
#include "tools/commands.hpp"

namespace daybook {
namespace {

struct InitArguments {
  std::string currency = "USD";
};

void print(Context& context, const Ledger& ledger) {
  if (!context.json) {
    return context.out.line("created a ledger in " + context.data.string() + ", currency " + ledger.currency().text());
  }
  JsonWriter writer(ledger.currency());
  writer.begin_object();
  writer.member("directory", context.data.string());
  writer.member("currency", ledger.currency().text());
  writer.member("position", ledger.snapshot().position());
  writer.end_object();
  context.out.line(writer.take());
}

void warn_of_master_key(const Context& context) {
  const std::filesystem::path key = context.data / "master.key";
  std::error_code ignored;
  if (context.master_key.empty() && std::filesystem::exists(key, ignored)) {
    std::fprintf(context.err,
                 "daybook: the master key is in %s. Move it, or a copy, away from the ledger: whoever has both can read everything,\n"
                 "and without it nothing sealed can ever be read again.\n",
                 key.c_str());
  }
}

Result<void> run(Context& context, const InitArguments& options) {
  LedgerOptions create = context.ledger_options();
  create.actor = context.actor();
  BOOST_OUTCOME_TRY(create.currency, parse_currency(options.currency));
  BOOST_OUTCOME_TRY(const auto ledger, Ledger::create(create));
  print(context, *ledger);
  warn_of_master_key(context);
  return success();
}

std::string problem_of_currency(const std::string& code) {
  const auto currency = parse_currency(code);
  return currency ? "" : currency.error().detail;
}

}  // namespace

void add_init(CLI::App& app, Context& context) {
  const auto options = std::make_shared<InitArguments>();
  CLI::App* command = app.add_subcommand("init", "Create an empty ledger in a new or empty folder");
  command->add_option("--currency", options->currency, "ISO 4217 code of all amounts, fixed for ever (default: USD)")
      ->type_name("CODE")
      ->check(CLI::Validator(problem_of_currency, ""));
  with_json(*command, context);
  with_examples(*command, "daybook init --data ledger", "daybook init --data yen --currency JPY");
  on_ledger(*command, context, Runs::here, [&context, options] {
    const auto created = run(context, *options);
    return created ? exit_ok : report(context, created.error());
  });
}

}  // namespace daybook
