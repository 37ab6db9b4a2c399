// `daybook replay`: every projection again, from the log.
#include "api/replay.hpp"

#include <cstdio>

#include "api/json/writer.hpp"
#include "tools/commands.hpp"
#include "tools/progress.hpp"
#include "tools/text_table.hpp"

namespace daybook {
namespace {

struct ReplayArguments {
  std::filesystem::path into;
};

double events_per_second(const ReplayReport& report) {
  return report.seconds > 0 ? static_cast<double>(report.events) / report.seconds : 0;
}

std::string document_of(const ReplayReport& report) {
  JsonWriter writer(Currency{});
  writer.begin_object();
  writer.member("events", report.events);
  writer.member("position", report.position);
  writer.member("seconds", report.seconds);
  writer.member("events_per_second", events_per_second(report));
  writer.name("digests");
  writer.begin_object();
  for (const auto& [projection, digest] : report.digests) {
    writer.member(projection, digest);
  }
  writer.end_object();
  writer.end_object();
  return writer.take();
}

std::string rounded(double number, int decimals) {
  std::array<char, 64> text{};
  const int length = std::snprintf(text.data(), text.size(), "%.*f", decimals, number);
  return {text.data(), static_cast<std::size_t>(length)};
}

void print(Output& out, const ReplayReport& report) {
  std::vector<std::pair<std::string, std::string>> fields{{"events", std::to_string(report.events)},
                                                          {"position", std::to_string(report.position.value)},
                                                          {"seconds", rounded(report.seconds, 3)},
                                                          {"events/s", rounded(events_per_second(report), 0)}};
  for (const auto& [projection, digest] : report.digests) {
    fields.emplace_back(projection, digest);
  }
  print_fields(out, fields);
}

Result<void> run(Context& context, const ReplayArguments& options) {
  LedgerOptions ledger = context.ledger_options();
  Progress progress("replaying", "events", context.err);
  ledger.progress = [&](Position done, Position newest) { progress.show(done.value, newest.value); };
  BOOST_OUTCOME_TRY(const ReplayReport report, replay(ledger, {.into = options.into}));
  if (report.beside) {
    std::fputs("daybook: another process uses the views: they equal the rebuilt ones, and stay\n", context.err);
  }
  if (context.json) {
    context.out.line(document_of(report));
  } else {
    print(context.out, report);
  }
  return success();
}

}  // namespace

void add_replay(CLI::App& app, Context& context) {
  const auto options = std::make_shared<ReplayArguments>();
  CLI::App* command = app.add_subcommand("replay", "Rebuild every projection from the log");
  command->add_option("--into", options->into, "Rebuild into this new folder, beside the live projections")->type_name("DIR");
  with_json(*command, context);
  with_examples(*command, "daybook replay --data ledger", "daybook replay --into rebuilt --json --data ledger");
  on_ledger(*command, context, Runs::here, [&context, options] {
    const auto replayed = run(context, *options);
    return replayed ? exit_ok : report(context, replayed.error());
  });
}

}  // namespace daybook
