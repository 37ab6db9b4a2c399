#include "engine/store/log.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <iterator>
#include <mutex>
#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <set>
#include <shared_mutex>
#include <utility>
#include <vector>

#include "engine/files/file.hpp"
#include "engine/store/database.hpp"
#include "engine/store/folder.hpp"
#include "engine/store/log_format.hpp"
#include "engine/store/status.hpp"
#include "events/planted.hpp"
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
  options.sync = !planted(Bug::skipped_sync);
  options.protection_bytes_per_key = 8;
  return options;
}

/// In nanoseconds: a sync takes a tenth of a millisecond on a good disk and seconds on a bad day.
constexpr std::array<std::uint64_t, 12> append_bounds{50'000,    100'000,    200'000,     400'000,     800'000,       1'600'000,
                                                      6'400'000, 25'600'000, 102'400'000, 409'600'000, 1'638'400'000, 6'553'600'000};

using Iterator = std::unique_ptr<rocksdb::Iterator>;

/// The frame under the iterator; nothing when it is past either end.
Result<std::optional<StoredFrame>> frame_at(const rocksdb::Iterator& iterator) {
  BOOST_OUTCOME_TRY(to_result(iterator.status(), "reading the log"));
  if (!iterator.Valid()) {
    return std::nullopt;
  }
  BOOST_OUTCOME_TRY(const Position first, parse_log_key(iterator.key().ToStringView()));
  return StoredFrame{first, iterator.value().ToString()};
}

Result<void> create_database(const Place& directory) {
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

Result<Database> open_database(const Place& directory, LogAccess access) {
  BOOST_OUTCOME_TRY(check_log_format(directory));
  BOOST_OUTCOME_TRY(check_folder_framing(directory));
  if (access == LogAccess::files_only) {
    return open_files_only(log_options(), directory);
  }
  BOOST_OUTCOME_TRY(Database database, open_to_write(log_options(), directory));
  BOOST_OUTCOME_TRY(merge_small_tables(*database));
  return database;
}

}  // namespace

struct Log::Content {
  Content(Place place, Database opened, bool writes) : directory(std::move(place)), database(std::move(opened)) {
    if (!writes) {
      refusal = error(ErrorCode::read_only, "the log is open for reading only");
    }
  }

  Result<std::optional<StoredFrame>> newest_frame() const {
    BOOST_OUTCOME_TRY(const Iterator iterator, iterate());
    iterator->SeekToLast();
    return frame_at(*iterator);
  }

  /// The caller holds `closing` as long as it uses the iterator, or has put itself among the cursors.
  Result<Iterator> iterate(const rocksdb::ReadOptions& reading = common_read_options()) const {
    if (!database) {
      return error(ErrorCode::busy, "the log is being opened anew");
    }
    return Iterator(database->NewIterator(reading));
  }

  Place directory;
  /// Shared by who reads; alone has it who closes the database. RocksDB aborts when an iterator is alive then.
  mutable std::shared_mutex closing;
  /// None when opening it anew failed.
  Database database;
  std::mutex cursors_mutex;
  std::set<LogCursor::Content*> cursors;
  // Of the appending thread.
  /// First position of the newest frame.
  Position newest;
  /// Why no appends are taken.
  std::optional<Error> refusal;
  Histogram append_nanoseconds{append_bounds};
};

struct LogCursor::Content {
  explicit Content(std::shared_ptr<Log::Content> scanned) : log(std::move(scanned)) {
    const std::lock_guard lock(log->cursors_mutex);
    log->cursors.insert(this);
  }
  Content(const Content&) = delete;
  Content& operator=(const Content&) = delete;
  ~Content() {
    const std::shared_lock open(log->closing);
    iterator.reset();
    const std::lock_guard lock(log->cursors_mutex);
    log->cursors.erase(this);
  }

  /// To the first frame past those that were read.
  Result<void> go_on() {
    BOOST_OUTCOME_TRY(iterator, log->iterate(scanning()));
    iterator->Seek(log_key(Position{read.value + 1}));
    return success();
  }

  static rocksdb::ReadOptions scanning() {
    rocksdb::ReadOptions reading = common_read_options();
    reading.fill_cache = false;
    return reading;
  }

  std::shared_ptr<Log::Content> log;
  /// None after the log was opened anew.
  Iterator iterator;
  Position read;
};

LogCursor::LogCursor(std::unique_ptr<Content> content) : content_(std::move(content)) {}

LogCursor::~LogCursor() = default;

Result<std::optional<StoredFrame>> LogCursor::next() {
  const std::shared_lock open(content_->log->closing);
  if (!content_->iterator) {
    BOOST_OUTCOME_TRY(content_->go_on());
  }
  BOOST_OUTCOME_TRY(auto frame, frame_at(*content_->iterator));
  if (frame) {
    content_->read = frame->first;
    content_->iterator->Next();
  }
  return frame;
}

