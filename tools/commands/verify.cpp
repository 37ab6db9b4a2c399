// `daybook verify`: everything that can be wrong with a folder.
#include "api/verify.hpp"

#include <cstdio>

#include "api/json/tree_head.hpp"
#include "api/json/writer.hpp"
#include "tools/commands.hpp"
#include "tools/progress.hpp"
#include "tools/text_table.hpp"
#include "tools/whole_number.hpp"

namespace daybook {
namespace {

struct VerifyArguments {
  std::optional<std::string> head;
  std::optional<std::string> head_to;
  std::uint64_t since = 0;
};

void write_value(JsonWriter& writer, Position position) { writer.value(position ? std::optional(position) : std::nullopt); }

void write_checks(JsonWriter& writer, const VerifyReport& report) {
  writer.name("checks");
  writer.begin_array();
  for (const auto& check : report.checks) {
    writer.begin_object();
    writer.member("name", check.name);
    writer.member("outcome", check.outcome);
    writer.member("detail", check.detail);
    writer.end_object();
  }
  writer.end_array();
}

void write_faults(JsonWriter& writer, const VerifyReport& report) {
  writer.name("faults");
  writer.begin_array();
  for (const Fault& fault : report.faults) {
    writer.begin_object();
    writer.member("kind", fault.kind);
    writer.name("position");
    write_value(writer, fault.position);
    writer.member("detail", fault.detail);
    writer.end_object();
  }
  writer.end_array();
}

std::string document_of(const VerifyReport& report) {
  JsonWriter writer(Currency{});
  writer.begin_object();
  writer.member("ok", report.faults.empty());
  writer.member("position", report.position);
  writer.member("events", report.events);
  writer.member("root", report.root);
  writer.name("first_bad_position");
  write_value(writer, report.first_bad());
  write_checks(writer, report);
  write_faults(writer, report);
  writer.name("digests");
  writer.begin_object();
  for (const auto& [projection, digest] : report.digests) {
    writer.member(projection, digest);
  }
  writer.end_object();
  writer.member("seconds", report.seconds);
  writer.end_object();
  return writer.take();
}

void print(Output& out, const VerifyReport& report) {
  print_fields(out,
               {{"events", std::to_string(report.events)}, {"position", std::to_string(report.position.value)}, {"root", report.root}});
  TextTable checks({"check", "outcome", "detail"});
  for (const auto& check : report.checks) {
    checks.add({check.name, check.outcome, printable(check.detail)});
  }
  out.line("");
  checks.print(out);
  out.line("");
  for (const Fault& fault : report.faults) {
    const std::string where = fault.position ? " at position " + std::to_string(fault.position.value) : "";
    out.line("fault: " + fault.kind + where + ": " + printable(fault.detail));
  }
  const Position first = report.first_bad();
  if (first) {
    out.line("first bad position: " + std::to_string(first.value));
  }
  out.line(report.faults.empty() ? "nothing is wrong" : "damaged; `daybook doctor` says what can be done");
}

Result<int> run(Context& context, const VerifyArguments& options) {
  Progress progress("verifying", "events", context.err);
  VerifyOptions verification{.directory = context.data, .master_key = context.master_key, .since = {options.since}};
  // What was kept there must still be so before it is replaced.
  std::error_code failure;
  if (options.head_to && std::filesystem::exists(*options.head_to, failure)) {
    verification.heads.emplace_back(*options.head_to);
  }
  if (options.head) {
    verification.heads.emplace_back(*options.head);
  }
  verification.progress = [&](Position done, Position newest) { progress.show(done.value, newest.value); };
  BOOST_OUTCOME_TRY(const VerifyReport report, verify(verification));
  if (context.json) {
    context.out.line(document_of(report));
  } else {
    print(context.out, report);
  }
  if (!report.faults.empty()) {
    return exit_fault_found;
  }
  if (options.head_to) {
    BOOST_OUTCOME_TRY(write_tree_head(*options.head_to, {report.position, hash_from_hex(report.root).value()}));
  }
  return exit_ok;
}

}  // namespace

void add_verify(CLI::App& app, Context& context) {
  const auto options = std::make_shared<VerifyArguments>();
  CLI::App* command = app.add_subcommand("verify", "Check everything that can be wrong; reads only, also beside a running process");
  command->add_option("--head", options->head, "A tree head saved elsewhere that the log must contain")->type_name("FILE");
  command
      ->add_option("--head-to", options->head_to,
                   "Keep the tree head that was verified in this file, on another disk; the one in it must be of this log")
      ->type_name("FILE");
  command->add_option("--since", options->since, "Open sealed groups only from this position on; all else is checked from the first")
      ->type_name("N")
      ->check(whole_number(1));
  with_json(*command, context);
  with_examples(*command, "daybook verify --data ledger", "daybook verify --since 2 --json --data ledger");
  on_ledger(*command, context, Runs::here, [&context, options] {
    const auto verified = run(context, *options);
    return verified ? verified.value() : report(context, verified.error());
  });
}

}  // namespace daybook
