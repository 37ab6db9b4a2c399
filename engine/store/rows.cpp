#include "engine/store/rows.hpp"

#include <algorithm>
#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/slice_transform.h>
#include <rocksdb/sst_file_writer.h>
#include <rocksdb/write_batch.h>
#include <system_error>
#include <utility>
#include <vector>

#include "engine/store/database.hpp"
#include "engine/store/files.hpp"
#include "engine/store/folder.hpp"
#include "engine/store/status.hpp"

namespace daybook {
namespace {

constexpr std::size_t mebibyte = 1024 * 1024;

/// Many small point reads and scans of a prefix; rows overwritten often.
rocksdb::Options row_options() {
  rocksdb::Options options = common_options();
  options.compression = rocksdb::kLZ4Compression;
  options.bottommost_compression = rocksdb::kZSTD;
  options.write_buffer_size = 64 * mebibyte;
  options.max_write_buffer_number = 2;
  options.target_file_size_base = 64 * mebibyte;
  options.max_bytes_for_level_base = 256 * mebibyte;
  options.level_compaction_dynamic_level_bytes = true;
  options.avoid_flush_during_shutdown = true;
  // Rows of a space come in runs: each space remembers where its last row went. Most lookups are for what is not there.
  options.allow_concurrent_memtable_write = false;
  options.memtable_insert_with_hint_prefix_extractor.reset(rocksdb::NewFixedPrefixTransform(1));
  options.memtable_whole_key_filtering = true;
  options.memtable_prefix_bloom_size_ratio = 0.05;
  rocksdb::BlockBasedTableOptions table = common_table_options();
  constexpr double filter_bits_per_key = 10;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(filter_bits_per_key));
  table.block_cache = rocksdb::NewLRUCache(64 * mebibyte);
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

rocksdb::Slice slice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }

Result<std::optional<std::string>> read(rocksdb::DB& database, const rocksdb::ReadOptions& reading, std::string_view key) {
  std::string value;
  const rocksdb::Status status = database.Get(reading, slice(key), &value);
  if (status.IsNotFound()) {
    return std::nullopt;
  }
  BOOST_OUTCOME_TRY(to_result(status, "reading the views"));
  return value;
}

/// The first key after all that start with `prefix`; empty when there is none.
std::string end_of(std::string_view prefix) {
  std::string end(prefix.substr(0, prefix.find_last_not_of('\xff') + 1));
  if (!end.empty()) {
    end.back() = static_cast<char>(static_cast<unsigned char>(end.back()) + 1);
  }
  return end;
}

/// The changes of a batch by key, the last one of each key. Holds views into the batch.
class SortedChanges final : public rocksdb::WriteBatch::Handler {
 public:
  rocksdb::Status PutCF(std::uint32_t /*family*/, const rocksdb::Slice& key, const rocksdb::Slice& value) override {
    changes_.push_back({key, value, false});
    return rocksdb::Status::OK();
  }
  rocksdb::Status DeleteCF(std::uint32_t /*family*/, const rocksdb::Slice& key) override {
    changes_.push_back({key, {}, true});
    return rocksdb::Status::OK();
  }

  /// Into a sorted file being written, or another batch.
  template <class Target>
  rocksdb::Status write_to(Target& target) {
    std::ranges::stable_sort(changes_, [](const Change& a, const Change& b) { return a.key.compare(b.key) < 0; });
    rocksdb::Status status;
    for (std::size_t i = 0; i < changes_.size() && status.ok(); ++i) {
      const Change& change = changes_[i];
      if (i + 1 < changes_.size() && changes_[i + 1].key == change.key) {
        continue;
      }
      status = change.erases ? target.Delete(change.key) : target.Put(change.key, change.value);
    }
    return status;
  }

 private:
  struct Change {
    rocksdb::Slice key;
    rocksdb::Slice value;
    bool erases;
  };
  std::vector<Change> changes_;
};

}  // namespace

struct RowBatch::Content {
  rocksdb::WriteBatch changes;
};

RowBatch::RowBatch() : content_(std::make_unique<Content>()) {}

RowBatch::RowBatch(RowBatch&&) noexcept = default;

RowBatch& RowBatch::operator=(RowBatch&&) noexcept = default;

RowBatch::~RowBatch() = default;

// Put and Delete fail only on keys of 4 GiB and batches with a size limit, which ours have not.
void RowBatch::put(std::string_view key, std::string_view value) { content_->changes.Put(slice(key), slice(value)).PermitUncheckedError(); }

void RowBatch::erase(std::string_view key) { content_->changes.Delete(slice(key)).PermitUncheckedError(); }

std::size_t RowBatch::bytes() const { return content_->changes.GetDataSize(); }

struct RowSnapshot::Content {
  Database database;
  /// None when opened for files only: what a secondary shows never changes, and it has no snapshots.
  const rocksdb::Snapshot* moment;

