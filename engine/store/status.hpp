// The one place where RocksDB's outcomes become ours.
#pragma once

#include <rocksdb/status.h>
#include <string_view>

#include "events/result.hpp"

namespace daybook {

/// What `status`, which is not ok, means to us while `doing` something ("opening the log"):
///   corrupt       damage, a file that is missing, a format RocksDB does not know
///   busy          held by another process or handle, or RocksDB asks to try again
///   storage_full  no space on the disk
///   read_only     an I/O error
///   internal      anything else: a bug
/// The detail names the operation, the kind and the file; RocksDB's own text may hold keys and is dropped.
Error to_error(const rocksdb::Status& status, std::string_view doing);

/// Success or `to_error`.
Result<void> to_result(const rocksdb::Status& status, std::string_view doing);

}  // namespace daybook
