#include "tools/context.hpp"

#include <cstdio>
#include <pwd.h>
#include <unistd.h>
#include <utility>

#include "api/json/receipt.hpp"
#include "tools/progress.hpp"

namespace daybook {

int report(const Context& context, const Error& error) {
  if (context.json) {
    std::fprintf(stderr, "%s\n", error_document(error).c_str());
    return info(error.code).exit_code;
  }
  for (const Error& single : flatten(error)) {
    std::fprintf(stderr, "daybook: %s (%s)\n", single.detail.c_str(), std::string(to_text(single.code)).c_str());
  }
  return info(error.code).exit_code;
}

Result<std::unique_ptr<Ledger>> open_ledger(const Context& context) {
  Progress progress("catching up", "events");
  LedgerOptions options = context.ledger_options();
  options.progress = [&](Position done, Position newest) { progress.show(done.value, newest.value); };
  return Ledger::open(options);
}

void on_ledger(CLI::App& command, Context& context, std::function<int()> run) {
  command.add_option("--data", context.data, "Folder of the ledger (default: the current one)")->type_name("DIR");
  command
      .add_option("--master-key", context.master_key,
                  "File of the master key (default: $CREDENTIALS_DIRECTORY/daybook.key, DIR/master.key)")
      ->type_name("FILE");
  command.callback([&context, run = std::move(run)] { context.run = run; });
}

void with_json(CLI::App& command, Context& context) { command.add_flag("--json", context.json, "Answer in JSON"); }

void with_examples(CLI::App& command, std::string_view first, std::string_view second) {
  command.footer("Examples:\n  " + std::string(first) + "\n  " + std::string(second));
}

std::string actor_of_process() {
  const passwd* user = getpwuid(geteuid());
  return "os:" + (user != nullptr ? std::string(user->pw_name) : std::to_string(geteuid()));
}

}  // namespace daybook
