#include "engine/store/rows.hpp"

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <thread>

#include "engine/store/database.hpp"
#include "engine/store/files.hpp"
#include "engine/store/folder.hpp"
#include "engine/store/overlay.hpp"
#include "engine/store/read_cache.hpp"
#include "engine/store/row_files.hpp"
#include "engine/store/status.hpp"

namespace daybook {
namespace {

/// Many small point reads, most of them for what is not there; rows overwritten often. Files arrive sorted and whole, and similar
/// sizes are merged (universal compaction): each row is written again a few times only. What is new is not compressed, since it will
/// be merged soon.
rocksdb::Options row_options() {
  rocksdb::Options options = common_options();
  options.compaction_style = rocksdb::kCompactionStyleUniversal;
  options.compression = rocksdb::kNoCompression;
  options.level0_file_num_compaction_trigger = 8;
  options.write_buffer_size = 8 * mebibyte;
  options.max_write_buffer_number = 2;
  options.avoid_flush_during_shutdown = true;
  rocksdb::BlockBasedTableOptions table = common_table_options();
  constexpr double filter_bits_per_key = 14;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(filter_bits_per_key));
  table.block_cache = rocksdb::NewLRUCache(32 * mebibyte);
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

/// The first key after all that start with `prefix`; empty when there is none.
std::string end_of(std::string_view prefix) {
  std::string end(prefix.substr(0, prefix.find_last_not_of('\xff') + 1));
  if (!end.empty()) {
    end.back() = static_cast<char>(static_cast<unsigned char>(end.back()) + 1);
  }
  return end;
}

using DiskMoment = std::shared_ptr<const rocksdb::Snapshot>;

DiskMoment disk_moment(const Database& database) {
  return {database->GetSnapshot(), [database](const rocksdb::Snapshot* moment) { database->ReleaseSnapshot(moment); }};
}

/// Where rows are, newest first. Changes only when a flush begins or ends.
struct Layers {
  std::shared_ptr<Overlay> changing;
  /// On its way to disk.
  std::shared_ptr<const Overlay> frozen;
  /// None when opened for files only: what that shows never changes.
  DiskMoment disk;
  /// Counts the flushes that have ended.
  std::uint64_t generation = 0;
};

/// Shared by the rows and their snapshots.
struct Shared {
  Database database;
  mutable std::mutex mutex;
  std::shared_ptr<const Layers> layers;
  ReadCache read_cache{64 * mebibyte};
  BatchNumber visible;
  /// Moments that snapshots show, ascending, and how many show each. Few: a new one is the newest.
  std::vector<std::pair<BatchNumber, std::size_t>> readers;

  void enter() {
    if (readers.empty() || readers.back().first != visible) {
      readers.emplace_back(visible, 0);
    }
    ++readers.back().second;
  }
  void leave(BatchNumber moment) {
    const auto reader = std::ranges::lower_bound(readers, moment, {}, &std::pair<BatchNumber, std::size_t>::first);
    if (--reader->second == 0) {
      readers.erase(reader);
    }
  }
};

}  // namespace

/// What a reader sees: the layers as they were, up to one batch.
struct RowMoment {
  std::shared_ptr<Shared> shared;
  std::shared_ptr<const Layers> layers;
  BatchNumber batch;

  static RowMoment newest(const std::shared_ptr<Shared>& shared) {
    const std::lock_guard lock(shared->mutex);
    return {shared, shared->layers, shared->visible};
  }

  rocksdb::ReadOptions reading() const {
    rocksdb::ReadOptions options;
    options.snapshot = layers->disk.get();
    return options;
  }

  /// What memory says about a key; nothing when the disk has to be asked.
  std::optional<RowView> in_memory(std::string_view key) const {
    for (const Overlay* overlay : {static_cast<const Overlay*>(layers->changing.get()), layers->frozen.get()}) {
      if (overlay != nullptr) {
        if (auto value = overlay->find(key, batch)) {
          return value;
        }
      }
    }
    return std::nullopt;
  }

  Result<bool> read(std::string_view key, const std::function<void(std::string_view)>& take) const {
    if (const auto value = in_memory(key)) {
      if (*value) {
        take(**value);
      }
      return value->has_value();
    }
    if (shared->read_cache.read(key, layers->generation, take)) {
      return true;
    }
    rocksdb::PinnableSlice value;
    const rocksdb::Status status = shared->database->Get(reading(), shared->database->DefaultColumnFamily(), slice(key), &value);
    if (status.IsNotFound()) {
      return false;
    }
    BOOST_OUTCOME_TRY(to_result(status, "reading the views"));
    shared->read_cache.keep(key, layers->generation, value.ToStringView());
    take(value.ToStringView());
    return true;
  }

  Result<std::optional<std::string>> get(std::string_view key) const {
    std::optional<std::string> value;
    BOOST_OUTCOME_TRY(read(key, [&value](std::string_view bytes) { value.emplace(bytes); }));
    return value;
  }

