#include "api/verify.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <future>

#include "api/audit.hpp"
#include "api/check_keys.hpp"
#include "api/json/tree_head.hpp"
#include "api/open.hpp"
#include "api/temporary_folder.hpp"
#include "engine/record_reader.hpp"
#include "engine/tree_rows.hpp"
#include "projections/log_hashes.hpp"
#include "projections/sums.hpp"
#include "projections/views.hpp"

namespace daybook {
namespace {

namespace fs = std::filesystem;

struct NamedLaw {
  unsigned number;
  const char* check;
};
constexpr std::array named_laws{NamedLaw{1, "law 1, balances"},
                                NamedLaw{2, "law 2, open and closed debts"},
                                NamedLaw{3, "law 3, payments"},
                                NamedLaw{4, "law 4, postings"},
                                NamedLaw{5, "law 5, unique values"},
                                NamedLaw{6, "law 6, transitions"},
                                NamedLaw{8, "law 8, sums of what is read"}};

std::string at(Position position) { return std::to_string(position.value); }

/// One verification. What may be newer is opened later, so that a live holder never seems damaged: HEAD never passes the log, the views
/// never pass the log, and no event uses a key that is not in the key file.
class Verification {
 public:
  explicit Verification(const VerifyOptions& options) : options_(options), head_(read_head(options.directory / "HEAD")) {}

  Result<VerifyReport> run() {
    const auto started = std::chrono::steady_clock::now();
    open_views();
    open_log();
    open_keys();
    check_head_file();
    if (log_) {
      BOOST_OUTCOME_TRY(check_replay());
    }
    report_.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    return std::move(report_);
  }

 private:
  void passed(const std::string& name, const std::string& detail = {}) { report_.checks.push_back({name, "ok", detail}); }
  void skipped(const std::string& name, const std::string& why) { report_.checks.push_back({name, "not checked", why}); }
  void failed(const std::string& name, Fault fault) {
    report_.checks.push_back({name, "failed", fault.detail});
    report_.faults.push_back(std::move(fault));
  }
  void judge(const std::string& name, const std::string& kind, const Result<void>& outcome) {
    if (outcome) {
      passed(name);
    } else {
      failed(name, {kind, {}, outcome.error().detail});
    }
  }

  // What is in the files.

  void open_views() {
    const fs::path directory = options_.directory / "views";
    std::error_code failure;
    if (!fs::exists(directory, failure)) {
      skipped("view files", "there are no views: they are rebuilt when the ledger is opened");
      return;
    }
    auto rows = Rows::open_files_only(directory);
    if (!rows) {
      failed("view files", {"storage", {}, rows.error().detail});
      return;
    }
    rows_ = std::move(rows).value();
    judge("view files", "storage", rows_->verify_checksums());
  }

  void open_log() {
    auto log = Log::open(options_.directory / "log", LogAccess::files_only);
    if (!log) {
      failed("log opens", {"storage", {}, log.error().detail});
      return;
    }
    log_ = std::move(log).value();
    passed("log opens");
    judge("log files", "storage", log_->verify_checksums());
  }

  void open_keys() {
    auto condition = inspect_keyring(options_.directory / "keys");
    if (!condition) {
      failed("key file", {"keys", {}, condition.error().detail});
      skipped("master key", "there is nothing to open with it");
      return;
    }
    keys_ = std::move(condition).value();
    auto vault = open_vault({.directory = options_.directory, .master_key = options_.master_key});
    if (vault) {
      vault_ = std::move(vault).value();
      passed("master key");
    } else if (vault.error().code == ErrorCode::read_only) {
      skipped("master key", vault.error().detail);
    } else {
      failed("master key", {"keys", {}, vault.error().detail});
    }
  }

  void check_head_file() {
    if (!head_) {
      failed("HEAD", {"head", {}, head_.error().detail});
      return;
    }
    const HeadContent& head = head_.value();
    if (keys_ && keys_->ledger_id != head.ledger_id) {
      failed("HEAD", {"head", {}, "HEAD and keys belong to different ledgers"});
    } else if (log_) {
      check_anchor(head);
    }
  }

  void check_anchor(const HeadContent& head) {
    const Position named = head.anchor.position;
    const auto found = newest_position(*log_);
    const Position newest = found ? found.value() : named;
    const auto fits = check_head(*log_, head.anchor);
    if (fits) {
      const std::string later = newest > named ? ", and " + std::to_string(newest.value - named.value) + " events after it" : "";
      passed("HEAD", "position " + at(named) + later + (head.is_whole ? "" : "; one of its two slots is damaged, the next writes mend it"));
    } else {
      failed("HEAD", {"head", newest < named ? Position{newest.value + 1} : named, fits.error().detail});
    }
  }

  // What a replay tells.

