#include "engine/store/row_files.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <future>
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
constexpr std::array row_families_all{RowFamily::mixed, RowFamily::growing, RowFamily::scattered};

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

/// The spaces of a family that have rows, in ascending order.
template <class Visit>
Result<void> for_each_space(const Overlay& overlay, RowFamily family, Visit visit) {
  for (unsigned number = 0; number < 256; ++number) {
    const char space = static_cast<char>(number);
    const auto rows = family_of_space(space) == family ? overlay.newest(space) : std::vector<Overlay::Newest>();
    if (!rows.empty()) {
      BOOST_OUTCOME_TRY(visit(space, rows));
    }
  }
  return success();
}

/// Through the database's own memory: one batch, one flush of all families.
Result<void> write_few(const Database& database, const Overlay& overlay) {
  rocksdb::WriteBatch batch;
  for (const RowFamily family : row_families_all) {
    BOOST_OUTCOME_TRY(for_each_space(overlay, family, [&](char, const std::vector<Overlay::Newest>& rows) -> Result<void> {
      for (const Overlay::Newest& row : rows) {
        BOOST_OUTCOME_TRY(to_result(write_row(batch, row, handle_of(database, family)), "collecting rows"));
      }
      return success();
    }));
  }
  rocksdb::WriteOptions options;
  options.disableWAL = true;
  BOOST_OUTCOME_TRY(to_result(database->Write(options, &batch), "writing the views"));
  std::vector<rocksdb::ColumnFamilyHandle*> all;
  all.reserve(row_families_all.size());
  for (const RowFamily family : row_families_all) {
    all.push_back(handle_of(database, family));
  }
  // Not once merges have caught up.
  rocksdb::FlushOptions at_once;
  at_once.allow_write_stall = true;
  return to_result(database->Flush(at_once, all), "flushing the views");
}

/// Sorted files of a family on their way into the database: one for each space that grows at its end, so that it overlaps no older one,
/// otherwise one for all.
class SortedFiles {
 public:
  SortedFiles(const Database& database, const Place& directory, RowFamily family)
      : directory_(directory), family_(family), options_(database->GetOptions(handle_of(database, family))) {
    taken_in_.column_family = handle_of(database, family);
    taken_in_.options.move_files = true;
    // Their checksums were taken while they were written: they stay as they are, and are not read again.
    taken_in_.options.write_global_seqno = false;
    taken_in_.options.verify_file_checksum = false;
  }

  Result<void> write(const Overlay& overlay) {
    BOOST_OUTCOME_TRY(for_each_space(overlay, family_, [this](char space, const std::vector<Overlay::Newest>& rows) -> Result<void> {
      BOOST_OUTCOME_TRY(add(space, rows));
      return family_ == RowFamily::growing ? finish() : success();
    }));
    return finish();
  }

  /// How the database takes them in.
  const rocksdb::IngestExternalFileArg& taken_in() const { return taken_in_; }

 private:
  Result<void> add(char space, const std::vector<Overlay::Newest>& rows) {
    if (writer_ == nullptr) {
      std::string path = (directory_ / (std::string(unfinished) + std::to_string(space))).path.string();
      // They will be merged soon: they stay in the system's memory.
      constexpr bool forget_pages = false;
      writer_ = std::make_unique<rocksdb::SstFileWriter>(rocksdb::EnvOptions(), options_, nullptr, forget_pages);
      BOOST_OUTCOME_TRY(to_result(writer_->Open(path), "writing rows"));
      taken_in_.external_files.push_back(std::move(path));
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
      fetch_ahead(rows, i, std::mem_fn(&Overlay::Newest::begin), std::mem_fn(&Overlay::Newest::last));
      BOOST_OUTCOME_TRY(to_result(write_row(*writer_, rows[i]), "writing rows"));
    }
    return success();
  }

  Result<void> finish() {
    const auto writer = std::exchange(writer_, nullptr);
    if (writer == nullptr) {
      return success();
    }
    rocksdb::ExternalSstFileInfo written;
    BOOST_OUTCOME_TRY(to_result(writer->Finish(&written), "writing rows"));
    taken_in_.files_checksums.push_back(written.file_checksum);
    taken_in_.files_checksum_func_names.push_back(written.file_checksum_func_name);
    return success();
  }

  const Place& directory_;
  RowFamily family_;
  rocksdb::Options options_;
  std::unique_ptr<rocksdb::SstFileWriter> writer_;
  rocksdb::IngestExternalFileArg taken_in_;
};

/// In files that are taken in together, by one entry of the MANIFEST. In haste half of the rows, `mixed`, are written beside the others.
Result<void> write_many(const Database& database, const Place& directory, const Overlay& overlay, bool in_haste) {
  SortedFiles mixed(database, directory, RowFamily::mixed);
  SortedFiles growing(database, directory, RowFamily::growing);
  SortedFiles scattered(database, directory, RowFamily::scattered);
  // Deferred too where no thread is to be had.
  const auto launch = in_haste ? std::launch::async | std::launch::deferred : std::launch::deferred;
  auto beside = std::async(launch, [&] { return mixed.write(overlay); });
  BOOST_OUTCOME_TRY(growing.write(overlay));
  BOOST_OUTCOME_TRY(scattered.write(overlay));
  BOOST_OUTCOME_TRY(beside.get());
  std::vector<rocksdb::IngestExternalFileArg> files{mixed.taken_in(), growing.taken_in(), scattered.taken_in()};
  std::erase_if(files, [](const auto& family) { return family.external_files.empty(); });
  return to_result(database->IngestExternalFiles(files), "taking in rows");
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

Result<void> write_rows(const Database& database, const Place& directory, const Overlay& overlay, bool in_haste) {
  const Result<void> written =
      overlay.bytes() < bytes_worth_files ? write_few(database, overlay) : write_many(database, directory, overlay, in_haste);
  if (!written) {
    remove_unfinished_row_files(directory);
  }
  return written;
}

}  // namespace daybook
