#include "engine/folder.hpp"

#include "engine/files/file.hpp"
#include "engine/record_reader.hpp"
#include "engine/row_space.hpp"
#include "engine/tree_rows.hpp"
#include "events/planted.hpp"

namespace daybook {
namespace {

std::string schema_key() { return RowKey(RowSpace::schema).bytes(); }
std::string schema_value() { return RowKey(RowSpace::schema).number(views_schema_version).bytes(); }

/// Marks an error that says the log is at fault, not the views.
constexpr std::string_view log_pointer = "/log";

Error contradiction(Position position, const std::string& log) {
  return error(ErrorCode::corrupt,
               "the views have seen position " + std::to_string(position.value) + " of this ledger, " + log +
                   ": the log lost events, or an older copy was put back. If on purpose, `daybook replay` rebuilds the views",
               std::string(log_pointer));
}

/// Whether the views are a state of this log: its tree at their position is theirs. Views of this very ledger that are not are witnesses:
/// they never pass the log, so it must have been longer, or another, once.
Result<bool> belongs(const Rows& rows, const Folder& folder) {
  BOOST_OUTCOME_TRY(const Tree tree, load_tree(rows));
  if (tree.size() == 0) {
    return true;
  }
  const Position position{tree.size()};
  const bool ours = folder.projection->state().facts().ledger_id == folder.head->ledger_id();
  RecordReader reader(*folder.log);
  BOOST_OUTCOME_TRY(const FrameReader* frame, reader.frame(position));
  if (frame == nullptr) {
    return ours ? Result<bool>(contradiction(position, "which its log does not reach")) : Result<bool>(false);
  }
  // Inside a frame there is no root to compare with: catching up will compare the next one.
  const bool same = frame->last() != position || frame->root() == tree.root();
  return same || !ours ? Result<bool>(same) : Result<bool>(contradiction(position, "whose log tells another story up to there"));
}

/// Opens the views as they are and catches them up; `corrupt` when that cannot be done with what is there.
Result<void> open_views(Folder& folder, const Place& directory, const ProjectionFactory& make_projection, const CatchUpOptions& options,
                        const RowsOptions& rows_options) {
  RowsOptions keeping_facts = rows_options;
  keeping_facts.kept_key = RowKey(RowSpace::facts).bytes();
  BOOST_OUTCOME_TRY(folder.rows, Rows::open(directory, keeping_facts));
  BOOST_OUTCOME_TRY(const bool layout, mark_layout(*folder.rows));
  if (!layout) {
    return error(ErrorCode::corrupt, "the views have another layout");
  }
  BOOST_OUTCOME_TRY(folder.projection, make_projection(*folder.rows));
  BOOST_OUTCOME_TRY(const bool ours, belongs(*folder.rows, folder));
  if (!ours) {
    return error(ErrorCode::corrupt, "the views belong to another log");
  }
  BOOST_OUTCOME_TRY(CaughtUp caught_up, catch_up(*folder.log, folder.vault.get(), *folder.rows, *folder.projection, options));
  folder.tree = std::move(caught_up.tree);
  return success();
}

/// Whether rebuilding the views may help. What is missing or unreadable on the log stays so, and the views may be all that tells of it.
bool may_lie_in_views(const Error& error) {
  const auto damage = damage_in(error);
  const bool of_log =
      error.pointer == log_pointer || (damage && (damage->kind == "position" || damage->kind == "storage" || damage->kind == "sealed"));
  return error.code == ErrorCode::corrupt && !of_log;
}

Result<void> discard_views(Folder& folder, const Place& directory) {
  folder.projection.reset();
  folder.rows.reset();
  return remove_tree(directory);
}

Frame first_frame(const LedgerOpened& opened, Clock& clock, const std::string& actor) {
  Record record{{}, opened};
  record.envelope.actor = actor;
  record.envelope.recorded_at = clock.now();
  Frame frame{Position{1}, record.envelope.recorded_at, {encode_record(record)}, {}};
  Tree tree;
  tree.append(leaf_hash(frame.records.front()));
  frame.root = tree.root();
  return frame;
}

}  // namespace

Result<void> create_folder(const Place& directory, const Currency& currency, const Key& master, Clock& clock, Randomness& randomness,
                           const std::string& actor) {
  LedgerOpened opened{{}, currency};
  randomness.fill(opened.ledger_id.bytes);
  BOOST_OUTCOME_TRY(Keyring::create(directory / "keys", opened.ledger_id, master, randomness));
  BOOST_OUTCOME_TRY(const auto log, Log::create(directory / "log"));
  const Frame frame = first_frame(opened, clock, actor);
  BOOST_OUTCOME_TRY(log->append(frame.first, encode_frame(frame)));
  BOOST_OUTCOME_TRY(Rows::open(directory / "views"));
  BOOST_OUTCOME_TRY(const auto head, Head::create(directory / "HEAD", opened.ledger_id));
  BOOST_OUTCOME_TRY(head->write({Position{1}, frame.root}));
  return head->sync();
}

Result<Folder> open_folder(const Place& directory, const Key& master, Randomness& randomness, const ProjectionFactory& make_projection,
                           const CatchUpOptions& options, const RowsOptions& rows_options) {
  std::error_code failure;
  if (!std::filesystem::exists(directory.path / "log", failure)) {
    const bool is_ledger = std::filesystem::exists(directory.path / "HEAD", failure);
    return is_ledger ? error(ErrorCode::corrupt, "the log of " + directory.path.string() + " is missing")
                     : error(ErrorCode::read_only, "no ledger in " + directory.path.string());
  }
  Folder folder;
  BOOST_OUTCOME_TRY(folder.log, Log::open(directory / "log"));
  BOOST_OUTCOME_TRY(folder.head, Head::open(directory / "HEAD"));
  BOOST_OUTCOME_TRY(auto keyring, Keyring::open(directory / "keys", master, randomness));
  if (keyring->ledger_id() != folder.head->ledger_id()) {
    return error(ErrorCode::corrupt, "keys and HEAD belong to different ledgers");
  }
  folder.vault = std::make_unique<Vault>(std::move(keyring), randomness);
  BOOST_OUTCOME_TRY(check_head(*folder.log, folder.head->anchor()));

  const Place views = directory / "views";
  auto opened = open_views(folder, views, make_projection, options, rows_options);
  if (!opened && may_lie_in_views(opened.error())) {
    // What is wrong may lie in the views alone: they are disposable. If it lies in the log, this fails again.
    BOOST_OUTCOME_TRY(discard_views(folder, views));
    opened = open_views(folder, views, make_projection, options, rows_options);
  }
  BOOST_OUTCOME_TRY(opened);
  const LedgerFacts& facts = folder.projection->state().facts();
  if (folder.vault->last_key() < facts.last_key) {
    return error(ErrorCode::corrupt, "the keys are older than the log: it uses key " + std::to_string(facts.last_key.value));
  }
  if (facts.ledger_id != folder.vault->ledger_id()) {
    return error(ErrorCode::corrupt, "the log belongs to another ledger than HEAD and keys");
  }
  return folder;
}

Result<RowLayout> layout_of(const Rows& rows) {
  BOOST_OUTCOME_TRY(const auto schema, rows.get(schema_key()));
  if (!schema) {
    return RowLayout::none;
  }
  return *schema == schema_value() ? RowLayout::ours : RowLayout::other;
}

Result<bool> mark_layout(Rows& rows) {
  BOOST_OUTCOME_TRY(const RowLayout layout, layout_of(rows));
  if (layout != RowLayout::none) {
    return layout == RowLayout::ours;
  }
  RowBatch batch;
  batch.put(schema_key(), schema_value());
  BOOST_OUTCOME_TRY(rows.write(batch));
  return true;
}

Result<void> check_head(const Log& log, const Anchor& anchor) {
  if (planted(Bug::no_head_anchor)) {
    return success();
  }
  RecordReader reader(log);
  BOOST_OUTCOME_TRY(const FrameReader* frame, reader.frame(anchor.position));
  if (frame == nullptr) {
    return error(ErrorCode::corrupt, "the log ends before position " + std::to_string(anchor.position.value) + ", which HEAD names");
  }
  if (frame->last() != anchor.position || frame->root() != anchor.root) {
    return error(ErrorCode::corrupt, "the tree at position " + std::to_string(anchor.position.value) + " is not the one HEAD names");
  }
  return success();
}

}  // namespace daybook
