// The commit pipeline: commands in, durable and visible facts out.
//
//   submit ─► queue ─► sequencer: decide, evolve, encode ─► committer: hash, sync, publish, answer
//
// Three marks: *decided* (the projection's state), *durable* (frame synced), *visible* (rows written). Answers wait for
// all three, of their own frame and of all earlier ones.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "engine/domain/decide.hpp"
#include "engine/figures.hpp"
#include "engine/folder.hpp"
#include "events/record.hpp"
#include "events/result.hpp"

namespace daybook {

/// A command that has been validated and sealed, ready to be decided. The command itself is somebody else's and outlives the
/// submission; deciding reads its open fields only.
struct PreparedCommand {
  std::variant<const Command*, const Import*, const LedgerCommand*> what;
  Sealing sealing;
  std::string actor;
  std::string idempotency_key;
  std::optional<Digest> body_digest;
  Sealed note;
  std::optional<Version> expected_version;
  bool dry_run = false;
};

/// What became of a command.
struct Outcome {
  enum class Kind : std::uint8_t {
    undecided,      ///< not looked at: an earlier command of the submission has to be prepared again first
    refused,        ///< `error` says why
    accepted,       ///< `events` were appended, or nothing was to be done
    known_key,      ///< the idempotency key was used by the command at `position`
    prepare_again,  ///< its sealed groups have been replaced since it was prepared
  };
  Kind kind = Kind::undecided;
  Error error;
  Position position;
  std::uint64_t id = 0;
  std::vector<std::string_view> events;
  /// Of a dry run: what would be appended.
  std::vector<Record> would;
};

/// Commands decided in order. Deciding stops at the first one that has to be prepared again; whoever submitted them submits it and the
/// rest once more.
struct Submission {
  std::vector<PreparedCommand> commands;
  std::vector<Outcome> outcomes;
  /// Called once, from a thread of the engine or of who waits for another submission; must not block.
  std::function<void(Submission&)> done;
  /// Whether it may be decided before submissions that came earlier, if it is small.
  bool may_overtake = false;
  /// Whoever submits it waits for it, and can do the engine's work meanwhile.
  bool is_waited_for = false;
  /// Set by the engine: nothing that came later and may not overtake is decided until the rest of this one was submitted.
  bool rest_is_awaited = false;
  /// It is the rest of one whose rest is awaited, so its turn is now.
  bool is_awaited_rest = false;
  /// How many of the commands have been looked at.
  std::size_t decided = 0;
};

/// Owns the folder and two threads: the sequencer, which decides, and the committer, which writes. Only one thread at a time touches the
/// projection's state: whoever has the turn. When nobody has it, who waits for a small submission takes it: decides, and writes, without
/// waking anybody. Any thread may submit and read.
class Engine {
 public:
  static std::unique_ptr<Engine> start(Folder folder, Clock& clock);

  /// Calls `finish`.
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  /// Queues a submission. A small one that may overtake is decided before others, also between the commands of one: who submits
  /// many commands waits for them anyway. Does not block; the caller bounds what is in flight.
  void submit(std::unique_ptr<Submission> submission);

  /// Decides and answers what was submitted, syncs HEAD, flushes the rows, ends the threads. Nothing may be submitted any more.
  void finish();

  const Log& log() const { return *folder_.log; }
  const Rows& rows() const { return *folder_.rows; }
  Vault& vault() const { return *folder_.vault; }

  Result<void> flush();
  /// Any thread; asks the disk and RocksDB, so for once in a second or so.
  EngineFigures figures();
  /// Newest position that the rows show; set after they do.
  Position visible() const { return {statistics_.visible}; }

  /// A frame takes no further command beyond these.
  static constexpr std::size_t frame_records_max = 1'024;
  /// Of long submissions while small ones come now and then: whoever comes next waits for the frame that is being written.
  static constexpr std::size_t short_frame_records_max = 64;
  static constexpr std::size_t frame_bytes_max = 4U << 20U;
  /// A submission of at most so many commands is small.
  static constexpr std::size_t small_submission_max = 16;
  /// So many commands' rows and values are read together.
  static constexpr std::size_t load_commands_max = 128;

 private:
  /// Commands of one submission that were decided into a frame.
  struct Span {
    Submission* submission;
    std::size_t first;
    std::size_t last;
  };

  /// What becomes durable together.
  struct PendingFrame {
    Frame frame;
    std::size_t bytes = 0;
    RowBatch rows;
    /// Batches that the projection had collected with this one.
    std::uint64_t collected = 0;
    std::vector<Span> spans;
    std::vector<std::unique_ptr<Submission>> finished;
    /// An urgent submission is in here: somebody waits for it.
    bool urgent = false;
    std::size_t long_submission_records_max = frame_records_max;