  Result<std::vector<std::optional<std::string>>> get_many(std::span<const std::string> keys) const {
    std::vector<std::optional<std::string>> values(keys.size());
    std::vector<std::size_t> places;
    std::vector<rocksdb::Slice> wanted;
    for (std::size_t i = 0; i < keys.size(); ++i) {
      if (const auto value = in_memory(keys[i])) {
        values[i] = *value;
      } else {
        places.push_back(i);
        wanted.push_back(slice(keys[i]));
      }
    }
    std::vector<rocksdb::PinnableSlice> found(wanted.size());
    std::vector<rocksdb::Status> statuses(wanted.size());
    shared->database->MultiGet(reading(), shared->database->DefaultColumnFamily(), wanted.size(), wanted.data(), found.data(),
                               statuses.data());
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      if (!statuses[i].IsNotFound()) {
        BOOST_OUTCOME_TRY(to_result(statuses[i], "reading the views"));
        values[places[i]] = found[i].ToString();
      }
    }
    return values;
  }

  std::map<std::string, RowView> changes(std::string_view prefix, std::string_view from) const {
    std::map<std::string, RowView> rows;
    if (layers->frozen) {
      layers->frozen->collect(prefix, from, batch, rows);
    }
    layers->changing->collect(prefix, from, batch, rows);
    return rows;
  }

  /// What is on disk, with the changes laid over it.
  Result<void> scan(std::string_view prefix, std::string_view from, const RowVisitor& visit) const {
    const std::string start(std::max(prefix, from));
    const std::string end = end_of(prefix);
    const rocksdb::Slice bound = end;
    rocksdb::ReadOptions options = reading();
    options.iterate_upper_bound = end.empty() ? nullptr : &bound;
    const std::unique_ptr<rocksdb::Iterator> disk(shared->database->NewIterator(options));
    const auto changed = changes(prefix, from);
    auto change = changed.begin();
    for (disk->Seek(start); disk->Valid() || (disk->status().ok() && change != changed.end());) {
      const bool on_disk = disk->Valid() && (change == changed.end() || disk->key().ToStringView() < change->first);
      if (on_disk) {
        if (!visit(disk->key().ToStringView(), disk->value().ToStringView())) {
          return success();
        }
        disk->Next();
        continue;
      }
      if (change->second && !visit(change->first, *change->second)) {
        return success();
      }
      if (disk->Valid() && disk->key().ToStringView() == change->first) {
        disk->Next();
      }
      ++change;
    }
    return to_result(disk->status(), "reading the views");
  }
};

RowSnapshot::RowSnapshot(std::unique_ptr<RowMoment> moment) : moment_(std::move(moment)) {}

RowSnapshot::~RowSnapshot() {
  const std::lock_guard lock(moment_->shared->mutex);
  moment_->shared->leave(moment_->batch);
}

Result<std::optional<std::string>> RowSnapshot::get(std::string_view key) const { return moment_->get(key); }

Result<bool> RowSnapshot::read(std::string_view key, const std::function<void(std::string_view)>& take) const {
  return moment_->read(key, take);
}

Result<void> RowSnapshot::scan(std::string_view prefix, std::string_view from, const RowVisitor& visit) const {
  return moment_->scan(prefix, from, visit);
}

/// The writing half: one writer, and a thread that writes frozen changes out.
struct Rows::Content {
  Content(std::filesystem::path path, Database database, const RowsOptions& row_options, bool writes)
      : directory(std::move(path)), options(row_options), accepts_writes(writes), shared(std::make_shared<Shared>()) {
    const DiskMoment disk = writes ? disk_moment(database) : nullptr;
    shared->database = std::move(database);
    shared->layers = std::make_shared<Layers>(Layers{std::make_shared<Overlay>(), nullptr, disk, 0});
    if (writes) {
      flusher = std::thread([this] { flush_frozen(); });
    }
  }
  Content(const Content&) = delete;
  Content& operator=(const Content&) = delete;

  ~Content() {
    {
      const std::lock_guard lock(shared->mutex);
      stopping = true;
    }
    frozen_changed.notify_all();
    if (flusher.joinable()) {
      flusher.join();
    }
  }

  Result<void> health() const { return failure ? Result<void>(*failure) : success(); }

  /// From now on changes go to a new overlay, and the old one to disk. The lock is held.
  void freeze() {
    const Layers& now = *shared->layers;
    shared->layers = std::make_shared<Layers>(Layers{std::make_shared<Overlay>(), now.changing, now.disk, now.generation});
    frozen_changed.notify_all();
  }

  /// Waits until nothing is on its way to disk, or that has failed.
  void await_flushed(std::unique_lock<std::mutex>& lock) {
    frozen_changed.wait(lock, [this] { return failure || !shared->layers->frozen; });
  }

