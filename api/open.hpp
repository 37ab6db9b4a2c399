// From options to an open folder: master key, projections, catching up. Internal to api/.
#pragma once

#include "api/ledger.hpp"
#include "engine/folder.hpp"

namespace daybook {

/// Where the master key is: the option, `$CREDENTIALS_DIRECTORY/daybook.key`, or `master.key` in the folder.
std::filesystem::path master_key_file(const std::filesystem::path& option, const std::filesystem::path& directory);

/// All projections of the product.
Result<std::unique_ptr<Projection>> make_views(const Rows& rows);

/// See Ledger::create and Ledger::open.
Result<void> create_ledger_folder(const LedgerOptions& options);
Result<Folder> open_ledger_folder(const LedgerOptions& options);

/// Whether an imported event carries `digest` as its row's.
Result<bool> is_digest_of(const Vault& vault, const Event& imported, const Digest& digest);

}  // namespace daybook
