// From options to an open folder: master key, projections, catching up. Internal to api/.
#pragma once

#include "api/ledger.hpp"
#include "engine/folder.hpp"

namespace daybook {

/// Where the master key is: the option, `$CREDENTIALS_DIRECTORY/daybook.key`, or `master.key` in the folder.
/// A key in the credentials directory may be readable by its group, elsewhere by its owner alone.
std::filesystem::path master_key_file(const std::filesystem::path& option, const std::filesystem::path& directory);

/// All projections of the product.
Result<std::unique_ptr<Projection>> make_views(const Rows& rows);

/// See Ledger::create and Ledger::open.
Result<void> create_ledger_folder(const LedgerOptions& options);
Result<Folder> open_ledger_folder(const LedgerOptions& options);

/// What a replay reads.
struct LogAndKeys {
  std::unique_ptr<Log> log;
  std::unique_ptr<Vault> vault;
};

/// The log, checked against HEAD, and the keys; the views are left alone. Errors as Ledger::open.
Result<LogAndKeys> open_log_and_keys(const LedgerOptions& options, LogAccess access);

/// The keys of a ledger's folder, to be read: nothing is written, so that it may be a read-only copy.
Result<std::unique_ptr<Vault>> open_vault(const LedgerOptions& options);

/// Whether the event that imported a row says the same as `row`, whose digest is `digest`.
Result<bool> is_same_row(const Vault& vault, const Event& imported, const Import& row, const Digest& digest);

}  // namespace daybook
