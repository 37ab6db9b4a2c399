// `daybook doctor`: what is wrong with a folder, and what can still be done.
#include "api/doctor.hpp"

#include "api/json/writer.hpp"
#include "tools/commands.hpp"
#include "tools/progress.hpp"
#include "tools/text_table.hpp"

namespace daybook {
namespace {

void write(JsonWriter& writer, const Finding& finding) {
  writer.begin_object();
  writer.member("weight", to_text(finding.weight));
  writer.member("part", finding.part);
  writer.member("what", finding.what);
  writer.member("advice", finding.advice);
  if (finding.weight == Weight::fault) {
    writer.member("kind", finding.kind);
    writer.member("position", finding.position ? std::optional(finding.position) : std::nullopt);
  }
  writer.end_object();
}

std::string document_of(const Diagnosis& diagnosis) {
  JsonWriter writer(Currency{});
  writer.begin_object();
  writer.member("ok", diagnosis.is_healthy());
  writer.member("position", diagnosis.verified.position);
  writer.member("proven_to", diagnosis.proven);
  writer.name("findings");
  writer.begin_array();
  for (const Finding& finding : diagnosis.findings) {
    write(writer, finding);
  }
  writer.end_array();
  writer.end_object();
  return writer.take();
}

void print(Output& out, const Diagnosis& diagnosis) {
  for (const Finding& finding : diagnosis.findings) {
    const std::string where = finding.position ? ", position " + std::to_string(finding.position.value) : "";
    out.line(std::string(to_text(finding.weight)) + ": " + finding.part + where + ": " + printable(finding.what));
    if (!finding.advice.empty()) {
      out.line("    " + printable(finding.advice));
    }
  }
  const std::string proven = "events 1 to " + std::to_string(diagnosis.proven.value) + " are as they were written";
  out.line(diagnosis.is_healthy() ? "nothing is wrong: " + proven : "damaged: " + proven);
}

Result<int> run(Context& context, const std::optional<std::string>& head) {
  Progress progress("examining", "events", context.err);
  VerifyOptions options{.directory = context.data, .master_key = context.master_key};
  if (head) {
    options.heads.emplace_back(*head);
  }
  options.progress = [&](Position done, Position newest) { progress.show(done.value, newest.value); };
  BOOST_OUTCOME_TRY(const Diagnosis diagnosis, examine(options));
  if (context.json) {
    context.out.line(document_of(diagnosis));
  } else {
    print(context.out, diagnosis);
  }
  return diagnosis.is_healthy() ? exit_ok : exit_fault_found;
}

}  // namespace

void add_doctor(CLI::App& app, Context& context) {
  const auto head = std::make_shared<std::optional<std::string>>();
  CLI::App* command =
      app.add_subcommand("doctor", "Read everything about a folder; say what is wrong and what can still be done. Changes nothing");
  command->add_option("--head", *head, "A tree head kept elsewhere that the log must contain")->type_name("FILE");
  with_json(*command, context);
  with_examples(*command, "daybook doctor --data ledger", "daybook doctor --json --data ledger");
  on_ledger(*command, context, Runs::here, [&context, head] {
    const auto examined = run(context, *head);
    return examined ? examined.value() : report(context, examined.error());
  });
}

}  // namespace daybook
