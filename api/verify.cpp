#include "api/verify.hpp"

#include <chrono>
#include <fstream>
#include <sstream>

#include <boost/json.hpp>

#include "api/open.hpp"
#include "api/temporary_folder.hpp"
#include "engine/domain/laws.hpp"
#include "engine/record_reader.hpp"
#include "projections/sealed_groups.hpp"
#include "projections/views.hpp"

namespace daybook {
namespace {

namespace fs = std::filesystem;

/// What a replay for an audit does beside filling views: holds the laws and opens what is sealed.
class Audit final : public Projection {
 public:
  Audit(Projection& views, const Vault* vault, Position since) : views_(views), vault_(vault), since_(since) {}

  State& state() override { return views_.state(); }
  void load(const Named& named) override { views_.load(named); }
  void apply(const Record& record) override {
    laws_.take(record);
    if (vault_ != nullptr && record.envelope.position >= since_) {
      open_all(record);
    }
    views_.apply(record);
  }
  Result<void> health() const override { return views_.health(); }
  void gather(RowBatch& batch) override { views_.gather(batch); }
  void collect(RowBatch& batch) override { views_.collect(batch); }
  void collect_settled(RowBatch& batch) override { views_.collect_settled(batch); }
  void written(std::uint64_t batches) override { views_.written(batches); }
  Result<void> reset() override { return views_.reset(); }

  const Laws& laws() const { return laws_; }
  const std::vector<Fault>& unsealable() const { return unsealable_; }

 private:
  void open_all(const Record& record) {
    open(record, GroupKind::note, record.envelope.note);
    for_each_sealed_group(record.event, [&](const SealedGroup& group) { open(record, group.kind, group.sealed); });
  }

  void open(const Record& record, GroupKind kind, const Sealed& sealed) {
    const auto opened = vault_->open(kind, sealed);
    if (!opened && opened.error().code != ErrorCode::erased && unsealable_.empty()) {
      unsealable_.push_back({"sealed", record.envelope.position, opened.error().detail});
    }
  }

  Projection& views_;
  const Vault* vault_;
  Position since_;
  Laws laws_;
  std::vector<Fault> unsealable_;
};

/// A tree head from a file: `position` and `root`.
Result<Anchor> read_saved_head(const fs::path& file) {
  std::ifstream in(file);
  std::stringstream text;
  text << in.rdbuf();
  boost::system::error_code failure;
  const boost::json::value head = boost::json::parse(text.str(), failure);
  const Error unreadable = error(ErrorCode::invalid_field, file.string() + " is no tree head", "/head");
  if (!in || failure || !head.is_object()) {
    return unreadable;
  }
  const auto* position = head.as_object().if_contains("position");
  const auto* root = head.as_object().if_contains("root");
  const auto* hex = root == nullptr ? nullptr : root->if_string();
  if (position == nullptr || !position->is_int64() || hex == nullptr || hex->size() != 2 * sizeof(RootBytes)) {
    return unreadable;
  }
  Anchor anchor{Position{static_cast<std::uint64_t>(position->as_int64())}, {}};
  for (std::size_t i = 0; i < anchor.root.size(); ++i) {
    const std::string digits(hex->data() + 2 * i, 2);
    if (digits.find_first_not_of("0123456789abcdef") != std::string::npos) {
      return unreadable;
    }
    anchor.root[i] = static_cast<std::uint8_t>(std::stoul(digits, nullptr, 16));
  }
  return anchor;
}

class Verification {
 public:
  explicit Verification(const VerifyOptions& options) : options_(options) {}

