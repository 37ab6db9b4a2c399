#include "engine/store/row_files.hpp"

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
#include "engine/store/status.hpp"

namespace daybook {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view unfinished = "rows-";
/// Below this, files of their own are not worth opening.
constexpr std::size_t bytes_worth_files = 1 * mebibyte;

template <class Target>
rocksdb::Status write_row(Target& target, const Overlay::Newest& row) {
  return row.value ? target.Put(slice(row.key), slice(*row.value)) : target.Delete(slice(row.key));
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

/// Through the database's own memory: one batch, one flush.
Result<void> write_few(rocksdb::DB& database, const Overlay& overlay) {
  rocksdb::WriteBatch batch;
  BOOST_OUTCOME_TRY(for_each_space(overlay, [&](unsigned, const std::vector<Overlay::Newest>& rows) -> Result<void> {
    for (const Overlay::Newest& row : rows) {
      BOOST_OUTCOME_TRY(to_result(write_row(batch, row), "collecting rows"));
    }
    return success();
  }));
  rocksdb::WriteOptions options;
  options.disableWAL = true;
  BOOST_OUTCOME_TRY(to_result(database.Write(options, &batch), "writing the views"));
  return to_result(database.Flush(rocksdb::FlushOptions()), "flushing the views");
}

/// New rows of these spaces come after all older ones.
constexpr bool grows_at_its_end(unsigned space) { return space >= '0' && space <= '9'; }

/// Sorted files on their way into the database: one for each space that grows at its end, so that it overlaps no older one and is
/// never merged, and one for all other spaces.
class SortedFiles {
 public:
  SortedFiles(rocksdb::DB& database, const Place& directory) : database_(database), directory_(directory) {}

  /// Spaces come in ascending order.
  Result<void> add(unsigned space, const std::vector<Overlay::Newest>& rows) {
    if (writer_ == nullptr || grows_at_its_end(space)) {
      BOOST_OUTCOME_TRY(finish());
      argument_.external_files.push_back((directory_ / (std::string(unfinished) + std::to_string(space))).path.string());
      writer_ = std::make_unique<rocksdb::SstFileWriter>(rocksdb::EnvOptions(), options_for(space));
      BOOST_OUTCOME_TRY(to_result(writer_->Open(argument_.external_files.back()), "writing rows"));
    }
    for (const Overlay::Newest& row : rows) {
      BOOST_OUTCOME_TRY(to_result(write_row(*writer_, row), "writing rows"));
    }
    return grows_at_its_end(space) ? finish() : success();
  }

  /// Takes all files in together, by one entry of the MANIFEST.
  Result<void> take_in() {
    BOOST_OUTCOME_TRY(finish());
    argument_.column_family = database_.DefaultColumnFamily();
    argument_.options.move_files = true;
    // Their checksums were taken while they were written: they stay as they are, and are not read again.
    argument_.options.write_global_seqno = false;
    argument_.options.verify_file_checksum = false;
    return to_result(database_.IngestExternalFiles({argument_}), "taking in rows");
  }

 private:
  /// Ids are dense: a row of a space that grows at its end is there, and no filter need say so.
  rocksdb::Options options_for(unsigned space) const {
    rocksdb::Options options = database_.GetOptions();
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
    argument_.files_checksums.push_back(written.file_checksum);
    argument_.files_checksum_func_names.push_back(written.file_checksum_func_name);
    return success();
  }

  rocksdb::DB& database_;
  const Place& directory_;
  rocksdb::IngestExternalFileArg argument_;
  std::unique_ptr<rocksdb::SstFileWriter> writer_;
};

Result<void> write_many(rocksdb::DB& database, const Place& directory, const Overlay& overlay) {
  SortedFiles files(database, directory);
  BOOST_OUTCOME_TRY(for_each_space(
      overlay, [&](unsigned space, const std::vector<Overlay::Newest>& rows) -> Result<void> { return files.add(space, rows); }));
  return files.take_in();
}

}  // namespace

void remove_unfinished_row_files(const Place& directory) {
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator(directory.path, ignored)) {
    if (entry.path().filename().string().starts_with(unfinished)) {
      static_cast<void>(remove_tree({entry.path(), directory.disk}));
    }
  }
}

Result<void> write_rows(rocksdb::DB& database, const Place& directory, const Overlay& overlay) {
  const Result<void> written =
      overlay.bytes() < bytes_worth_files ? write_few(database, overlay) : write_many(database, directory, overlay);
  if (!written) {
    remove_unfinished_row_files(directory);
  }
  return written;
}

}  // namespace daybook
