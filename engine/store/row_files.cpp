#include "engine/store/row_files.hpp"

#include <rocksdb/db.h>
#include <rocksdb/sst_file_writer.h>
#include <rocksdb/write_batch.h>
#include <string>
#include <system_error>
#include <vector>

#include "engine/store/status.hpp"

namespace daybook {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view unfinished = "rows-";
constexpr std::size_t mebibyte = 1024 * 1024;
/// Below this, files of their own are not worth opening.
constexpr std::size_t bytes_worth_files = 1 * mebibyte;

rocksdb::Slice slice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }

template <class Target>
rocksdb::Status write_row(Target& target, const Overlay::Newest& row) {
  return *row.value ? target.Put(slice(row.key), slice(**row.value)) : target.Delete(slice(row.key));
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

Result<void> write_file(rocksdb::DB& database, const fs::path& file, const std::vector<Overlay::Newest>& rows) {
  rocksdb::SstFileWriter writer(rocksdb::EnvOptions(), database.GetOptions());
  BOOST_OUTCOME_TRY(to_result(writer.Open(file.string()), "writing rows"));
  for (const Overlay::Newest& row : rows) {
    BOOST_OUTCOME_TRY(to_result(write_row(writer, row), "writing rows"));
  }
  return to_result(writer.Finish(), "writing rows");
}

/// A sorted file for each space, so that files of spaces which only grow at their end never overlap older ones and are never
/// merged. Taken in together by one entry of the MANIFEST.
Result<void> write_many(rocksdb::DB& database, const fs::path& directory, const Overlay& overlay) {
  std::vector<std::string> files;
  BOOST_OUTCOME_TRY(for_each_space(overlay, [&](unsigned space, const std::vector<Overlay::Newest>& rows) -> Result<void> {
    files.push_back((directory / (std::string(unfinished) + std::to_string(space))).string());
    return write_file(database, files.back(), rows);
  }));
  rocksdb::IngestExternalFileOptions options;
  options.move_files = true;
  return to_result(database.IngestExternalFile(files, options), "taking in rows");
}

}  // namespace

void remove_unfinished_row_files(const fs::path& directory) {
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator(directory, ignored)) {
    if (entry.path().filename().string().starts_with(unfinished)) {
      fs::remove(entry.path(), ignored);
    }
  }
}

Result<void> write_rows(rocksdb::DB& database, const fs::path& directory, const Overlay& overlay) {
  const Result<void> written =
      overlay.bytes() < bytes_worth_files ? write_few(database, overlay) : write_many(database, directory, overlay);
  if (!written) {
    remove_unfinished_row_files(directory);
  }
  return written;
}

}  // namespace daybook
