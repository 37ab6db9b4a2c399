// daybook: the book of original entry. What embedders include.
//
//   auto ledger = daybook::Ledger::open({.directory = "data"}).value();
//   auto receipt = ledger->submit(daybook::CreateCustomer{.first_name = "Jane", .last_name = "Smith", .phone_primary = "+1987654321"});
//   auto row = ledger->snapshot().row(daybook::CustomerId{receipt.value().id});
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/domain/command.hpp"
#include "engine/domain/import.hpp"
#include "engine/domain/ledger_commands.hpp"
#include "events/result.hpp"
#include "events/time.hpp"
#include "projections/snapshot.hpp"

namespace daybook {

class Disk;
class Randomness;
struct LedgerFigures;

/// How to open or create a ledger.
struct LedgerOptions {
  std::filesystem::path directory{};
  /// File of the master key; empty: `$CREDENTIALS_DIRECTORY/daybook.key` where that is set, else `directory/master.key`.
  std::filesystem::path master_key{};
  /// Of the amounts; fixed at creation.
  Currency currency{};
  /// Who creates it; stands in the first event.
  std::string actor = "embedded";
  /// Null: the machine's. Must outlive the ledger.
  Clock* clock = nullptr;
  Randomness* randomness = nullptr;
  /// What stands between the ledger and its folder; of tests.
  Disk* disk = nullptr;
  /// Current rows kept in memory, about; a debt or a customer takes some 600 bytes. Below what is paid on every day, each payment waits
  /// for the disk.
  std::size_t cached_bytes_max = std::size_t{1152} << 20U;
  /// Bytes of changed rows that wait to be written out; as many again are on their way to disk meanwhile.
  std::size_t changed_rows_bytes_max = 192U << 20U;
  /// What may be in flight: submitted and not answered.
  std::size_t in_flight_commands_max = 100'000;
  std::size_t in_flight_bytes_max = 256U << 20U;
  /// Told how far catching up has come: positions applied, newest position. Called from `open`'s thread.
  std::function<void(Position, Position)> progress{};
};

/// What a caller does when too much is in flight.
enum class WhenFull : std::uint8_t {
  wait,    ///< until there is room
  refuse,  ///< every answer is `busy`, at once, on the caller's thread
};

/// How an asynchronous submission is taken.
struct SubmitOptions {
  WhenFull when_full = WhenFull::wait;
  /// A submission of up to 16 commands that may overtake is decided before others in flight: for somebody who waits for it beside
  /// a bulk. All others are decided in the order they were submitted.
  bool may_overtake = false;
  /// `done` only hands the answers on, and may be called where the frame was written: a thread less to wake.
  bool answers_at_once = false;
  /// When nobody else decides or writes, what may overtake is decided and written before the call returns, by the caller's thread: for
  /// somebody who has nothing better to do meanwhile. No thread has to be woken.
  bool on_this_thread = false;
};

/// What goes with a command.
struct CommandEnvelope {
  /// Who asks; 1 to 255 bytes.
  std::string actor = "embedded";
  /// 1 to 255 bytes; empty: none. A retry with the same key and body gets the first answer again, for ever.
  std::string idempotency_key{};
  /// Why; required by some commands. Stored sealed.
  std::optional<std::string> reason{};
  /// The customer's version the caller has seen; 0 on a create.
  std::optional<Version> expected_version{};
  /// Decide only: nothing is appended, no key used up.
  bool dry_run = false;
};

struct Request {
  Command command{};
  CommandEnvelope envelope{};
};

/// The answer to an accepted command.
struct Receipt {
  /// Of the command's last event; of the newest on the log when it appended nothing.
  Position position{};
  /// Names of the events, in order; the names live for ever.
  std::vector<std::string_view> events{};
  /// The row created, else the row the command's first required field names.
  std::uint64_t id = 0;
  /// This is the answer to an earlier command with the same key.
  bool replayed = false;
  /// What a dry run would append, with provisional ids.
  std::vector<EventDetails> would{};
};

/// A ledger: commands in, facts on the log, current state out. Any thread may call any function.
///
/// One process holds a folder at a time. When `submit` answers, what it says is on disk, synced, and visible to every
/// snapshot taken from then on; that holds for refusals too, which may rest on facts that were not durable yet.
class Ledger {
 public:
  /// Makes a ledger in an empty or new folder: `log/`, `views/`, `keys`, `HEAD`, and a master key where none is given.
  /// `invalid_field` for a folder that is not empty.
  static Result<std::unique_ptr<Ledger>> create(const LedgerOptions& options);

  /// Opens, checks against `HEAD`, and catches the views up with the log.
  /// `busy`: another process holds it. `corrupt`: what the log says and what HEAD says do not fit, or damage was met.
  /// `read_only`: no master key, or no ledger there. `forbidden`: another ledger's master key.
  static Result<std::unique_ptr<Ledger>> open(const LedgerOptions& options);

  /// Closes; what was answered is on disk already.
  ~Ledger();
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;

  /// One command; blocks until it is durable. Every error of `semantics.md`; pointers are `/field`.
  Result<Receipt> submit(Command command, CommandEnvelope envelope = {});

  /// Many, decided in order, each seeing the earlier ones; blocks until all are durable. Up to 16 overtake what others have in flight. They
  /// share syncs but not their fate: each is accepted or refused by itself.
  std::vector<Result<Receipt>> submit(std::span<const Request> requests);

  /// The same without waiting for durability: the caller's thread validates and seals, `done` is called once, from a thread of the
  /// ledger or, with `on_this_thread`, of the caller; it must not block or call back into the ledger. Submissions are answered in the order
  /// in which they are decided.
  void submit(std::vector<Request> requests, std::function<void(std::vector<Result<Receipt>>)> done, const SubmitOptions& options = {});

  /// The same, but false, with `requests` as they were and `done` never called, where it would have to wait for room.
  bool try_submit(std::vector<Request>& requests, std::function<void(std::vector<Result<Receipt>>)> done, const SubmitOptions& options);

  /// About the ledger itself: tokens, reveals. Blocks until durable. The receipt's id is the token's, or the customer's.
  Result<Receipt> submit(const LedgerCommand& command, const CommandEnvelope& envelope);

  /// For the importer alone: rows of the old database, as facts. Pointers as in `Import`.
  std::vector<Result<Receipt>> submit(std::span<const Import> rows, const std::string& actor);

  /// The newest durable state.
  Snapshot snapshot() const;
  /// The position that a snapshot would reflect now, or has just begun to; costs nothing.
  Position position() const;

  const Currency& currency() const;
  Instant now() const;
  /// Of the running ledger (`engine/figures.hpp`); asks the disk too, so for once in a second or so.
  LedgerFigures figures() const;
  /// Flushes the views, so that the next open has nothing to catch up.
  Result<void> flush();

  /// Digest of an imported row's body, as its event carries it: to tell a row that changed in the old database.
  Result<std::optional<bool>> import_differs(const Import& row) const;

 private:
  struct Parts;
  explicit Ledger(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace daybook
