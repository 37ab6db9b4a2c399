#include "tools/program.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <unistd.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "tools/commands.hpp"
#include "tools/context.hpp"
#include "tools/version.hpp"

namespace daybook {
namespace {

void add_commands(CLI::App& app, Context& context) {
  app.require_subcommand(1);
  add_init(app, context);
  add_ingest(app, context);
  add_import(app, context);
  add_show(app, context);
  add_list(app, context);
  add_summary(app, context);
  add_log(app, context);
  add_replay(app, context);
  add_verify(app, context);
  add_doctor(app, context);
  add_prove(app, context);
  add_check_proof(app, context);
  add_config(app, context);
  add_serve(app, context);
  add_token(app, context);
  add_stats(app, context);
  add_completion(app, context);
  add_version(app, context);
}

void parse(CLI::App& app, std::span<const std::string> arguments) {
  app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
}

/// Hands on the rest of the output. A reader that went away is no news to anyone; anything else is said.
int finish(Context& context, int exit_code) {
  if (context.out.flush()) {
    return exit_code;
  }
  if (context.out.failure() != EPIPE) {
    std::fprintf(context.err, "daybook: cannot write to stdout: %s\n", std::strerror(context.out.failure()));
  }
  return exit_code == exit_ok ? exit_failed : exit_code;
}

constexpr const char* description = "daybook: the book of original entry, an event-sourced ledger of customers, debts and payments";

/// `help show` is `show --help`, and `help` alone `--help`.
std::vector<std::string> with_help_last(std::span<const std::string> arguments) {
  std::vector<std::string> typed(arguments.begin(), arguments.end());
  if (!typed.empty() && typed.front() == "help") {
    std::ranges::rotate(typed, typed.begin() + 1);
    typed.back() = "--help";
  }
  return typed;
}

bool is_command(const CLI::App& app, const std::string& name) {
  return !app.get_subcommands([&name](const CLI::App* command) { return command->get_name() == name; }).empty();
}

/// What is said on stderr about a command line that was not understood.
int refuse(const CLI::App& app, const CLI::ParseError& outcome, std::span<const std::string> arguments) {
  if (arguments.empty()) {
    std::fputs(app.help().c_str(), stderr);
  } else if (!arguments.front().starts_with('-') && !is_command(app, arguments.front())) {
    std::fprintf(stderr, "daybook: there is no command %s; daybook --help names those there are\n", printable(arguments.front()).c_str());
  } else {
    app.exit(outcome);
  }
  return exit_usage;
}

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

}  // namespace

int run_program(std::span<const std::string> typed) {
  Context context;
  CLI::App app(description, "daybook");
  app.set_version_flag("--version", "daybook " + std::string(program_version));
  add_commands(app, context);
  const std::vector<std::string> arguments = with_help_last(typed);
  try {
    parse(app, arguments);
  } catch (const CLI::Success& outcome) {
    return app.exit(outcome);
  } catch (const CLI::ParseError& outcome) {
    return refuse(app, outcome, arguments);
  }
  if (context.goes_to_holder) {
    const auto answered = run_in_holder(context.data, {arguments.begin(), arguments.end()});
    if (!answered) {
      return report(context, answered.error());
    }
    if (answered.value()) {
      return *answered.value();
    }
  }
  return finish(context, context.run());
}

int run_for_other(const Held& held, const LedgerOptions& options, const ControlRequest& request) {
  const std::unique_ptr<std::FILE, CloseFile> err(fdopen(dup(request.err), "w"));
  if (!err) {
    return exit_failed;
  }
  Context context{
      .out = Output(request.out, request.is_cancelled), .err = err.get(), .in = request.in, .user = request.user, .folder = request.folder};
  context.held = held;
  context.is_cancelled = request.is_cancelled;
  CLI::App app(description, "daybook");
  add_commands(app, context);
  try {
    parse(app, request.arguments);
  } catch (const CLI::ParseError& outcome) {
    std::fprintf(err.get(), "daybook: %s\n", outcome.what());
    return exit_usage;
  }
  if (!context.goes_to_holder) {
    std::fputs("daybook: this command does not run in the process that holds the ledger\n", err.get());
    return exit_usage;
  }
  context.data = options.directory;
  context.master_key = options.master_key;
  return finish(context, context.run());
}

}  // namespace daybook
