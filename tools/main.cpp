// The program `daybook`: reads the command line, runs one command, and turns what became of it into an exit code.
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <exception>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "tools/commands.hpp"

namespace daybook {
namespace {

void add_commands(CLI::App& app, Context& context) {
  add_init(app, context);
  add_ingest(app, context);
  add_import(app, context);
  add_show(app, context);
  add_list(app, context);
  add_summary(app, context);
  add_log(app, context);
  add_replay(app, context);
  add_verify(app, context);
  add_version(app, context);
}

/// Hands on the rest of the output. A reader that went away is no news to anyone; anything else is said.
int finish(Context& context, int exit_code) {
  if (context.out.flush()) {
    return exit_code;
  }
  if (context.out.failure() != EPIPE) {
    std::fprintf(stderr, "daybook: cannot write to stdout: %s\n", std::strerror(context.out.failure()));
  }
  return exit_code == exit_ok ? exit_failed : exit_code;
}

int run(int argument_count, const char* const* arguments) {
  Context context;
  CLI::App app("daybook: the book of original entry, an event-sourced ledger of customers, debts and payments", "daybook");
  app.require_subcommand(1);
  add_commands(app, context);
  try {
    app.parse(argument_count, arguments);
  } catch (const CLI::ParseError& outcome) {
    return app.exit(outcome) == exit_ok ? exit_ok : exit_usage;
  }
  return finish(context, context.run());
}

}  // namespace
}  // namespace daybook

int main(int argument_count, char** arguments) {
  // A reader that went away shows as an error of the write.
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return daybook::run(argument_count, arguments);
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "daybook: %s (internal)\n", failure.what());
    return daybook::exit_failed;
  }
}
