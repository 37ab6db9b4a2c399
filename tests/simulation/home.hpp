// A ledger in a folder, and what happens to both.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include "api/ledger.hpp"
#include "tests/support/seeded_randomness.hpp"
#include "tests/support/test_clock.hpp"

namespace daybook::simulation {

/// Owns an open ledger, or a closed one between two calls. One thread; the ledger itself may be used by many.
class Home {
 public:
  /// Nothing is made or opened yet. `seed`: of keys and nonces.
  Home(std::filesystem::path directory, std::uint64_t seed) : directory_(std::move(directory)), randomness_(seed) {}

  /// From the next opening on; null: the machine's.
  void use(Disk* disk) { disk_ = disk; }
  /// So few changed rows wait to be written out that this goes on all the time.
  void flush_often() { changed_rows_bytes_max_ = 256U << 10U; }

  Result<void> create();
  Result<void> open();
  void close() { ledger_.reset(); }

  /// Open it must be.
  Ledger& ledger() { return *ledger_; }
  TestClock& clock() { return clock_; }
  const std::filesystem::path& directory() const { return directory_; }

  Result<void> reopen();
  /// Deletes the views while the ledger is closed.
  Result<void> rebuild();
  /// Replays into the views while the ledger is closed, `batch_events` at a time.
  Result<void> replay(std::size_t batch_events);
  /// Puts a copy of the views aside, replacing the one before.
  Result<void> save_views();
  /// Brings that copy back, if there is one.
  Result<void> restore_views();

 private:
  LedgerOptions options();
  std::filesystem::path views() const { return directory_ / "views"; }
  std::filesystem::path saved_views() const { return directory_.string() + "-saved-views"; }

  std::filesystem::path directory_;
  TestClock clock_;
  SeededRandomness randomness_;
  Disk* disk_ = nullptr;
  std::size_t changed_rows_bytes_max_ = LedgerOptions().changed_rows_bytes_max;
  std::unique_ptr<Ledger> ledger_;
};

}  // namespace daybook::simulation
