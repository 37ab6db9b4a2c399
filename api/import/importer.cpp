#include "api/import/importer.hpp"

#include "api/import/import_run.hpp"
#include "engine/domain/text.hpp"

namespace daybook {
namespace {

Result<void> check_source(const std::string& source) {
  if (const std::string problem = problem_of(Check::name, Presence::required, source); !problem.empty()) {
    return error(ErrorCode::invalid_field, "the source's name " + problem, "/source");
  }
  return success();
}

}  // namespace

Result<ImportReport> import_database(Ledger& ledger, const ImportOptions& options) {
  BOOST_OUTCOME_TRY(check_source(options.source));
  BOOST_OUTCOME_TRY(const SqliteSource source, SqliteSource::open(options.file));
  if (options.dry_run) {
    BOOST_OUTCOME_TRY(const auto rehearsal, Rehearsal::of(ledger));
    return ImportRun(ledger, *rehearsal, source, options).run();
  }
  LedgerTarget target(ledger, options.actor);
  return ImportRun(ledger, target, source, options).run();
}

}  // namespace daybook
