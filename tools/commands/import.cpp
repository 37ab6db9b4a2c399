// `daybook import --sqlite FILE`: the bank's old five-table database, as facts.
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "api/import/importer.hpp"
#include "tools/commands.hpp"
#include "tools/progress.hpp"

namespace daybook {
namespace {

struct ImportArguments {
  ImportOptions import;
  /// Empty: none; "-": stdout.
  std::string report_file;
};

/// Rejected rows named on stderr; the report names all.
constexpr std::size_t rejections_shown = 20;

struct CloseReport {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseReport>;

Error cannot_write(const std::string& path) { return error(ErrorCode::internal, "cannot write " + path + ": " + std::strerror(errno)); }

/// A report that cannot be written is better known before the import than after it.
Result<void> check_writable(const std::string& path) {
  if (!path.empty() && path != "-" && !File(std::fopen(path.c_str(), "abe"))) {
    return cannot_write(path);
  }
  return success();
}

Result<void> write_report(Context& context, const std::string& path, const std::string& document) {
  if (path == "-") {
    context.out.line(document);
    return success();
  }
  const File file(std::fopen(path.c_str(), "wbe"));
  const bool written = file && std::fwrite(document.data(), 1, document.size(), file.get()) == document.size() &&
                       std::fputc('\n', file.get()) != EOF && std::fflush(file.get()) == 0;
  if (!written) {
    return cannot_write(path);
  }
  return success();
}

void print_rejections(const Context& context, const ImportReport& report, bool has_report) {
  const std::size_t shown = std::min(report.rejected.size(), rejections_shown);
  for (const ImportRejection& rejection : std::span(report.rejected).first(shown)) {
    const std::string id = rejection.row.id ? std::to_string(*rejection.row.id) : "without id";
    const std::string code = rejection.reason == rejection.code ? "" : " (" + std::string(rejection.code) + ")";
    std::fprintf(context.err, "rejected: %s %s: %s%s\n", std::string(table_name(rejection.row.table)).c_str(), id.c_str(),
                 rejection.reason.c_str(), code.c_str());
  }
  if (const std::size_t more = report.rejected.size() - shown; more > 0) {
    std::fprintf(context.err, "and %zu more%s\n", more, has_report ? ", in the report" : ": --report FILE names them");
  }
}

void print_totals(const Context& context, const ImportReport& report, const Currency& currency) {
  for (const Table table : imported_tables()) {
    std::string line = std::string(table_name(table)) + ":";
    TableTotals::fields(report.of(table), [&](std::string_view name, std::uint64_t count) {
      line += (line.ends_with(':') ? " " : ", ") + std::to_string(count) + " " + std::string(name);
    });
    std::fprintf(context.err, "%s\n", line.c_str());
  }
  std::fprintf(context.err, "adjustments: %zu, together %s; listed: %zu\n", report.adjustments.size(),
               format(report.adjustments_sum, currency).c_str(), report.listed.size());
  if (report.dry_run) {
    std::fprintf(context.err, "dry run: nothing was appended\n");
  }
}

Result<ImportReport> import_with_progress(const Context& context, Ledger& ledger, ImportOptions options) {
  Progress progress("importing", "rows", context.err);
  options.actor = context.actor();
  options.file = context.path_of(options.file.string());
  options.is_cancelled = context.is_cancelled;
  options.progress = [&](std::uint64_t done, std::uint64_t total) { progress.show(done, total); };
  return import_database(ledger, options);
}

Result<int> run(Context& context, const ImportArguments& options) {
  const bool is_file = !options.report_file.empty() && options.report_file != "-";
  const std::string report_file = is_file ? context.path_of(options.report_file) : options.report_file;
  BOOST_OUTCOME_TRY(check_writable(report_file));
  BOOST_OUTCOME_TRY(const auto ledger, open_ledger(context));
  BOOST_OUTCOME_TRY(const ImportReport report, import_with_progress(context, *ledger, options.import));
  print_rejections(context, report, !options.report_file.empty());
  print_totals(context, report, ledger->currency());
  if (context.json && options.report_file != "-") {
    context.out.line(totals_document(report, ledger->currency()));
  }
  if (!options.report_file.empty()) {
    BOOST_OUTCOME_TRY(write_report(context, report_file, report_document(report, ledger->currency())));
  }
  return report.rejected.empty() ? exit_ok : exit_refused;
}

}  // namespace

void add_import(CLI::App& app, Context& context) {
  const auto options = std::make_shared<ImportArguments>();
  CLI::App* command = app.add_subcommand(
      "import",
      "Import the bank's old database: customers, debts, payments, communication_logs, accounts. Run again it imports what is new");
  command->add_option("--sqlite", options->import.file, "The old database")->required()->type_name("FILE");
  command->add_option("--source", options->import.source, "Name of the old database: its ids are unique within it (default: bank)")
      ->type_name("NAME");
  command->add_flag("--dry-run", options->import.dry_run, "Append nothing; tell what would be");
  command->add_option("--report", options->report_file, "Write what was adjusted, rejected, changed and listed, as JSON; - is stdout")
      ->type_name("FILE");
  with_json(*command, context);
  with_examples(*command, "daybook import --sqlite bank.sqlite --report report.json --data ledger",
                "daybook import --sqlite bank.sqlite --dry-run --json --data ledger");
  on_ledger(*command, context, Runs::in_holder, [&context, options] {
    const auto exit_code = run(context, *options);
    return exit_code ? exit_code.value() : report(context, exit_code.error());
  });
}

}  // namespace daybook
