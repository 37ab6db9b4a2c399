// Rows on their way from memory to disk: sorted files that RocksDB takes in as they are.
#pragma once

#include "engine/files/disk.hpp"
#include "engine/store/database.hpp"
#include "engine/store/overlay.hpp"
#include "events/result.hpp"

namespace daybook {

/// Removes what a killed process left of files that were being written.
void remove_unfinished_row_files(const Place& directory);

/// Writes a frozen overlay into the database, all of it or nothing; synced on return.
Result<void> write_rows(rocksdb::DB& database, const Place& directory, const Overlay& overlay);

}  // namespace daybook
