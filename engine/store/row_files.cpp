#include "engine/store/row_files.hpp"

#include <algorithm>
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

constexpr char scattered_space = '#';
constexpr std::size_t scattered = 0;
constexpr int scattered_files_max = 32;

/// `where`: nothing, or a family.
template <class Target, class... Where>
rocksdb::Status write_row(Target& target, const Overlay::Newest& row, Where... where) {
  return row.value ? target.Put(where..., slice(row.key), slice(*row.value)) : target.Delete(where..., slice(row.key));
}

template <class Visit>
Result<void> for_each_space(const Overlay& overlay, Visit visit) {
  for (unsigned space = 0; space < 256; ++space) {
    const auto rows = overlay.newest(static_cast<char>(space));
    if (!rows.empty()) {
      BOOST_OUTCOME_TRY(visit(space, rows));
    }
  }
  return success();
}

/// Through the database's own memory: one batch, one flush of all families.
Result<void> write_few(const Database& database, const Overlay& overlay) {
  rocksdb::WriteBatch batch;
  BOOST_OUTCOME_TRY(for_each_space(overlay, [&](unsigned, const std::vector<Overlay::Newest>& rows) -> Result<void> {
    rocksdb::ColumnFamilyHandle* const family = family_for(database, rows.front().key);
    for (const Overlay::Newest& row : rows) {
      BOOST_OUTCOME_TRY(to_result(write_row(batch, row, family), "collecting rows"));
    }
    return success();
  }));
  rocksdb::WriteOptions options;
  options.disableWAL = true;
  BOOST_OUTCOME_TRY(to_result(database->Write(options, &batch), "writing the views"));
  const std::vector<rocksdb::ColumnFamilyHandle*> all{database->DefaultColumnFamily(), family_of(database, scattered)};
  return to_result(database->Flush(rocksdb::FlushOptions(), all), "flushing the views");
}

/// New rows of these spaces come after all older ones.
constexpr bool grows_at_its_end(unsigned space) { return space >= '0' && space <= '9'; }

/// Sorted files on their way into the database: one for each space that grows at its end, so that it overlaps no older one and is
/// never merged, one for the scattered space, and one for all others.
class SortedFiles {
 public:
  SortedFiles(const Database& database, const Place& directory) : database_(database), directory_(directory) {}

  /// Spaces come in ascending order.
  Result<void> add(unsigned space, const std::vector<Overlay::Newest>& rows) {
    const bool alone = grows_at_its_end(space) || space == static_cast<unsigned>(scattered_space);
    if (writer_ == nullptr || alone) {
      BOOST_OUTCOME_TRY(finish());
      taken_ = &argument_for(rows.front().key);
      taken_->external_files.push_back((directory_ / (std::string(unfinished) + std::to_string(space))).path.string());
      writer_ = std::make_unique<rocksdb::SstFileWriter>(rocksdb::EnvOptions(), options_for(space));
      BOOST_OUTCOME_TRY(to_result(writer_->Open(taken_->external_files.back()), "writing rows"));
    }
    // Keys and values stand anywhere in memory, each value behind its key.
    for (std::size_t i = 0; i < rows.size(); ++i) {
      fetch_ahead(rows, i, [](const Overlay::Newest& row) { return row.key.data(); });
      BOOST_OUTCOME_TRY(to_result(write_row(*writer_, rows[i]), "writing rows"));
    }
    return alone ? finish() : success();
  }

  /// Takes all files in together, by one entry of the MANIFEST.
  Result<void> take_in() {
    BOOST_OUTCOME_TRY(finish());
    return to_result(database_->IngestExternalFiles(arguments_), "taking in rows");
  }

 private:
  /// Ids are dense: a row of a space that grows at its end is there, and no filter need say so.
  rocksdb::Options options_for(unsigned space) const {
    rocksdb::Options options = database_->GetOptions();
    if (grows_at_its_end(space)) {
      rocksdb::BlockBasedTableOptions table = *options.table_factory->GetOptions<rocksdb::BlockBasedTableOptions>();
      table.filter_policy = nullptr;
      options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
    }
    return options;
  }

  Result<void> finish() {
    const auto writer = std::exchange(writer_, nullptr);
    if (writer == nullptr) {
      return success();
    }
    rocksdb::ExternalSstFileInfo written;
    BOOST_OUTCOME_TRY(to_result(writer->Finish(&written), "writing rows"));
    taken_->files_checksums.push_back(written.file_checksum);
    taken_->files_checksum_func_names.push_back(written.file_checksum_func_name);
    return success();
  }

  rocksdb::IngestExternalFileArg& argument_for(std::string_view key) {
    rocksdb::ColumnFamilyHandle* const family = family_for(database_, key);
    const auto found = std::ranges::find(arguments_, family, &rocksdb::IngestExternalFileArg::column_family);
    if (found != arguments_.end()) {
      return *found;
    }
    rocksdb::IngestExternalFileArg& argument = arguments_.emplace_back();
    argument.column_family = family;
    argument.options.move_files = true;
    // Their checksums were taken while they were written: they stay as they are, and are not read again.
    argument.options.write_global_seqno = false;
    argument.options.verify_file_checksum = false;
    return argument;
  }

  const Database& database_;
  const Place& directory_;
  /// One a family.
  std::vector<rocksdb::IngestExternalFileArg> arguments_;
  /// Whose file is being written.
  rocksdb::IngestExternalFileArg* taken_ = nullptr;
  std::unique_ptr<rocksdb::SstFileWriter> writer_;
};

Result<void> write_many(const Database& database, const Place& directory, const Overlay& overlay) {
  SortedFiles files(database, directory);
  BOOST_OUTCOME_TRY(for_each_space(
      overlay, [&](unsigned space, const std::vector<Overlay::Newest>& rows) -> Result<void> { return files.add(space, rows); }));
  return files.take_in();
}

}  // namespace

Families row_families(const rocksdb::Options& options) {
  rocksdb::ColumnFamilyOptions seldom_merged(options);
  seldom_merged.level0_file_num_compaction_trigger = scattered_files_max;
  // Nothing is overwritten there.
  seldom_merged.compaction_options_universal.max_size_amplification_percent = 10'000;
  return {{"scattered", seldom_merged}};
}

rocksdb::ColumnFamilyHandle* family_for(const Database& database, std::string_view key) {
  return !key.empty() && key.front() == scattered_space ? family_of(database, scattered) : database->DefaultColumnFamily();
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
