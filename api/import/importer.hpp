// Moves the bank's old database into a ledger.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "api/import/report.hpp"
#include "api/ledger.hpp"

namespace daybook {

struct ImportOptions {
  /// The SQLite file.
  std::filesystem::path file{};
  /// Names the old database: its ids are unique within it. 1 to 100 bytes of text without control characters.
  std::string source = "bank";
  /// Who asks; 1 to 255 bytes.
  std::string actor = "embedded";
  /// Appends nothing. Tells what would go in as far as can be told from the file and from what was imported before; whether
  /// a value is already taken by another row of the ledger is not looked at.
  bool dry_run = false;
  /// Told how far it has come: rows read, rows there are. Called from the importing thread.
  std::function<void(std::uint64_t, std::uint64_t)> progress{};
  /// Whether to stop between two batches: `busy` then. Empty: never.
  std::function<bool()> is_cancelled{};
};

/// Imports what is not there yet, a few thousand rows at a time, each batch durable before the next: customers, debts with
/// their payments, communications, accounts, each by their old id, so that they get the same ids where nothing was rejected.
/// Rows that cannot go in are in the report, which is no error. Stopped halfway it may simply be run again.
///
/// Errors: `internal`, the file cannot be opened; `malformed`, it is not the bank's database; `invalid_field`, the source's name;
/// `busy`, the file is locked; and those that stop a ledger.
Result<ImportReport> import_database(Ledger& ledger, const ImportOptions& options);

}  // namespace daybook