    std::size_t records_max(bool for_urgent) const { return for_urgent ? frame_records_max : long_submission_records_max; }
    bool full(bool for_urgent) const { return frame.records.size() >= records_max(for_urgent) || bytes >= frame_bytes_max; }
    bool empty() const { return spans.empty() && finished.empty(); }
  };

  Engine(Folder folder, Clock& clock);

  // The sequencer, or who has taken its turn.
  void sequence();
  bool turn_is_wanted();
  bool may_take_turn(const Submission& submission) const;
  void take_turn(std::unique_lock<std::mutex>& lock);
  PendingFrame begin_frame();
  void fill(PendingFrame& pending, std::unique_lock<std::mutex>& lock);
  std::deque<std::unique_ptr<Submission>>* next_queue();
  std::deque<std::unique_ptr<Submission>>* next_queue_for(const PendingFrame& pending);
  void load_ahead(std::span<const PreparedCommand> commands) const;
  void decide_some(PendingFrame& pending, Submission& submission, bool urgent) const;
  Outcome decide_one(PendingFrame& pending, PreparedCommand& command) const;
  Outcome append(PendingFrame& pending, PreparedCommand& command, Decision decision) const;
  void hand_over(PendingFrame pending, std::unique_lock<std::mutex>& lock);
  void recover(std::unique_lock<std::mutex>& lock);
  Result<void> may_commit() const;
  Result<void> read_state();
  Result<void> settle();

  // The committer.
  void commit_frames();
  bool await_work(std::unique_lock<std::mutex>& lock);
  bool head_is_due() const;
  void sync_head(std::unique_lock<std::mutex>& lock);
  void free_committer();
  void commit_and_answer(PendingFrame pending);
  Result<void> commit(PendingFrame& pending);
  Result<void> publish(PendingFrame& pending, Tree grown);
  void count(const PendingFrame& pending, const Result<void>& committed, std::chrono::steady_clock::time_point began);
  void await_no_rest_of(const PendingFrame& refused);
  static void answer(PendingFrame& pending, const Result<void>& committed);

  Folder folder_;
  Clock& clock_;
  Instant last_recorded_at_;
  Tree tree_;
  CommitStatistics statistics_;

  std::mutex mutex_;
  /// Somebody decides: `folder_.projection` and what is said to be of the sequencer are that thread's.
  bool turn_taken_ = false;
  /// Nobody has the turn, and there is something to decide, to recover from, or nothing will come any more.
  std::condition_variable turn_wanted_;
  /// For whoever has the turn.
  std::condition_variable queue_changed_;
  /// The committer takes the next frame, or has given the answers of its last.
  std::condition_variable committer_freed_;
  /// A frame was handed over, HEAD waits to be synced, or nothing will come any more.
  std::condition_variable commit_wanted_;
  std::deque<std::unique_ptr<Submission>> urgent_;
  std::deque<std::unique_ptr<Submission>> queue_;
  /// Nothing of `queue_` is decided until the rest of a submission is there; so there is one such submission at most.
  bool rest_is_awaited_ = false;
  /// When the newest urgent submission came.
  std::chrono::steady_clock::time_point urgent_came_{};
  /// `urgent_` is not empty: tells whoever decides others.
  std::atomic<bool> urgent_waits_ = false;
  std::optional<PendingFrame> handed_over_;
  /// Memory of the last batch of rows that was written, for a next one.
  RowBatch spare_rows_;
  /// False while one thread writes to log, keys, HEAD and rows, and from when a frame is handed over: tells whoever decides others.
  std::atomic<bool> committer_free_ = true;
  /// The committer has a frame whose answers are not all given yet: none of a later frame may be.
  bool committer_answers_ = false;
  /// When the oldest frame was written that HEAD on the disk may not name yet.
  std::optional<std::chrono::steady_clock::time_point> head_unsynced_since_;
  /// So many of the projection's batches are written.
  std::uint64_t written_batches_ = 0;
  /// Why the last frame was not committed, until the sequencer has dealt with it.
  std::optional<Error> failure_;
  /// Of the sequencer: a frame's outcome is unknown, so rows and state may be behind the log.
  bool unsettled_ = false;
  /// Of the sequencer: why nothing is accepted, as long as that could not be settled.
  std::optional<Error> refusal_;
  bool stopping_ = false;
  bool sequencer_done_ = false;

  std::thread sequencer_;
  std::thread committer_;
};

}  // namespace daybook
