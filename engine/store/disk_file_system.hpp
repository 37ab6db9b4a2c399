// RocksDB's files through a `Disk`: only where one was given. Only `engine/store` includes this.
#pragma once

#include <memory>
#include <rocksdb/env.h>

#include "engine/files/disk.hpp"

namespace daybook {

/// The machine's files, each operation carried out by `disk`, which must live as long. RocksDB waits for it only if it may get better.
std::unique_ptr<rocksdb::Env> environment_on(Disk& disk);

}  // namespace daybook
