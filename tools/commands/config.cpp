// `daybook config check`: what a service would be told.
#include "tools/commands.hpp"
#include "tools/service_options.hpp"
#include "tools/text_table.hpp"

namespace daybook {
namespace {

Result<void> check(Context& context, CLI::App& command, ServiceOptions& options) {
  BOOST_OUTCOME_TRY(complete_from_surroundings(command, options));
  BOOST_OUTCOME_TRY(server_options(options));
  const std::vector<std::pair<std::string, std::string>> fields{
      {"listen", options.listen},
      {"connections", std::to_string(options.connections_max)},
      {"tls_certificate", options.tls.certificate.string()},
      {"tls_key", options.tls.key.string()},
      {"tls_client_authorities", options.tls.client_authorities.string()},
      {"without_tls_beyond_this_machine", options.without_tls_beyond_this_machine ? "true" : "false"},
      {"log", options.log},
      {"head_to", options.head_to.string()}};
  print_fields(context.out, fields);
  return success();
}

}  // namespace

void add_config(CLI::App& app, Context& context) {
  const auto options = std::make_shared<ServiceOptions>();
  CLI::App* command = app.add_subcommand("config", "How a service is told what to do");
  command->require_subcommand(1);
  with_examples(*command, "daybook config check", "daybook config check --listen 127.0.0.1:9000 --log error");
  CLI::App* check_command =
      command->add_subcommand("check", "Print what `serve` would take from flags, environment and file; fails where it would");
  add_service_options(*check_command, *options);
  with_examples(*check_command, "daybook config check --listen 127.0.0.1:9000", "daybook config check --log error");
  check_command->callback([&context, check_command, options] {
    context.run = [&context, check_command, options] {
      const auto checked = check(context, *check_command, *options);
      return checked ? exit_ok : report(context, checked.error());
    };
  });
}

}  // namespace daybook
