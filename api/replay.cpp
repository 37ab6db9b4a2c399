#include "api/replay.hpp"

#include <chrono>
#include <unistd.h>

#include "api/open.hpp"
#include "api/temporary_folder.hpp"
#include "engine/record_reader.hpp"
#include "projections/row_source.hpp"
#include "projections/views.hpp"

namespace daybook {
namespace {

namespace fs = std::filesystem;

Result<void> remove_folder(const fs::path& directory) {
  std::error_code failure;
  fs::remove_all(directory, failure);
  if (failure) {
    return error(ErrorCode::read_only, "cannot remove " + directory.string() + ": " + failure.message());
  }
  return success();
}

/// A crash in between leaves no views: the next opening rebuilds them.
Result<void> replace_folder(const fs::path& old, const fs::path& made) {
  BOOST_OUTCOME_TRY(remove_folder(old));
  std::error_code failure;
  fs::rename(made, old, failure);
  if (failure) {
    return error(ErrorCode::read_only, "cannot rename " + made.string() + ": " + failure.message());
  }
  return success();
}

Result<void> check_new(const fs::path& into) {
  std::error_code failure;
  if (fs::exists(into, failure) && !fs::is_empty(into, failure)) {
    return error(ErrorCode::invalid_field, into.string() + " is not empty", "/into");
  }
  fs::create_directories(into, failure);
  if (failure) {
    return error(ErrorCode::invalid_field, "cannot make " + into.string() + ": " + failure.message(), "/into");
  }
  return success();
}

/// Views that are being rebuilt in a folder of their own.
struct Rebuild {
  std::unique_ptr<Rows> rows;
  std::unique_ptr<Projection> views;
  ReplayReport report{};

  static Result<Rebuild> begin(const fs::path& into) {
    Rebuild rebuild;
    BOOST_OUTCOME_TRY(rebuild.rows, Rows::open(into, {.merges_files = false}));
    BOOST_OUTCOME_TRY(mark_layout(*rebuild.rows));
    BOOST_OUTCOME_TRY(rebuild.views, make_views(*rebuild.rows));
    return rebuild;
  }

  Result<void> go_on(const LogAndKeys& source, const CatchUpOptions& options) {
    const auto started = std::chrono::steady_clock::now();
    BOOST_OUTCOME_TRY(const CaughtUp caught_up, catch_up(*source.log, source.vault.get(), *rows, *views, options));
    BOOST_OUTCOME_TRY(rows->flush());
    report.seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    report.events += caught_up.events;
    report.position = views->state().facts().position;
    BOOST_OUTCOME_TRY(report.digests, digests(*rows->snapshot()));
    return success();
  }
};

Result<ReplayReport> rebuild(const LogAndKeys& source, const fs::path& into, const CatchUpOptions& options) {
  BOOST_OUTCOME_TRY(Rebuild rebuild, Rebuild::begin(into));
  BOOST_OUTCOME_TRY(rebuild.go_on(source, options));
  return std::move(rebuild.report);
}

/// The digests of the views as another process has written them so far, and where they are.
struct LiveViews {
  Position position{};
  std::map<std::string, std::string> digests{};
};

Result<LiveViews> live_views(const fs::path& directory) {
  BOOST_OUTCOME_TRY(const auto rows, Rows::open_files_only(directory / "views"));
  BOOST_OUTCOME_TRY(const auto views, Views::open(*rows));
  LiveViews live{.position = views->state().facts().position};
  BOOST_OUTCOME_TRY(live.digests, digests(*rows->snapshot()));
  return live;
}

/// Beside the process that uses the views: those that equal a rebuild need none.
Result<ReplayReport> rebuild_beside(const LedgerOptions& options, const ReplayOptions& replay) {
  BOOST_OUTCOME_TRY(const LiveViews live, live_views(options.directory));
  // Opened after the views, which are never past it.
  BOOST_OUTCOME_TRY(const LogAndKeys source, open_log_and_keys(options, LogAccess::files_only));
  BOOST_OUTCOME_TRY(const TemporaryFolder folder, TemporaryFolder::make());
  BOOST_OUTCOME_TRY(Rebuild rebuild, Rebuild::begin(folder.path() / "views"));
  if (live.position) {
    BOOST_OUTCOME_TRY(rebuild.go_on(source, {live.position, replay.batch_events, true, options.progress}));
    if (rebuild.report.digests != live.digests) {
      return error(ErrorCode::corrupt, "the views in use differ from the log: end the process that holds the ledger, then replay");
    }
  }
  BOOST_OUTCOME_TRY(rebuild.go_on(source, {replay.until, replay.batch_events, !live.position, options.progress}));
  rebuild.report.beside = true;
  return std::move(rebuild.report);
}

}  // namespace

Result<ReplayReport> replay(const LedgerOptions& options, const ReplayOptions& replay) {
  const bool aside = !replay.into.empty();
  auto opened = open_log_and_keys(options, aside ? LogAccess::files_only : LogAccess::read_write);
  if (!aside && !opened && opened.error().code == ErrorCode::busy) {
    return rebuild_beside(options, replay);
  }
  BOOST_OUTCOME_TRY(const LogAndKeys source, std::move(opened));
  const fs::path views = options.directory / "views";
  const fs::path into = aside ? replay.into : options.directory / "views.new";
  if (aside) {
    BOOST_OUTCOME_TRY(check_new(into));
  } else {
    BOOST_OUTCOME_TRY(remove_folder(into));
  }
  BOOST_OUTCOME_TRY(ReplayReport report, rebuild(source, into, {replay.until, replay.batch_events, true, options.progress}));
  if (!aside) {
    BOOST_OUTCOME_TRY(replace_folder(views, into));
  }
  return report;
}

Result<PortfolioSummary> portfolio_as_of(const LedgerOptions& options, const Moment& moment) {
  Clock& clock = options.clock == nullptr ? system_clock() : *options.clock;
  BOOST_OUTCOME_TRY(const LogAndKeys source, open_log_and_keys(options, LogAccess::files_only));
  BOOST_OUTCOME_TRY(const TemporaryFolder folder, TemporaryFolder::make());
  BOOST_OUTCOME_TRY(const auto rows, Rows::open(folder.path() / "views", {.merges_files = false}));
  BOOST_OUTCOME_TRY(const auto views, make_views(*rows));
  BOOST_OUTCOME_TRY(const Position newest, newest_position(*source.log));
  BOOST_OUTCOME_TRY(const PastMoment past, resolve(*source.log, newest, moment, clock.now()));
  if (past.until) {
    BOOST_OUTCOME_TRY(
        catch_up(*source.log, source.vault.get(), *rows, *views, {.until = past.until, .rebuild = true, .progress = options.progress}));
  }
  BOOST_OUTCOME_TRY(const auto view, ViewSource::open(rows->snapshot()));
  return Snapshot(view, *source.log, *source.vault, past.day).portfolio();
}

}  // namespace daybook