  Result<void> check_replay() {
    BOOST_OUTCOME_TRY(const TemporaryFolder folder, TemporaryFolder::make());
    BOOST_OUTCOME_TRY(const auto rows, Rows::open(folder.path() / "views", {.merges_files = false}));
    BOOST_OUTCOME_TRY(const auto views, make_views(*rows));
    Audit audit(*views, vault_.get(), options_.since);
    BOOST_OUTCOME_TRY(const bool whole, replay(*rows, audit));
    report_.position = audit.state().facts().position;
    report_.events = report_.position.value;
    // What waits in memory is not in order.
    BOOST_OUTCOME_TRY(rows->flush());
    BOOST_OUTCOME_TRY(const auto view, ViewSource::open(rows->snapshot()));
    for (const fs::path& file : options_.heads) {
      check_saved_head(file, *view, whole);
    }
    check_keys(audit, whole);
    check_sealed(audit, whole);
    if (compared_ != report_.position) {
      BOOST_OUTCOME_TRY(take_digests(view->rows()));
    }
    BOOST_OUTCOME_TRY(check_laws(audit, *view, whole));
    return success();
  }

  /// The log into `rows`, stopping where the views are to compare them. False when it met damage, which is reported.
  Result<bool> replay(Rows& rows, Audit& audit) {
    const std::optional<Position> reached = views_position();
    if (reached) {
      if (*reached && !replay_to(*reached, rows, audit)) {
        skipped("projections", "the replay stopped at damage");
        return false;
      }
      BOOST_OUTCOME_TRY(rows.flush());
      BOOST_OUTCOME_TRY(compare_views(rows));
      compared_ = audit.state().facts().position;
    }
    if (!replay_to({}, rows, audit)) {
      return false;
    }
    passed("events", "gapless, decoded, hashed to the root of every frame");
    return true;
  }

  bool replay_to(Position until, Rows& rows, Audit& audit) {
    auto caught_up = catch_up(*log_, vault_.get(), rows, audit, {.until = until, .rebuild = true, .progress = options_.progress});
    if (!caught_up) {
      const Error& found = caught_up.error();
      const LogDamage damage = damage_in(found).value_or(LogDamage{"storage", {audit.state().facts().position.value + 1}});
      failed("events", {damage.kind, damage.position, found.detail});
      return false;
    }
    report_.root = to_hex(caught_up.value().tree.root());
    if (audit.out_of_time() && !until) {
      failed("times", {"record", audit.out_of_time()->position, audit.out_of_time()->detail});
    }
    return true;
  }

  /// Where the views are, when they can be compared with a replay.
  std::optional<Position> views_position() {
    if (!rows_) {
      return std::nullopt;
    }
    const auto layout = layout_of(*rows_);
    if (layout && layout.value() == RowLayout::other) {
      skipped("projections", "the views have another layout: they are rebuilt when the ledger is opened");
      return std::nullopt;
    }
    const auto tree = load_tree(*rows_);
    const auto view = ViewSource::open(rows_->snapshot());
    if (!layout || !tree || !view || view.value()->facts().position.value != tree.value().size()) {
      failed("projections", {"projection", {}, "the views cannot be read, or not as one state"});
      return std::nullopt;
    }
    const Position reached{tree.value().size()};
    const auto newest = newest_position(*log_);
    if (newest && newest.value() < reached) {
      const std::string ends = "the views have seen position " + at(reached) + ", the log ends at " + at(newest.value());
      failed("projections", {"position", Position{newest.value().value + 1}, ends});
      return std::nullopt;
    }
    return reached;
  }

  Result<void> compare_views(const Rows& replayed) {
    auto reading = std::async(std::launch::async, [this] { return digests(*rows_->snapshot()); });
    const auto again = take_digests(*replayed.snapshot());
    const auto live = reading.get();
    BOOST_OUTCOME_TRY(again);
    if (!live) {
      failed("projections", {"projection", {}, live.error().detail});
      return success();
    }
    for (const auto& [name, digest] : report_.digests) {
      const std::string check = "projection " + name;
      if (vault_ == nullptr && (name == "current_state" || name == "phones")) {
        skipped(check, "blind indexes need the master key");
      } else if (live.value().at(name) != digest) {
        failed(check, {"projection", name == "tree" ? first_other_leaf(replayed) : Position{}, name + " differs from a replay of the log"});
      } else {
        passed(check);
      }
    }
    return success();
  }

  /// Of a replay as far as it has come.
  Result<void> take_digests(const RowSnapshot& replayed) {
    held_ = {};
    BOOST_OUTCOME_TRY(report_.digests, digests(replayed, [this](std::string_view key, std::string_view value) { held_.take(key, value); }));
    return success();
  }

