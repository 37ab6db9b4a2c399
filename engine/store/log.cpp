#include "engine/store/log.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <utility>
#include <vector>

#include "engine/store/database.hpp"
#include "engine/store/files.hpp"
#include "engine/store/folder.hpp"
#include "engine/store/log_format.hpp"
#include "engine/store/status.hpp"
#include "events/require.hpp"

namespace daybook {
namespace {

/// Frames come in order of their keys: table files never overlap, and compaction only renames them from level to level.
rocksdb::Options log_options() {
  rocksdb::Options options = common_options();
  options.compression = rocksdb::kZSTD;
  options.compression_opts.level = 1;
  options.write_buffer_size = 32 * mebibyte;
  options.max_write_buffer_number = 3;
  options.target_file_size_base = 64 * mebibyte;
  rocksdb::BlockBasedTableOptions table = common_table_options();
  table.block_size = 32 * 1024;
  table.block_cache = rocksdb::NewLRUCache(32 * mebibyte);
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

rocksdb::WriteOptions durable() {
  rocksdb::WriteOptions options;
  options.sync = true;
  options.protection_bytes_per_key = 8;
  return options;
}

using Iterator = std::unique_ptr<rocksdb::Iterator>;

Iterator iterate(const Database& database, const rocksdb::ReadOptions& reading = {}) { return Iterator(database->NewIterator(reading)); }

/// The frame under the iterator; nothing when it is past either end.
Result<std::optional<StoredFrame>> frame_at(const rocksdb::Iterator& iterator) {
  BOOST_OUTCOME_TRY(to_result(iterator.status(), "reading the log"));
  if (!iterator.Valid()) {
    return std::nullopt;
  }
  BOOST_OUTCOME_TRY(const Position first, parse_log_key(iterator.key().ToStringView()));
  return StoredFrame{first, iterator.value().ToString()};
}

Result<void> create_database(const std::filesystem::path& directory) {
  rocksdb::Options options = log_options();
  options.create_if_missing = true;
  options.error_if_exists = true;
  BOOST_OUTCOME_TRY(const Database closed_again, open_to_write(options, directory));
  return success();
}

constexpr std::uint64_t small_table_bytes = 4 * mebibyte;
constexpr std::size_t small_tables_max = 64;

/// Each time it is opened, a log moves what is in its WAL to a table file, and files in order are never merged by themselves:
/// programs that run for one append would leave a file each. Merges the small ones at the end once there are many.
Result<void> merge_small_tables(rocksdb::DB& database) {
  std::vector<rocksdb::LiveFileMetaData> files;
  database.GetLiveFilesMetaData(&files);
  std::ranges::sort(files, std::greater(), &rocksdb::LiveFileMetaData::smallestkey);
  const auto large = std::ranges::find_if(files, [](const auto& table) { return table.size >= small_table_bytes; });
  if (large - files.begin() <= static_cast<std::ptrdiff_t>(small_tables_max)) {
    return success();
  }
  rocksdb::CompactRangeOptions options;
  options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
  const rocksdb::Slice first = std::prev(large)->smallestkey;
  return to_result(database.CompactRange(options, &first, nullptr), "merging table files of the log");
}

Result<Database> open_database(const std::filesystem::path& directory, LogAccess access) {
  if (access == LogAccess::files_only) {
    return open_files_only(log_options(), directory);
  }
  BOOST_OUTCOME_TRY(Database database, open_to_write(log_options(), directory));
  BOOST_OUTCOME_TRY(merge_small_tables(*database));
  return database;
}

}  // namespace

struct LogCursor::Content {
  Database database;
  Iterator iterator;
};

LogCursor::LogCursor(std::unique_ptr<Content> content) : content_(std::move(content)) {}

LogCursor::~LogCursor() = default;

Result<std::optional<StoredFrame>> LogCursor::next() {
  BOOST_OUTCOME_TRY(auto frame, frame_at(*content_->iterator));
  if (frame) {
    content_->iterator->Next();
  }
  return frame;
}

struct Log::Content {
  std::filesystem::path directory;
  Database database;
  bool accepts_appends;
  /// First position of the newest frame; of the appending thread.
  Position newest;
};

Result<std::unique_ptr<Log>> Log::create(const std::filesystem::path& directory) {
  BOOST_OUTCOME_TRY(const StagedPath staged, StagedPath::prepare(directory));
  BOOST_OUTCOME_TRY(create_database(staged.path()));
  BOOST_OUTCOME_TRY(write_log_format(staged.path()));
  BOOST_OUTCOME_TRY(sync_directory(staged.path()));
  BOOST_OUTCOME_TRY(staged.publish());
  return open(directory);
}

Result<std::unique_ptr<Log>> Log::open(const std::filesystem::path& directory, LogAccess access) {
  BOOST_OUTCOME_TRY(check_log_format(directory));
  BOOST_OUTCOME_TRY(check_folder_framing(directory));
  BOOST_OUTCOME_TRY(auto database, open_database(directory, access));
  std::unique_ptr<Log> log(new Log(std::make_unique<Content>(
      Content{.directory = directory, .database = std::move(database), .accepts_appends = access == LogAccess::read_write, .newest = {}})));
  BOOST_OUTCOME_TRY(const auto newest, log->newest());
  log->content_->newest = newest ? newest->first : Position{};
  return log;
}

Log::Log(std::unique_ptr<Content> content) : content_(std::move(content)) {}

Log::~Log() = default;

Result<void> Log::append(Position first, std::string_view frame) {
  if (!content_->accepts_appends) {
    return error(ErrorCode::read_only, "the log takes no appends until it is opened anew");
  }
  require(first > content_->newest, "frames are appended in order");
  content_->accepts_appends = false;
  BOOST_OUTCOME_TRY(check_free_space(content_->directory, log_reserve_bytes + frame.size()));
  const rocksdb::Status status = content_->database->Put(durable(), log_key(first), rocksdb::Slice(frame.data(), frame.size()));
  if (!status.ok()) {
    return error(ErrorCode::outcome_unknown, to_error(status, "appending to the log").detail);
  }
  content_->newest = first;
  content_->accepts_appends = true;
  return success();
}

Result<std::optional<StoredFrame>> Log::find(Position position) const {
  const Iterator iterator = iterate(content_->database);
  iterator->SeekForPrev(log_key(position));
  return frame_at(*iterator);
}

Result<std::optional<StoredFrame>> Log::newest() const {
  const Iterator iterator = iterate(content_->database);
  iterator->SeekToLast();
  return frame_at(*iterator);
}

Result<std::unique_ptr<LogCursor>> Log::scan(Position from) const {
  rocksdb::ReadOptions reading;
  reading.fill_cache = false;
  Iterator iterator = iterate(content_->database, reading);
  iterator->SeekForPrev(log_key(from));
  BOOST_OUTCOME_TRY(to_result(iterator->status(), "reading the log"));
  if (!iterator->Valid()) {
    iterator->SeekToFirst();
  }
  return std::unique_ptr<LogCursor>(
      new LogCursor(std::make_unique<LogCursor::Content>(LogCursor::Content{content_->database, std::move(iterator)})));
}

Result<void> Log::verify_checksums() const {
  BOOST_OUTCOME_TRY(check_log_format(content_->directory));
  return verify_database(log_options(), content_->directory);
}

}  // namespace daybook
