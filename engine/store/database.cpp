#include "engine/store/database.hpp"

#include <algorithm>
#include <cstdlib>
#include <rocksdb/env.h>
#include <rocksdb/listener.h>
#include <string>
#include <utility>

#include "engine/files/file.hpp"
#include "engine/store/disk_file_system.hpp"
#include "engine/store/file_checksum.hpp"
#include "engine/store/folder.hpp"
#include "engine/store/status.hpp"
#include "engine/store/wal_files.hpp"

namespace daybook {
namespace {

/// Says nothing. RocksDB's own logger writes beside the data, and stops the process when that disk is full.
class SilentLogger final : public rocksdb::Logger {
 public:
  using rocksdb::Logger::Logv;
  void Logv(const char* /*format*/, va_list /*arguments*/) override {}
  void Logv(rocksdb::InfoLogLevel /*level*/, const char* /*format*/, va_list /*arguments*/) override {}
};

/// On a full disk RocksDB would wait for space on a thread of its own, and then go on. Closed meanwhile, 7.8.3 may wait for that thread for
/// ever; and what it would go on with is opened anew here, which alone settles what was written.
class NoRecovery final : public rocksdb::EventListener {
 public:
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason /*reason*/, rocksdb::Status /*error*/, bool* goes_on) override {
    *goes_on = false;
  }
};

std::string opening(const Place& directory) { return "opening " + directory.path.filename().string(); }

/// The machine, with the files of `directory` as they are written and read here.
class Environment final : public rocksdb::EnvWrapper {
 public:
  explicit Environment(const Place& directory) : Environment(directory, files_of(directory)) {}

 private:
  Environment(const Place& directory, const std::shared_ptr<rocksdb::FileSystem>& files) : EnvWrapper(rocksdb::NewCompositeEnv(files)) {
    file_system_ = files;
    if (directory.disk != nullptr) {
      system_clock_ = hasty_clock();
    }
  }

  static std::shared_ptr<rocksdb::FileSystem> files_of(const Place& directory) {
    const auto files = directory.disk == nullptr ? rocksdb::FileSystem::Default() : file_system_on(*directory.disk);
    return with_wals_over_zeros(files, directory.disk);
  }
};

/// Closes a database, its families first; its files may be on a disk of their own.
struct Closer {
  std::shared_ptr<rocksdb::Env> environment;
  /// The default one first.
  std::vector<rocksdb::ColumnFamilyHandle*> families;
  std::promise<void> promise;
  std::shared_future<void> closed = promise.get_future().share();

  void operator()(rocksdb::DB* database) {
    for (rocksdb::ColumnFamilyHandle* family : families) {
      database->DestroyColumnFamilyHandle(family).PermitUncheckedError();
    }
    delete database;
    promise.set_value();
  }
};

using Descriptors = std::vector<rocksdb::ColumnFamilyDescriptor>;

Descriptors descriptors_of(const rocksdb::Options& options, const Families& families) {
  Descriptors descriptors{{rocksdb::kDefaultColumnFamilyName, options}};
  for (const Family& family : families) {
    descriptors.emplace_back(family.name, family.options);
  }
  return descriptors;
}

/// `open` makes a database of options, a folder and families. Its files are on the folder's disk.
template <class Open>
Result<Database> open_on_disk(rocksdb::Options options, const Place& directory, const Families& families, Open open) {
  Closer closer;
  closer.environment = std::make_shared<Environment>(directory);
  options.env = closer.environment.get();
  rocksdb::DB* opened = nullptr;
  const auto attempt = [&] { return open(options, directory.path, descriptors_of(options, families), &closer.families, &opened); };
  rocksdb::Status status = attempt();
  if (status.IsInvalidArgument()) {
    // RocksDB also says so when it failed to open CURRENT, which is no damage.
    BOOST_OUTCOME_TRY(look_at_folder(directory));
    status = attempt();
  }
  BOOST_OUTCOME_TRY(to_result(status, opening(directory)));
  return Database(opened, std::move(closer));
}

/// Of a folder made without one of the families, what is there.
Result<Database> open_read_only(const rocksdb::Options& options, const Place& directory, const Families& families) {
  return open_on_disk(
      options, directory, families, [](const auto& used, const auto& path, Descriptors descriptors, auto* handles, auto** opened) {
        std::vector<std::string> names;
        const rocksdb::Status listed = rocksdb::DB::ListColumnFamilies(used, path, &names);
        std::erase_if(descriptors, [&](const auto& family) { return std::ranges::find(names, family.name) == names.end(); });
        return listed.ok() ? rocksdb::DB::OpenForReadOnly(used, path, descriptors, handles, opened) : listed;
      });
}

/// The MANIFEST begins with what IDENTITY must say. RocksDB only compares the two when it opens to write, and then mends IDENTITY.
Result<void> verify_identity(const Place& directory, const FolderState& folder) {
  constexpr std::size_t identity_bytes = 36;
  constexpr std::size_t start_bytes = 4096;
  BOOST_OUTCOME_TRY(const std::string identity, read_file(directory / "IDENTITY", identity_bytes + 1));
  BOOST_OUTCOME_TRY(const std::string start, read_file(directory / folder.manifest, start_bytes));
  if (identity.size() != identity_bytes || start.find(identity) == std::string::npos) {
    return error(ErrorCode::corrupt, "IDENTITY is not the one in the MANIFEST");
  }
  return success();
}

rocksdb::Status verify_tables(rocksdb::DB& database) {
  const rocksdb::ReadOptions reading;
  const rocksdb::Status blocks = database.VerifyChecksum(reading);
  return blocks.ok() ? database.VerifyFileChecksums(reading) : blocks;
}

Error too_fast(std::string_view doing) { return error(ErrorCode::busy, std::string(doing) + ": its writer is too fast to be followed"); }

constexpr int attempts_max = 200;

}  // namespace

