// `daybook version`: of the program, and of what it reads and writes.
#include "tools/version.hpp"

#include "api/json/writer.hpp"
#include "engine/store/log_format.hpp"
#include "tools/commands.hpp"

namespace daybook {
namespace {

void print(Context& context) {
  if (!context.json) {
    context.out.line("daybook " + std::string(program_version));
    return context.out.line("log format " + std::to_string(log_format_newest));
  }
  JsonWriter writer(Currency{});
  writer.begin_object();
  writer.member("version", program_version);
  writer.member("log_format", log_format_newest);
  writer.end_object();
  context.out.line(writer.take());
}

}  // namespace

void add_version(CLI::App& app, Context& context) {
  CLI::App* command = app.add_subcommand("version", "Print the versions of the program and of the format it writes");
  command->add_option("--data", context.data, "Not looked at; every command takes it")->type_name("DIR");
  with_json(*command, context);
  with_examples(*command, "daybook version", "daybook version --json");
  command->callback([&context] {
    context.run = [&context] {
      print(context);
      return exit_ok;
    };
  });
}

}  // namespace daybook
