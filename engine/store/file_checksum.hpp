// Checksums of RocksDB's whole table files: its own crc32c, by our faster code. The library of Debian has no use for the instruction.
#pragma once

#include <memory>
#include <rocksdb/file_checksum.h>

namespace daybook {

/// Gives what `rocksdb::GetFileChecksumGenCrc32cFactory` gives, under the same names: each can check the other's files.
std::shared_ptr<rocksdb::FileChecksumGenFactory> file_checksum_factory();

}  // namespace daybook
