// `daybook token create|list|revoke`: who may use the API.
#include "api/access.hpp"
#include "api/json/writer.hpp"
#include "tools/commands.hpp"
#include "tools/row_output.hpp"

namespace daybook {
namespace {

struct TokenArguments {
  std::string role;
  std::string name;
  std::string expires;
  std::uint64_t id = 0;
};

std::string problem_of_instant(const std::string& text) {
  const auto instant = parse_instant(text);
  return instant ? "" : instant.error().detail;
}

Result<void> create(Context& context, const TokenArguments& options) {
  BOOST_OUTCOME_TRY(const auto ledger, open_ledger(context));
  BOOST_OUTCOME_TRY(const auto access, open_access(context, *ledger));
  std::optional<Instant> expires_at;
  if (!options.expires.empty()) {
    BOOST_OUTCOME_TRY(expires_at, parse_instant(options.expires));
  }
  const std::string& name = options.name.empty() ? options.role : options.name;
  BOOST_OUTCOME_TRY(const NewToken made, access->create(*parse<Role>(options.role), name, expires_at, context.actor()));
  if (!context.json) {
    context.out.line(made.token);
    return success();
  }
  JsonWriter writer(ledger->currency());
  writer.begin_object();
  writer.member("id", made.id);
  writer.member("token", made.token);
  writer.end_object();
  context.out.line(writer.take());
  return success();
}

Result<void> list(Context& context) {
  BOOST_OUTCOME_TRY(const auto ledger, open_ledger(context));
  BOOST_OUTCOME_TRY(const auto access, open_access(context, *ledger));
  BOOST_OUTCOME_TRY(const auto tokens, access->list());
  const Cells columns{"id", "role", "name", "created_at", "expires_at", "revoked_at"};
  TextTable table(columns);
  for (const AccessToken& token : tokens) {
    if (context.json) {
      context.out.line(row_document(token, ledger->currency(), std::nullopt));
    } else {
      table.add(cells_of(token, columns, ledger->currency()));
    }
  }
  if (!context.json) {
    table.print(context.out);
  }
  return success();
}

Result<void> revoke(Context& context, const TokenArguments& options) {
  BOOST_OUTCOME_TRY(const auto ledger, open_ledger(context));
  BOOST_OUTCOME_TRY(const auto access, open_access(context, *ledger));
  BOOST_OUTCOME_TRY(access->revoke({options.id}, context.actor()));
  if (context.json) {
    context.out.line("{\"id\":" + std::to_string(options.id) + "}");
  }
  return success();
}

int exit_code_of(const Context& context, const Result<void>& done) { return done ? exit_ok : report(context, done.error()); }

}  // namespace

void add_token(CLI::App& app, Context& context) {
  const auto options = std::make_shared<TokenArguments>();
  CLI::App* command = app.add_subcommand("token", "Access tokens of the API: create, list, revoke");
  command->require_subcommand(1);
  with_examples(*command, "daybook token create --role ingest --name feed --data ledger", "daybook token list --data ledger");

  CLI::App* create_command = command->add_subcommand("create", "Print a new token, once; only its hash is kept");
  create_command->add_option("--role", options->role, "agent, ingest, auditor, compliance or admin")
      ->required()
      ->type_name("ROLE")
      ->check(CLI::IsMember({"agent", "ingest", "auditor", "compliance", "admin"}));
  create_command->add_option("--name", options->name, "Who acts with it, as the log says (default: the role)")->type_name("NAME");
  create_command->add_option("--expires", options->expires, "From when on it opens nothing")
      ->type_name("DATE")
      ->check(CLI::Validator(problem_of_instant, ""));
  with_json(*create_command, context);
  with_examples(*create_command, "daybook token create --role agent --name front-desk --data ledger",
                "daybook token create --role auditor --expires 2099-12-31 --json --data ledger");
  on_ledger(*create_command, context, Runs::in_holder, [&context, options] { return exit_code_of(context, create(context, *options)); });

  CLI::App* list_command = command->add_subcommand("list", "Print all tokens there ever were, without the tokens themselves");
  with_json(*list_command, context);
  with_examples(*list_command, "daybook token list --data ledger", "daybook token list --json --data ledger");
  on_ledger(*list_command, context, Runs::in_holder, [&context] { return exit_code_of(context, list(context)); });

  CLI::App* revoke_command = command->add_subcommand("revoke", "From now on the token opens nothing");
  revoke_command->add_option("id", options->id, "Id of the token, as token list prints it")->required()->type_name("ID");
  with_json(*revoke_command, context);
  with_examples(*revoke_command, "daybook token revoke 2 --data ledger", "daybook token revoke 3 --json --data ledger");
  on_ledger(*revoke_command, context, Runs::in_holder, [&context, options] { return exit_code_of(context, revoke(context, *options)); });
}

}  // namespace daybook
