#include "tools/context.hpp"

#include <array>
#include <cstdio>
#include <pwd.h>
#include <unistd.h>
#include <utility>

#include "api/json/receipt.hpp"
#include "tools/progress.hpp"

namespace daybook {

int report(const Context& context, const Error& error) {
  if (context.json) {
    std::fprintf(context.err, "%s\n", error_document(error).c_str());
    return info(error.code).exit_code;
  }
  for (const Error& single : flatten(error)) {
    std::fprintf(context.err, "daybook: %s (%s)\n", single.detail.c_str(), std::string(to_text(single.code)).c_str());
  }
  return info(error.code).exit_code;
}

Result<std::shared_ptr<Ledger>> open_ledger(const Context& context) {
  if (context.held.ledger) {
    return context.held.ledger;
  }
  Progress progress("catching up", "events", context.err);
  LedgerOptions options = context.ledger_options();
  options.progress = [&](Position done, Position newest) { progress.show(done.value, newest.value); };
  BOOST_OUTCOME_TRY(auto opened, Ledger::open(options));
  return std::shared_ptr<Ledger>(std::move(opened));
}

Result<std::shared_ptr<Access>> open_access(const Context& context, Ledger& ledger) {
  if (context.held.access) {
    return context.held.access;
  }
  BOOST_OUTCOME_TRY(auto opened, Access::open(ledger));
  return std::shared_ptr<Access>(std::move(opened));
}

void on_ledger(CLI::App& command, Context& context, Runs where, std::function<int()> run) {
  command.add_option("--data", context.data, "Folder of the ledger (default: the current one)")->type_name("DIR");
  command
      .add_option("--master-key", context.master_key,
                  "File of the master key (default: $CREDENTIALS_DIRECTORY/daybook.key, DIR/master.key)")
      ->type_name("FILE");
  command.callback([&context, where, run = std::move(run)] {
    context.run = run;
    context.goes_to_holder = where == Runs::in_holder;
  });
}

void with_json(CLI::App& command, Context& context) { command.add_flag("--json", context.json, "Answer in JSON"); }

void with_examples(CLI::App& command, std::string_view first, std::string_view second) {
  command.footer("Examples:\n  " + std::string(first) + "\n  " + std::string(second));
}

std::string Context::actor() const {
  passwd entry{};
  passwd* found = nullptr;
  std::array<char, std::size_t{16} * 1024> texts{};
  getpwuid_r(user, &entry, texts.data(), texts.size(), &found);
  return "os:" + (found != nullptr ? std::string(found->pw_name) : std::to_string(user));
}

}  // namespace daybook
