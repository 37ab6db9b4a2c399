#include "engine/store/row_files.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <rocksdb/db.h>
#include <rocksdb/sst_file_writer.h>
#include <rocksdb/table.h>
#include <rocksdb/write_batch.h>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "engine/files/file.hpp"
#include "engine/store/database.hpp"
#include "engine/store/fetch_ahead.hpp"
#include "engine/store/status.hpp"

namespace daybook {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view unfinished = "rows-";
/// Below this, files of their own are not worth opening.
constexpr std::size_t bytes_worth_files = 1 * mebibyte;

constexpr int scattered_files_max = 32;

/// By the order in which rows come; each has options of its own.
enum class RowFamily : std::size_t { mixed, growing, scattered };
constexpr std::size_t row_families_count = 3;

constexpr RowFamily family_of_space(char name) {
  const auto space = static_cast<unsigned char>(name);
  return space < '0' ? RowFamily::scattered : space <= '9' ? RowFamily::growing : RowFamily::mixed;
}

rocksdb::ColumnFamilyHandle* handle_of(const Database& database, RowFamily family) {
  return family == RowFamily::mixed ? database->DefaultColumnFamily() : family_of(database, static_cast<std::size_t>(family) - 1);
}

/// `where`: nothing, or a family.
template <class Target, class... Where>
rocksdb::Status write_row(Target& target, const Overlay::Newest& row, Where... where) {
  const RowView value = row.value();
  return value ? target.Put(where..., slice(row.key()), slice(*value)) : target.Delete(where..., slice(row.key()));
}

template <class Visit>
Result<void> for_each_space(const Overlay& overlay, Visit visit) {
  for (unsigned space = 0; space < 256; ++space) {
    const auto rows = overlay.newest(static_cast<char>(space));
    if (!rows.empty()) {
      BOOST_OUTCOME_TRY(visit(static_cast<char>(space), rows));
    }
  }
  return success();
}

/// Through the database's own memory: one batch, one flush of all families.
Result<void> write_few(const Database& database, const Overlay& overlay) {
  rocksdb::WriteBatch batch;
  BOOST_OUTCOME_TRY(for_each_space(overlay, [&](char, const std::vector<Overlay::Newest>& rows) -> Result<void> {
    rocksdb::ColumnFamilyHandle* const family = family_for(database, rows.front().key());
    for (const Overlay::Newest& row : rows) {
      BOOST_OUTCOME_TRY(to_result(write_row(batch, row, family), "collecting rows"));
    }
    return success();
  }));
  rocksdb::WriteOptions options;
  options.disableWAL = true;
  BOOST_OUTCOME_TRY(to_result(database->Write(options, &batch), "writing the views"));
  const std::vector<rocksdb::ColumnFamilyHandle*> all{handle_of(database, RowFamily::mixed), handle_of(database, RowFamily::growing),
                                                      handle_of(database, RowFamily::scattered)};
  // Not once merges have caught up.
  rocksdb::FlushOptions at_once;
  at_once.allow_write_stall = true;
  return to_result(database->Flush(at_once, all), "flushing the views");
}

/// Sorted files on their way into the database: one for each space that grows at its end, so that it overlaps no older one, and one for
/// each other family.
class SortedFiles {
 public:
  SortedFiles(const Database& database, const Place& directory) : database_(database), directory_(directory) {}

  /// Spaces come in ascending order.
  Result<void> add(char space, const std::vector<Overlay::Newest>& rows) {
    const RowFamily family = family_of_space(space);
    std::unique_ptr<rocksdb::SstFileWriter>& writer = writers_[static_cast<std::size_t>(family)];
    if (writer == nullptr) {
      std::string path = (directory_ / (std::string(unfinished) + std::to_string(space))).path.string();
      // They will be merged soon: they stay in the system's memory.
      constexpr bool forget_pages = false;
      const rocksdb::Options options = database_->GetOptions(handle_of(database_, family));
      writer = std::make_unique<rocksdb::SstFileWriter>(rocksdb::EnvOptions(), options, nullptr, forget_pages);
      BOOST_OUTCOME_TRY(to_result(writer->Open(path), "writing rows"));
      argument_for(family).external_files.push_back(std::move(path));
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
      fetch_ahead(rows, i, std::mem_fn(&Overlay::Newest::begin), std::mem_fn(&Overlay::Newest::last));
      BOOST_OUTCOME_TRY(to_result(write_row(*writer, rows[i]), "writing rows"));
    }
    return family == RowFamily::growing ? finish(family) : success();
  }

