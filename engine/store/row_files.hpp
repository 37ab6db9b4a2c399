// Rows on their way from memory to disk: sorted files that RocksDB takes in as they are.
#pragma once

#include <string_view>

#include "engine/files/disk.hpp"
#include "engine/store/database.hpp"
#include "engine/store/overlay.hpp"
#include "events/result.hpp"

namespace daybook {

/// Beside the default family: one for spaces named by a digit, which grow at their end, and one for those named by what stands before the
/// digits in ASCII, whose rows come in no order and are seldom read.
Families row_families(const rocksdb::Options& options);

/// Where a key's rows are.
rocksdb::ColumnFamilyHandle* family_for(const Database& database, std::string_view key);

/// Removes what a killed process left of files that were being written.
void remove_unfinished_row_files(const Place& directory);

/// Writes a frozen overlay into the database, all of it or nothing; synced on return. `in_haste`: by two threads, which takes
/// the processor from others; for when somebody waits for it.
Result<void> write_rows(const Database& database, const Place& directory, const Overlay& overlay, bool in_haste);

}  // namespace daybook