  rocksdb::ReadOptions reading() const {
    rocksdb::ReadOptions options;
    options.snapshot = moment;
    return options;
  }
};

RowSnapshot::RowSnapshot(std::unique_ptr<Content> content) : content_(std::move(content)) {}

RowSnapshot::~RowSnapshot() {
  if (content_->moment != nullptr) {
    content_->database->ReleaseSnapshot(content_->moment);
  }
}

Result<std::optional<std::string>> RowSnapshot::get(std::string_view key) const {
  return read(*content_->database, content_->reading(), key);
}

Result<void> RowSnapshot::scan(std::string_view prefix, std::string_view from, const RowVisitor& visit) const {
  const std::string end = end_of(prefix);
  const rocksdb::Slice bound = end;
  rocksdb::ReadOptions reading = content_->reading();
  reading.iterate_upper_bound = end.empty() ? nullptr : &bound;
  const std::unique_ptr<rocksdb::Iterator> iterator(content_->database->NewIterator(reading));
  iterator->Seek(slice(std::max(prefix, from)));
  while (iterator->Valid() && visit(iterator->key().ToStringView(), iterator->value().ToStringView())) {
    iterator->Next();
  }
  return to_result(iterator->status(), "reading the views");
}

struct Rows::Content {
  std::filesystem::path directory;
  Database database;
  bool accepts_writes;
};

Result<std::unique_ptr<Rows>> Rows::open(const std::filesystem::path& directory) {
  rocksdb::Options options = row_options();
  options.create_if_missing = true;
  BOOST_OUTCOME_TRY(auto database, open_to_write(options, directory));
  BOOST_OUTCOME_TRY(sync_directory(parent_of(directory)));
  return std::unique_ptr<Rows>(new Rows(std::make_unique<Content>(Content{directory, std::move(database), true})));
}

Result<std::unique_ptr<Rows>> Rows::open_files_only(const std::filesystem::path& directory) {
  BOOST_OUTCOME_TRY(auto database, daybook::open_files_only(row_options(), directory));
  return std::unique_ptr<Rows>(new Rows(std::make_unique<Content>(Content{directory, std::move(database), false})));
}

Rows::Rows(std::unique_ptr<Content> content) : content_(std::move(content)) {}

Rows::~Rows() = default;

Result<void> Rows::write(RowBatch batch) {
  if (!content_->accepts_writes) {
    return error(ErrorCode::read_only, "the views are open for reading only");
  }
  SortedChanges changes;
  rocksdb::WriteBatch sorted(batch.bytes());
  BOOST_OUTCOME_TRY(to_result(batch.content_->changes.Iterate(&changes), "sorting rows"));
  BOOST_OUTCOME_TRY(to_result(changes.write_to(sorted), "sorting rows"));
  rocksdb::WriteOptions options;
  options.disableWAL = true;
  return to_result(content_->database->Write(options, &sorted), "writing the views");
}

Result<void> Rows::write_bulk(RowBatch batch) {
  constexpr std::size_t worth_a_file = 1 * mebibyte;
  if (!content_->accepts_writes || batch.bytes() < worth_a_file) {
    return write(std::move(batch));
  }
  SortedChanges changes;
  BOOST_OUTCOME_TRY(to_result(batch.content_->changes.Iterate(&changes), "sorting rows"));
  const std::filesystem::path file = content_->directory / "bulk.sst";
  rocksdb::SstFileWriter writer(rocksdb::EnvOptions(), content_->database->GetOptions());
  BOOST_OUTCOME_TRY(to_result(writer.Open(file.string()), "writing rows in bulk"));
  BOOST_OUTCOME_TRY(to_result(changes.write_to(writer), "writing rows in bulk"));
  BOOST_OUTCOME_TRY(to_result(writer.Finish(), "writing rows in bulk"));
  rocksdb::IngestExternalFileOptions ingestion;
  ingestion.move_files = true;
  return to_result(content_->database->IngestExternalFile({file.string()}, ingestion), "taking rows in bulk");
}

Result<std::optional<std::string>> Rows::get(std::string_view key) const { return read(*content_->database, {}, key); }

std::unique_ptr<RowSnapshot> Rows::snapshot() const {
  const rocksdb::Snapshot* moment = content_->accepts_writes ? content_->database->GetSnapshot() : nullptr;
  return std::unique_ptr<RowSnapshot>(
      new RowSnapshot(std::make_unique<RowSnapshot::Content>(RowSnapshot::Content{content_->database, moment})));
}

Result<void> Rows::flush() {
  if (!content_->accepts_writes) {
    return error(ErrorCode::read_only, "the views are open for reading only");
  }
  return to_result(content_->database->Flush(rocksdb::FlushOptions()), "flushing the views");
}

Result<void> Rows::verify_checksums() const { return verify_database(row_options(), content_->directory); }

}  // namespace daybook