  /// Takes all files in together, by one entry of the MANIFEST.
  Result<void> take_in() {
    BOOST_OUTCOME_TRY(finish(RowFamily::mixed));
    BOOST_OUTCOME_TRY(finish(RowFamily::scattered));
    std::erase_if(arguments_, [](const auto& argument) { return argument.external_files.empty(); });
    return to_result(database_->IngestExternalFiles(arguments_), "taking in rows");
  }

 private:
  Result<void> finish(RowFamily family) {
    const auto writer = std::exchange(writers_[static_cast<std::size_t>(family)], nullptr);
    if (writer == nullptr) {
      return success();
    }
    rocksdb::ExternalSstFileInfo written;
    BOOST_OUTCOME_TRY(to_result(writer->Finish(&written), "writing rows"));
    rocksdb::IngestExternalFileArg& argument = argument_for(family);
    argument.files_checksums.push_back(written.file_checksum);
    argument.files_checksum_func_names.push_back(written.file_checksum_func_name);
    return success();
  }

  rocksdb::IngestExternalFileArg& argument_for(RowFamily family) {
    rocksdb::IngestExternalFileArg& argument = arguments_[static_cast<std::size_t>(family)];
    argument.column_family = handle_of(database_, family);
    argument.options.move_files = true;
    // Their checksums were taken while they were written: they stay as they are, and are not read again.
    argument.options.write_global_seqno = false;
    argument.options.verify_file_checksum = false;
    return argument;
  }

  const Database& database_;
  const Place& directory_;
  // One a family.
  std::array<std::unique_ptr<rocksdb::SstFileWriter>, row_families_count> writers_;
  std::vector<rocksdb::IngestExternalFileArg> arguments_{row_families_count};
};

Result<void> write_many(const Database& database, const Place& directory, const Overlay& overlay) {
  SortedFiles files(database, directory);
  BOOST_OUTCOME_TRY(for_each_space(
      overlay, [&](char space, const std::vector<Overlay::Newest>& rows) -> Result<void> { return files.add(space, rows); }));
  return files.take_in();
}

}  // namespace

Families row_families(const rocksdb::Options& options) {
  // A file without neighbours in its way is put where it stays. Ids are dense: a row is there, and no filter need say so.
  rocksdb::ColumnFamilyOptions growing(options);
  growing.compaction_style = rocksdb::kCompactionStyleLevel;
  rocksdb::BlockBasedTableOptions unfiltered = *options.table_factory->GetOptions<rocksdb::BlockBasedTableOptions>();
  unfiltered.filter_policy = nullptr;
  growing.table_factory.reset(rocksdb::NewBlockBasedTableFactory(unfiltered));
  rocksdb::ColumnFamilyOptions scattered(options);
  scattered.level0_file_num_compaction_trigger = scattered_files_max;
  // Nothing is overwritten there.
  scattered.compaction_options_universal.max_size_amplification_percent = 10'000;
  return {{"growing", growing}, {"scattered", scattered}};
}

rocksdb::ColumnFamilyHandle* family_for(const Database& database, std::string_view key) {
  return handle_of(database, key.empty() ? RowFamily::mixed : family_of_space(key.front()));
}

void remove_unfinished_row_files(const Place& directory) {
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator(directory.path, ignored)) {
    if (entry.path().filename().string().starts_with(unfinished)) {
      static_cast<void>(remove_tree({entry.path(), directory.disk}));
    }
  }
}

Result<void> write_rows(const Database& database, const Place& directory, const Overlay& overlay) {
  const Result<void> written =
      overlay.bytes() < bytes_worth_files ? write_few(database, overlay) : write_many(database, directory, overlay);
  if (!written) {
    remove_unfinished_row_files(directory);
  }
  return written;
}

}  // namespace daybook