Result<std::unique_ptr<Log>> Log::create(const Place& directory) {
  BOOST_OUTCOME_TRY(const StagedPath staged, StagedPath::prepare(directory));
  BOOST_OUTCOME_TRY(create_database(staged.place()));
  BOOST_OUTCOME_TRY(write_log_format(staged.place()));
  BOOST_OUTCOME_TRY(sync_directory(staged.place()));
  BOOST_OUTCOME_TRY(staged.publish());
  return open(directory);
}

Result<std::unique_ptr<Log>> Log::open(const Place& directory, LogAccess access) {
  BOOST_OUTCOME_TRY(auto database, open_database(directory, access));
  const auto content = std::make_shared<Content>(directory, std::move(database), access == LogAccess::read_write);
  BOOST_OUTCOME_TRY(const auto newest, content->newest_frame());
  content->newest = newest ? newest->first : Position{};
  return std::unique_ptr<Log>(new Log(content));
}

Log::Log(std::shared_ptr<Content> content) : content_(std::move(content)) {}

Log::~Log() = default;

Result<void> Log::append(Position first, std::string_view frame) {
  if (content_->refusal) {
    return *content_->refusal;
  }
  require(first > content_->newest, "frames are appended in order");
  BOOST_OUTCOME_TRY(check_free_space(content_->directory, frame.size()));
  const auto began = std::chrono::steady_clock::now();
  const rocksdb::Status status = content_->database->Put(durable(), log_key(first), rocksdb::Slice(frame.data(), frame.size()));
  if (!status.ok() && !planted(Bug::swallowed_error)) {
    const Error failed = to_error(status, "appending to the log");
    const bool full = failed.code == ErrorCode::storage_full;
    content_->refusal = error(full ? ErrorCode::storage_full : ErrorCode::read_only, "the log takes no appends until it is opened anew");
    return error(ErrorCode::outcome_unknown, failed.detail);
  }
  content_->append_nanoseconds.add_time_since(began);
  content_->newest = first;
  return success();
}

Result<void> Log::resume() {
  if (!content_->refusal) {
    return success();
  }
  if (content_->refusal->code != ErrorCode::storage_full) {
    return *content_->refusal;
  }
  BOOST_OUTCOME_TRY(check_free_space(content_->directory, 0));
  const std::unique_lock alone(content_->closing);
  for (LogCursor::Content* cursor : content_->cursors) {
    cursor->iterator.reset();
  }
  content_->database.reset();
  auto opened = open_database(content_->directory, LogAccess::read_write);
  if (!opened) {
    // So that reads go on.
    const auto readable = open_database(content_->directory, LogAccess::files_only);
    content_->database = readable ? readable.value() : nullptr;
    return std::move(opened).error();
  }
  content_->database = std::move(opened).value();
  BOOST_OUTCOME_TRY(const auto newest, content_->newest_frame());
  content_->newest = newest ? newest->first : Position{};
  content_->refusal.reset();
  return success();
}

Result<std::optional<StoredFrame>> Log::find(Position position) const {
  const std::shared_lock open(content_->closing);
  BOOST_OUTCOME_TRY(const Iterator iterator, content_->iterate());
  iterator->SeekForPrev(log_key(position));
  return frame_at(*iterator);
}

Result<std::optional<StoredFrame>> Log::newest() const {
  const std::shared_lock open(content_->closing);
  return content_->newest_frame();
}

Result<std::unique_ptr<LogCursor>> Log::scan(Position from) const {
  // Goes after the lock when this fails: it takes the lock itself then.
  auto cursor = std::make_unique<LogCursor::Content>(content_);
  const std::shared_lock open(content_->closing);
  BOOST_OUTCOME_TRY(cursor->iterator, content_->iterate(LogCursor::Content::scanning()));
  cursor->iterator->SeekForPrev(log_key(from));
  BOOST_OUTCOME_TRY(to_result(cursor->iterator->status(), "reading the log"));
  if (!cursor->iterator->Valid()) {
    cursor->iterator->SeekToFirst();
  }
  return std::unique_ptr<LogCursor>(new LogCursor(std::move(cursor)));
}

LogFigures Log::figures() const {
  const auto free_bytes = free_space(content_->directory);
  const std::shared_lock open(content_->closing);
  return {.database = figures_of(content_->database),
          .append_nanoseconds = content_->append_nanoseconds.figures(),
          .free_bytes = free_bytes ? free_bytes.value() : 0,
          .disk_is_full = !free_bytes || free_bytes.value() < disk_reserve_bytes};
}

Result<void> Log::verify_checksums() const {
  BOOST_OUTCOME_TRY(check_log_format(content_->directory));
  return verify_database(log_options(), content_->directory);
}

}  // namespace daybook
