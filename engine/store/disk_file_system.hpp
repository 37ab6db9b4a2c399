// RocksDB's files through a `Disk`: only where one was given. Only `engine/store` includes this.
#pragma once

#include <memory>
#include <rocksdb/file_system.h>
#include <rocksdb/system_clock.h>

#include "engine/files/disk.hpp"

namespace daybook {

/// The machine's files, each operation carried out by `disk`, which must live as long.
std::shared_ptr<rocksdb::FileSystem> file_system_on(Disk& disk);

/// The machine's time, but nobody sleeps for longer than a millisecond.
std::shared_ptr<rocksdb::SystemClock> hasty_clock();

}  // namespace daybook