  void make_room(std::unique_lock<std::mutex>& lock) {
    if (shared->layers->changing->bytes() < options.changes_bytes_max) {
      return;
    }
    if (shared->layers->changing->bytes() >= 2 * options.changes_bytes_max) {
      await_flushed(lock);
    }
    if (!failure && !shared->layers->frozen) {
      freeze();
    }
  }

  void forget_flushed(const Overlay& flushed, std::uint64_t generation) const {
    ReadCache& cache = shared->read_cache;
    cache.begin(generation);
    if (!cache.empty()) {
      flushed.for_each_key([&cache](std::string_view key) { cache.forget(key); });
    }
  }

  void flush_frozen() {
    std::unique_lock lock(shared->mutex);
    while (true) {
      frozen_changed.wait(lock, [this] { return stopping || (shared->layers->frozen && !failure); });
      if (stopping) {
        return;
      }
      const std::shared_ptr<const Layers> layers = shared->layers;
      lock.unlock();
      const Result<void> written = write_rows(*shared->database, directory, *layers->frozen);
      const std::uint64_t generation = layers->generation + 1;
      forget_flushed(*layers->frozen, generation);
      lock.lock();
      if (written) {
        shared->layers = std::make_shared<Layers>(Layers{shared->layers->changing, nullptr, disk_moment(shared->database), generation});
      } else {
        failure = written.error();
      }
      frozen_changed.notify_all();
    }
  }

  std::filesystem::path directory;
  RowsOptions options;
  bool accepts_writes;
  std::shared_ptr<Shared> shared;
  /// Held by whoever writes or flushes: changes never freeze inside a batch.
  std::mutex writing;
  // The lock of the rest is the shared one.
  std::condition_variable frozen_changed;
  std::optional<Error> failure;
  bool stopping = false;
  std::thread flusher;
};

Result<std::unique_ptr<Rows>> Rows::open(const std::filesystem::path& directory, const RowsOptions& options) {
  rocksdb::Options database_options = row_options();
  database_options.create_if_missing = true;
  database_options.disable_auto_compactions = !options.merges_files;
  remove_unfinished_row_files(directory);
  BOOST_OUTCOME_TRY(auto database, open_to_write(database_options, directory));
  BOOST_OUTCOME_TRY(sync_directory(parent_of(directory)));
  return std::unique_ptr<Rows>(new Rows(std::make_unique<Content>(directory, std::move(database), options, true)));
}

Result<std::unique_ptr<Rows>> Rows::open_files_only(const std::filesystem::path& directory) {
  BOOST_OUTCOME_TRY(auto database, daybook::open_files_only(row_options(), directory));
  return std::unique_ptr<Rows>(new Rows(std::make_unique<Content>(directory, std::move(database), RowsOptions{}, false)));
}

Rows::Rows(std::unique_ptr<Content> content) : content_(std::move(content)) {}

Rows::~Rows() = default;

Result<void> Rows::write(const RowBatch& batch) {
  if (!content_->accepts_writes) {
    return error(ErrorCode::read_only, "the views are open for reading only");
  }
  const std::lock_guard writing(content_->writing);
  Shared& shared = *content_->shared;
  std::unique_lock lock(shared.mutex);
  content_->make_room(lock);
  BOOST_OUTCOME_TRY(content_->health());
  const BatchNumber number{shared.visible.value + 1};
  Overlay& changing = *shared.layers->changing;
  std::vector<BatchNumber> readers;
  for (const auto& [reader, count] : shared.readers) {
    readers.push_back(reader);
  }
  lock.unlock();
  batch.for_each([&](std::string_view key, RowView value) { changing.put(key, value, number, readers); });
  lock.lock();
  shared.visible = number;
  return success();
}

Result<std::optional<std::string>> Rows::get(std::string_view key) const { return RowMoment::newest(content_->shared).get(key); }

Result<std::vector<std::optional<std::string>>> Rows::get_many(std::span<const std::string> keys) const {
  return RowMoment::newest(content_->shared).get_many(keys);
}

std::unique_ptr<RowSnapshot> Rows::snapshot() const {
  const std::shared_ptr<Shared>& shared = content_->shared;
  const std::lock_guard lock(shared->mutex);
  shared->enter();
  return std::unique_ptr<RowSnapshot>(new RowSnapshot(std::make_unique<RowMoment>(RowMoment{shared, shared->layers, shared->visible})));
}

Result<void> Rows::flush() {
  if (!content_->accepts_writes) {
    return error(ErrorCode::read_only, "the views are open for reading only");
  }
  const std::lock_guard writing(content_->writing);
  std::unique_lock lock(content_->shared->mutex);
  content_->await_flushed(lock);
  if (!content_->failure && content_->shared->layers->changing->bytes() > 0) {
    content_->freeze();
    content_->await_flushed(lock);
  }
  return content_->health();
}

Result<void> Rows::verify_checksums() const { return verify_database(row_options(), content_->directory); }

}  // namespace daybook