  /// The views keep a hash of every 256 events: up to where they are those of the log, it is what the views were made of.
  Position first_other_leaf(const Rows& replayed) const {
    const auto live = ViewSource::open(rows_->snapshot());
    const auto again = ViewSource::open(replayed.snapshot());
    std::uint64_t same = 0;
    while (live && again) {
      const auto one = live.value()->subtree(same);
      const auto other = again.value()->subtree(same);
      if (!one || !other || one.value() != other.value()) {
        break;
      }
      ++same;
    }
    return {same * Tree::subtree_leaves + 1};
  }

  void check_saved_head(const fs::path& file, const ViewSource& replayed, bool whole) {
    const auto read = read_tree_head(file);
    if (!read) {
      failed("saved head", {"head", {}, read.error().detail});
      return;
    }
    const TreeHead& saved = read.value();
    if (!whole) {
      skipped("saved head", "the replay stopped at damage");
      return;
    }
    if (saved.size > report_.position) {
      const std::string ends = "the log ends before position " + at(saved.size) + ", which the saved head names";
      failed("saved head", {"head", Position{report_.position.value + 1}, ends});
      return;
    }
    LogHashes hashes(replayed, *log_);
    const auto root = root_of(hashes.source(), {0, saved.size.value});
    if (root && root.value() == saved.root) {
      passed("saved head", "position " + at(saved.size));
    } else {
      failed("saved head", {"head", saved.size, "the tree at position " + at(saved.size) + " is not the one the saved head names"});
    }
  }

  /// Each customer's key is there and whole, whatever the master key.
  void check_keys(Audit& audit, bool whole) {
    if (!keys_) {
      return;
    }
    const LedgerFacts& facts = audit.state().facts();
    if (facts.position && keys_->ledger_id != facts.ledger_id) {
      failed("key file", {"keys", {}, "log and keys belong to different ledgers"});
      return;
    }
    if (const std::string problem = problem_of_keys(*keys_, audit, whole); !problem.empty()) {
      failed("key file", {"keys", {}, problem});
      return;
    }
    if (whole) {
      passed("key file", std::to_string(keys_->last.value) + " slots");
    } else {
      skipped("key file", "the replay stopped at damage");
    }
  }

  void check_sealed(const Audit& audit, bool whole) {
    if (vault_ == nullptr) {
      skipped("sealed groups", "they need the master key");
      skipped("law 5, blind indexes", "they need the master key");
    } else if (audit.unsealable()) {
      failed("sealed groups", {"sealed", audit.unsealable()->position, audit.unsealable()->detail});
    } else if (whole) {
      passed("sealed groups");
    } else {
      skipped("sealed groups", "the replay stopped at damage");
    }
  }

  /// Where the replay stopped within a command, state and events may differ: only what broke before is told.
  Result<void> check_laws(Audit& audit, const ViewSource& rows, bool whole) {
    std::vector<Laws::Breach> broken = audit.laws().found();
    if (whole) {
      const bool tokens = vault_ != nullptr;
      // One by one only to find out which.
      const Laws::Values doubtful{.tokens = tokens && !held_.tokens_agree(), .transaction_ids = !held_.transaction_ids_agree()};
      auto summing = std::async(std::launch::async, [&audit, &rows] { return check_sums(audit.laws(), rows); });
      broken = audit.laws().broken(audit.state(), doubtful, [&audit](const Named& named) { audit.turn_to(named); });
      BOOST_OUTCOME_TRY(const auto sums, summing.get());
      BOOST_OUTCOME_TRY(audit.health());
      broken.insert(broken.end(), sums.begin(), sums.end());
    }
    for (const NamedLaw& law : named_laws) {
      const auto is_of_law = [&law](const Laws::Breach& breach) { return breach.law == law.number; };
      for (const Laws::Breach& breach : broken) {
        if (is_of_law(breach)) {
          failed(law.check, {"law", breach.position, breach.sentence});
        }
      }
      if (std::ranges::any_of(broken, is_of_law)) {
        continue;
      }
      if (whole) {
        passed(law.check);
      } else {
        skipped(law.check, "the replay stopped at damage");
      }
    }
    return success();
  }

  const VerifyOptions& options_;
  VerifyReport report_;
  Result<HeadContent> head_;
  std::unique_ptr<Rows> rows_;
  std::unique_ptr<Log> log_;
  std::optional<KeyringCondition> keys_;
  std::unique_ptr<Vault> vault_;
  /// As of the digests.
  HeldValues held_;
  /// Where the views were compared with the replay.
  std::optional<Position> compared_;
};

}  // namespace

Position VerifyReport::first_bad() const {
  Position first;
  for (const Fault& fault : faults) {
    if (fault.position && (!first || fault.position < first)) {
      first = fault.position;
    }
  }
  return first;
}

Result<VerifyReport> verify(const VerifyOptions& options) {
  std::error_code failure;
  if (!fs::exists(options.directory / "log", failure) && !fs::exists(options.directory / "HEAD", failure)) {
    return error(ErrorCode::read_only, "no ledger in " + options.directory.string());
  }
  return Verification(options).run();
}

}  // namespace daybook