rocksdb::Options common_options() {
  rocksdb::Options options;
  options.info_log = std::make_shared<SilentLogger>();
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  options.paranoid_checks = true;
  options.verify_sst_unique_id_in_manifest = true;
  options.write_dbid_to_manifest = true;
  options.file_checksum_gen_factory = file_checksum_factory();
  options.max_open_files = -1;
  options.compaction_readahead_size = 2 * mebibyte;
  options.max_bgerror_resume_count = 0;
  options.listeners.push_back(std::make_shared<NoRecovery>());
  options.recycle_log_file_num = 0;
  options.unordered_write = false;
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
  options.skip_stats_update_on_db_open = true;
  return options;
}

rocksdb::ReadOptions common_read_options() {
  rocksdb::ReadOptions options;
  options.ignore_range_deletions = true;
  return options;
}

rocksdb::BlockBasedTableOptions common_table_options() {
  rocksdb::BlockBasedTableOptions table;
  table.format_version = 5;
  table.checksum = rocksdb::kXXH3;
  return table;
}

Result<Database> open_to_write(const rocksdb::Options& options, const Place& directory, const Families& families) {
  return open_on_disk(options, directory, families,
                      [](const auto& used, const auto& path, const Descriptors& descriptors, auto* handles, auto** opened) {
                        return rocksdb::DB::Open(used, path, descriptors, handles, opened);
                      });
}

std::shared_future<void> closed(const Database& database) { return std::get_deleter<Closer>(database)->closed; }

rocksdb::ColumnFamilyHandle* family_of(const Database& database, std::size_t index) {
  const auto& families = std::get_deleter<Closer>(database)->families;
  return families[index + 1 < families.size() ? index + 1 : 0];
}

Result<Database> open_files_only(const rocksdb::Options& options, const Place& directory, const Families& families) {
  for (int attempt = 0; attempt < attempts_max; ++attempt) {
    BOOST_OUTCOME_TRY(const FolderState before, look_at_folder(directory));
    auto database = open_read_only(options, directory, families);
    BOOST_OUTCOME_TRY(const FolderState after, look_at_folder(directory));
    // Otherwise a flush may have moved frames from a WAL not yet read to a table file not yet known.
    if (before == after) {
      return database;
    }
  }
  return too_fast(opening(directory));
}

Result<void> verify_database(const rocksdb::Options& options, const Place& directory, const Families& families) {
  const std::string doing = "verifying " + directory.path.filename().string();
  BOOST_OUTCOME_TRY(check_folder_framing(directory));
  for (int attempt = 0; attempt < attempts_max; ++attempt) {
    BOOST_OUTCOME_TRY(const FolderState before, look_at_folder(directory));
    const auto identity = verify_identity(directory, before);
    BOOST_OUTCOME_TRY(const Database database, open_files_only(options, directory, families));
    const rocksdb::Status tables = verify_tables(*database);
    BOOST_OUTCOME_TRY(const FolderState after, look_at_folder(directory));
    // Beside a writer, a file that is missing by now may have been merged into another one.
    if (before == after || (identity && !tables.IsPathNotFound())) {
      BOOST_OUTCOME_TRY(identity);
      return to_result(tables, doing);
    }
  }
  return too_fast(doing);
}

DatabaseFigures figures_of(const Database& database) {
  if (!database) {
    return {};
  }
  using Properties = rocksdb::DB::Properties;
  const auto number = [&database](const std::string& property) {
    std::uint64_t found = 0;
    return database->GetAggregatedIntProperty(property, &found) ? found : 0;
  };
  std::string level0_files = "0";
  database->GetProperty(Properties::kNumFilesAtLevelPrefix + "0", &level0_files);
  return {.table_bytes = number(Properties::kTotalSstFilesSize),
          .live_bytes = number(Properties::kEstimateLiveDataSize),
          .memtable_bytes = number(Properties::kSizeAllMemTables),
          .cache_bytes = number(Properties::kBlockCacheUsage),
          .pending_compaction_bytes = number(Properties::kEstimatePendingCompactionBytes),
          .running_compactions = number(Properties::kNumRunningCompactions),
          .level0_files = std::strtoull(level0_files.c_str(), nullptr, 10),
          .background_errors = number(Properties::kBackgroundErrors),
          .writes_stopped = number(Properties::kIsWriteStopped) != 0};
}

}  // namespace daybook
