#include "tools/program.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <unistd.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "tools/commands.hpp"

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
  add_config(app, context);
  add_serve(app, context);
  add_token(app, context);
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

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

}  // namespace

int run_program(std::span<const std::string> arguments) {
  Context context;
  CLI::App app(description, "daybook");
  add_commands(app, context);
  try {
    parse(app, arguments);
  } catch (const CLI::ParseError& outcome) {
    return app.exit(outcome) == exit_ok ? exit_ok : exit_usage;
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

int run_for_other(const Held& held, const Context& holder, const ControlRequest& request) {
  const std::unique_ptr<std::FILE, CloseFile> err(fdopen(dup(request.err), "w"));
  if (!err) {
    return exit_failed;
  }
  Context context{.out = Output(request.out), .err = err.get(), .in = request.in, .user = request.user, .folder = request.folder};
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
  context.data = holder.data;
  context.master_key = holder.master_key;
  return finish(context, context.run());
}

}  // namespace daybook