  Result<VerifyReport> run() {
    const auto started = std::chrono::steady_clock::now();
    if (open_log()) {
      check_files();
      check_anchors();
      open_keys();
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

  bool open_log() {
    auto log = Log::open(options_.directory / "log", LogAccess::files_only);
    if (!log) {
      failed("log opens", {"storage", {}, log.error().detail});
      return false;
    }
    log_ = std::move(log).value();
    passed("log opens");
    return true;
  }

  void check_files() {
    judge("log files", "storage", log_->verify_checksums());
    if (!fs::exists(options_.directory / "views")) {
      skipped("view files", "there are no views");
      return;
    }
    auto rows = Rows::open_files_only(options_.directory / "views");
    if (!rows) {
      failed("view files", {"storage", {}, rows.error().detail});
      return;
    }
    rows_ = std::move(rows).value();
    judge("view files", "storage", rows_->verify_checksums());
  }

  void check_anchors() {
    const auto head = read_head(options_.directory / "HEAD");
    if (!head) {
      failed("HEAD", {"head", {}, head.error().detail});
    } else {
      check_anchor("HEAD", head.value().anchor);
    }
    if (options_.head) {
      const auto saved = read_saved_head(*options_.head);
      if (!saved) {
        failed("saved head", {"head", {}, saved.error().detail});
      } else {
        check_anchor("saved head", saved.value());
      }
    }
  }

  void check_anchor(const std::string& name, const Anchor& anchor) {
    const auto fits = check_head(*log_, anchor);
    if (fits) {
      passed(name, "position " + std::to_string(anchor.position.value));
    } else {
      failed(name, {"head", anchor.position, fits.error().detail});
    }
  }

  void open_keys() {
    LedgerOptions options{.directory = options_.directory};
    options.master_key = options_.master_key;
    auto vault = open_vault(options);
    if (vault) {
      vault_ = std::move(vault).value();
      passed("keys");
    } else if (vault.error().code == ErrorCode::corrupt) {
      failed("keys", {"storage", {}, vault.error().detail});
    } else {
      skipped("keys", vault.error().detail);
    }
  }

  /// Replays the log into a temporary folder, stopping where the views are to compare them.
  Result<void> check_replay() {
    BOOST_OUTCOME_TRY(const TemporaryFolder folder, TemporaryFolder::make());
    BOOST_OUTCOME_TRY(const auto rows, Rows::open(folder.path() / "views", {.merges_files = false}));
    BOOST_OUTCOME_TRY(const auto views, make_views(*rows));
    Audit audit(*views, vault_.get(), options_.since);
    bool whole = true;
    const Position reached = views_position();
    if (reached) {
      whole = replay_to(reached, *rows, audit);
      if (whole) {
        BOOST_OUTCOME_TRY(compare_views(*rows));
      }
    }
    if (whole && replay_to({}, *rows, audit)) {
      passed("events", "gapless, decoded, hashed to the root of every frame");
    }
    report_.position = report_.position.value > 0 ? report_.position : audit.state().facts().position;
    report_.events = report_.position.value;
    check_laws(audit);
    BOOST_OUTCOME_TRY(report_.digests, digests(*rows->snapshot()));
    return success();
  }

  /// False when the replay met damage, which is reported.
  bool replay_to(Position until, Rows& rows, Audit& audit) {
    auto caught_up = catch_up(*log_, vault_.get(), rows, audit, {.until = until, .rebuild = true, .progress = options_.progress});
    if (!caught_up) {
      const Error& found = caught_up.error();
      const std::string kind = found.pointer.empty() ? "storage" : found.pointer.substr(1);
      report_.position = audit.state().facts().position;
      failed("events", {kind, Position{report_.position.value + 1}, found.detail});
      return false;
    }
    report_.root = to_hex(caught_up.value().tree.root());
    return true;
  }

  Position views_position() {
    if (rows_ == nullptr) {
      return {};
    }
    const auto views = Views::open(*rows_);
    return views ? views.value()->state().facts().position : Position{};
  }

  Result<void> compare_views(const Rows& replayed) {
    const auto live = digests(*rows_->snapshot());
    BOOST_OUTCOME_TRY(const auto expected, digests(*replayed.snapshot()));
    if (!live) {
      failed("views", {"projection", {}, live.error().detail});
      return success();
    }
    for (const auto& [name, digest] : expected) {
      const std::string check = "projection " + name;
      if (vault_ == nullptr && (name == "current_state" || name == "phones")) {
        skipped(check, "blind indexes need the master key");
      } else if (live.value().at(name) != digest) {
        failed(check, {"projection", {}, name + " differs from a replay of the log"});
      } else {
        passed(check);
      }
    }
    return success();
  }

  void check_laws(Audit& audit) {
    if (vault_ == nullptr) {
      skipped("sealed groups", "the master key is missing");
      skipped("law 5, blind indexes", "the master key is missing");
    } else if (audit.unsealable().empty()) {
      passed("sealed groups");
    } else {
      failed("sealed groups", audit.unsealable().front());
    }
    const auto breaches = audit.laws().broken(audit.state(), vault_ != nullptr);
    if (breaches.empty()) {
      passed("laws 1 to 6 and 8");
    }
    for (const Laws::Breach& breach : breaches) {
      failed("laws", {"law", breach.position, breach.sentence});
    }
  }

  const VerifyOptions& options_;
  VerifyReport report_;
  std::unique_ptr<Log> log_;
  std::unique_ptr<Rows> rows_;
  std::unique_ptr<Vault> vault_;
};

}  // namespace

Result<VerifyReport> verify(const VerifyOptions& options) {
  std::error_code failure;
  if (!fs::exists(options.directory / "log", failure)) {
    return error(ErrorCode::read_only, "no ledger in " + options.directory.string());
  }
  return Verification(options).run();
}

}  // namespace daybook
