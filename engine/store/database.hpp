// A RocksDB folder, opened the way log and views both need it. Only `engine/store` includes this.
#pragma once

#include <cstddef>
#include <future>
#include <memory>
#include <rocksdb/db.h>
#include <rocksdb/options.h>
#include <rocksdb/slice.h>
#include <rocksdb/table.h>
#include <string>
#include <string_view>
#include <vector>

#include "engine/files/disk.hpp"
#include "engine/store/figures.hpp"
#include "events/result.hpp"

namespace daybook {

/// Whoever reads through an iterator holds a share, and lets the iterator go first: RocksDB aborts when one is alive at close.
using Database = std::shared_ptr<rocksdb::DB>;

constexpr std::size_t mebibyte = 1024 * 1024;

/// The bytes as RocksDB takes them; lives as long as they do.
inline rocksdb::Slice slice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }

/// What log and views have in common; `README.md` gives the reasons.
rocksdb::Options common_options();

/// How both read, but for what a reader sets beside.
rocksdb::ReadOptions common_read_options();

/// The table format of both.
rocksdb::BlockBasedTableOptions common_table_options();

/// A part of a database with files of its own.
struct Family {
  std::string name;
  rocksdb::ColumnFamilyOptions options;
};
using Families = std::vector<Family>;

/// As the only holder. The folder is created when `options` say so. `families` beside the default one are made when they are missing.
Result<Database> open_to_write(const rocksdb::Options& options, const Place& directory, const Families& families = {});

/// Ready once the database is closed. The last to let go of it closes it, which takes RocksDB up to a second after a failure.
std::shared_future<void> closed(const Database& database);

/// The family at `index` among those given at opening; the default one when it was not there.
rocksdb::ColumnFamilyHandle* family_of(const Database& database, std::size_t index);

/// Beside a writer, or without one. Sees what is synced when this is called, and stays there; changes nothing in the folder.
/// `busy` when the writer moves data faster than it can be followed.
Result<Database> open_files_only(const rocksdb::Options& options, const Place& directory, const Families& families = {});

/// Framing of WAL and MANIFEST, CURRENT, IDENTITY, and the checksums of every block and every whole table file, through a view of
/// its own of the files. `corrupt` names the file; `busy` as above.
Result<void> verify_database(const rocksdb::Options& options, const Place& directory, const Families& families = {});

/// What RocksDB says of itself; nothing while it is being opened anew.
DatabaseFigures figures_of(const Database& database);

}  // namespace daybook
