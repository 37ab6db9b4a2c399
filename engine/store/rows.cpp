#include "engine/store/rows.hpp"

#include <array>
#include <chrono>
#include <condition_variable>
#include <future>
#include <limits>
#include <mutex>
#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <thread>

#include "engine/files/file.hpp"
#include "engine/store/database.hpp"
#include "engine/store/row_files.hpp"
#include "engine/store/row_moment.hpp"

namespace daybook {
namespace {

/// Many small point reads, most of them for what is not there; rows overwritten often. Files arrive sorted and whole, and similar
/// sizes are merged (universal compaction): each row is written again a few times only. What is new is not compressed, since it will
/// be merged soon.
rocksdb::Options row_options() {
  rocksdb::Options options = common_options();
  options.compaction_style = rocksdb::kCompactionStyleUniversal;
  options.compression = rocksdb::kNoCompression;
  options.level0_file_num_compaction_trigger = 16;
  options.compaction_options_universal.max_size_amplification_percent = 400;
  // Nobody waits for a merge: one that finds no space is tried again for ever.
  options.level0_slowdown_writes_trigger = options.level0_stop_writes_trigger = std::numeric_limits<int>::max();
  options.soft_pending_compaction_bytes_limit = options.hard_pending_compaction_bytes_limit = 0;
  options.write_buffer_size = 8 * mebibyte;
  options.max_write_buffer_number = 2;
  options.avoid_flush_during_shutdown = true;
  options.atomic_flush = true;
  rocksdb::BlockBasedTableOptions table = common_table_options();
  table.block_size = 16 * 1024;
  constexpr double filter_bits_per_key = 14;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(filter_bits_per_key));
  table.block_cache = rocksdb::NewLRUCache(128 * mebibyte);
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

/// In nanoseconds.
constexpr std::array<std::uint64_t, 10> flush_bounds{1'000'000,     5'000'000,     25'000'000,    100'000'000,    250'000'000,
                                                     1'000'000'000, 2'500'000'000, 5'000'000'000, 10'000'000'000, 30'000'000'000};

rocksdb::Options writing_options(const RowsOptions& rows) {
  rocksdb::Options options = row_options();
  options.create_if_missing = true;
  options.disable_auto_compactions = !rows.merges_files;
  return options;
}

Result<Database> open_rows(rocksdb::Options options, const Place& directory) {
  options.create_missing_column_families = true;
  return open_to_write(options, directory, row_families(options));
}

}  // namespace

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
  Content(Place place, const Database& database, RowsOptions row_options, bool writes)
      : directory(std::move(place)), options(std::move(row_options)), accepts_writes(writes), shared(std::make_shared<SharedRows>()) {
    const DiskMoment disk = writes ? disk_moment(database) : nullptr;
    shared->layers = std::make_shared<Layers>(Layers{std::make_shared<Overlay>(), nullptr, database, disk, 0});
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

  Result<void> check_writable() const {
    return accepts_writes ? Result<void>(success()) : error(ErrorCode::read_only, "the views are open for reading only");
  }

  /// From now on changes go to a new overlay, and the old one to disk. The lock is held, here and below.
  void freeze() {
    const Layers& now = *shared->layers;
    auto fresh = Overlay::make_like(*now.changing);
    if (const auto kept = options.kept_key.empty() ? std::nullopt : now.changing->find(options.kept_key, shared->visible)) {
      RowBatch again;
      *kept ? again.put(options.kept_key, **kept) : again.erase(options.kept_key);
      fresh->put(again, shared->visible, {});
    }
    shared->layers = std::make_shared<Layers>(Layers{std::move(fresh), now.changing, now.database, now.disk, now.generation});
    frozen_changed.notify_all();
  }

  /// Waits until nothing is on its way to disk, or that has failed.
  Result<void> await_flushed(std::unique_lock<std::mutex>& lock) {
    ++waiting;
    frozen_changed.wait(lock, [this] { return failure || !shared->layers->frozen; });
    --waiting;
    return failure ? Result<void>(*failure) : success();
  }

  Result<void> make_room(std::unique_lock<std::mutex>& lock) {
    if (shared->layers->changing->bytes() < options.changes_bytes_max) {
      return success();
    }
    if (shared->layers->changing->bytes() >= 2 * options.changes_bytes_max) {
      if (const auto flushed = await_flushed(lock); !flushed) {
        return error(ErrorCode::busy, "the views cannot be written: " + flushed.error().detail);
      }
    }
    if (!shared->layers->frozen) {
      freeze();
    }
    return success();
  }

  void forget_flushed(const Overlay& flushed, std::uint64_t generation) const {
    ReadCache& cache = shared->read_cache;
    cache.begin(generation);
    constexpr BatchNumber newest{std::numeric_limits<std::uint64_t>::max()};
    cache.forget([&flushed, newest](std::string_view key) { return flushed.find(key, newest).has_value(); });
  }

  void flush_frozen() {
    std::unique_lock lock(shared->mutex);
    const auto due = [this] { return stopping || (shared->layers->frozen && !failure); };
    while (true) {
      if (failure) {
        frozen_changed.wait_for(lock, retry_interval, due);
      } else {
        frozen_changed.wait(lock, due);
      }
      if (stopping) {
        return;
      }
      attempting = true;
      const Result<void> written = write_frozen(lock);
      attempting = false;
      failure = written ? std::nullopt : std::optional(written.error());
      frozen_changed.notify_all();
    }
  }

  /// The log's reserve stays free. After a failure RocksDB may refuse all further writes.
  Result<void> write_frozen(std::unique_lock<std::mutex>& lock) {
    BOOST_OUTCOME_TRY(check_free_space(directory, shared->layers->frozen->bytes()));
    if (must_open_anew) {
      BOOST_OUTCOME_TRY(open_anew(lock));
    }
    must_open_anew = true;
    std::shared_ptr<const Layers> layers = shared->layers;
    const bool in_haste = waiting > 0;
    lock.unlock();
    const auto began = std::chrono::steady_clock::now();
    const Result<void> written = write_rows(layers->database, directory, *layers->frozen, in_haste);
    flush_nanoseconds.add_time_since(began);
    const std::uint64_t generation = layers->generation + 1;
    if (written) {
      forget_flushed(*layers->frozen, generation);
    }
    lock.lock();
    BOOST_OUTCOME_TRY(written);
    must_open_anew = false;
    const DiskMoment disk = disk_moment(layers->database);
    shared->layers = std::make_shared<Layers>(Layers{shared->layers->changing, nullptr, layers->database, disk, generation});
    frozen_changed.notify_all();
    // Giving its memory back takes a while, for which nobody waits.
    lock.unlock();
    layers.reset();
    lock.lock();
    return success();
  }

  /// Closes the database and opens it again; new readers wait meanwhile. `busy` when somebody goes on reading as it was.
  Result<void> open_anew(std::unique_lock<std::mutex>& lock) {
    shared->opening = true;
    Result<void> outcome = close_database(lock);
    if (outcome) {
      lock.unlock();
      const auto opened = open_rows(writing_options(options), directory);
      const auto readable = opened ? opened : daybook::open_files_only(row_options(), directory, row_families(row_options()));
      lock.lock();
      use_database(readable ? readable.value() : nullptr, opened.has_value());
      outcome = opened ? Result<void>(success()) : opened.error();
    }
    shared->opening = false;
    shared->opened.notify_all();
    return outcome;
  }

  void use_database(const Database& database, bool writes) {
    const Layers& now = *shared->layers;
    const DiskMoment disk = writes ? disk_moment(database) : nullptr;
    shared->layers = std::make_shared<Layers>(Layers{now.changing, now.frozen, database, disk, now.generation});
  }

  /// Once nobody reads through it any more.
  Result<void> close_database(std::unique_lock<std::mutex>& lock) {
    if (!shared->layers->database) {
      return success();
    }
    constexpr std::chrono::milliseconds step{1};
    constexpr int steps_max = 100;
    Database last = shared->layers->database;
    const std::shared_future<void> ended = closed(last);
    use_database(nullptr, false);
    for (int steps = 0; steps < steps_max && last.use_count() > 1; ++steps) {
      lock.unlock();
      std::this_thread::sleep_for(step);
      lock.lock();
    }
    if (last.use_count() > 1) {
      use_database(last, true);
      return error(ErrorCode::busy, "somebody still reads the views as they were");
    }
    // Closing waits for merges, and those for the disk: on a thread that is left alone if that never ends. Opening then finds the database
    // locked, and reads go on from the files alone.
    constexpr std::chrono::seconds wait_max{10};
    lock.unlock();
    std::thread([database = std::move(last)]() mutable { database.reset(); }).detach();
    ended.wait_for(wait_max);
    lock.lock();
    return success();
  }

  static constexpr std::chrono::seconds retry_interval{1};

  Place directory;
  RowsOptions options;
  bool accepts_writes;
  std::shared_ptr<SharedRows> shared;
  /// Held by whoever writes or flushes: changes never freeze inside a batch.
  std::mutex writing;
  // The lock of the rest is the shared one.
  std::condition_variable frozen_changed;
  /// Why the last attempt to write frozen changes out failed; none while one is to begin at once.
  std::optional<Error> failure;
  bool attempting = false;
  /// How many wait in `await_flushed`.
  unsigned waiting = 0;
  bool must_open_anew = false;
  bool stopping = false;
  Histogram flush_nanoseconds{flush_bounds};
  std::thread flusher;
};

Result<std::unique_ptr<Rows>> Rows::open(const Place& directory, const RowsOptions& options) {
  remove_unfinished_row_files(directory);
  BOOST_OUTCOME_TRY(const auto database, open_rows(writing_options(options), directory));
  BOOST_OUTCOME_TRY(sync_directory(directory.parent()));
  return std::unique_ptr<Rows>(new Rows(std::make_unique<Content>(directory, database, options, true)));
}

Result<std::unique_ptr<Rows>> Rows::open_files_only(const Place& directory) {
  BOOST_OUTCOME_TRY(const auto database, daybook::open_files_only(row_options(), directory, row_families(row_options())));
  return std::unique_ptr<Rows>(new Rows(std::make_unique<Content>(directory, database, RowsOptions{}, false)));
}

Rows::Rows(std::unique_ptr<Content> content) : content_(std::move(content)) {}

Rows::~Rows() = default;

Result<void> Rows::make_room() {
  BOOST_OUTCOME_TRY(content_->check_writable());
  const std::lock_guard writing(content_->writing);
  std::unique_lock lock(content_->shared->mutex);
  return content_->make_room(lock);
}

Result<void> Rows::write(const RowBatch& batch) {
  BOOST_OUTCOME_TRY(content_->check_writable());
  const std::lock_guard writing(content_->writing);
  SharedRows& shared = *content_->shared;
  std::unique_lock lock(shared.mutex);
  BOOST_OUTCOME_TRY(content_->make_room(lock));
  const BatchNumber number{shared.visible.value + 1};
  Overlay& changing = *shared.layers->changing;
  std::vector<BatchNumber> readers;
  readers.reserve(shared.readers.size());
  for (const auto& [reader, count] : shared.readers) {
    readers.push_back(reader);
  }
  lock.unlock();
  changing.put(batch, number, readers);
  lock.lock();
  shared.visible = number;
  return success();
}

Result<std::optional<std::string>> Rows::get(std::string_view key) const { return RowMoment::newest(content_->shared).get(key); }

Result<std::vector<std::optional<std::string>>> Rows::get_many(std::span<const std::string> keys) const {
  return RowMoment::newest(content_->shared).get_many(keys);
}

Result<void> Rows::scan_numbers(std::string_view first, std::string_view last, const RowVisitor& visit) const {
  return RowMoment::newest(content_->shared).scan_numbers(first, last, visit);
}

std::unique_ptr<RowSnapshot> Rows::snapshot() const {
  const std::shared_ptr<SharedRows>& shared = content_->shared;
  std::unique_lock lock(shared->mutex);
  auto moment = std::make_unique<RowMoment>(RowMoment::newest(shared, lock));
  shared->enter();
  return std::unique_ptr<RowSnapshot>(new RowSnapshot(std::move(moment)));
}

Result<void> Rows::flush() {
  BOOST_OUTCOME_TRY(content_->check_writable());
  const std::lock_guard writing(content_->writing);
  std::unique_lock lock(content_->shared->mutex);
  // What an attempt that began before this call says may be out of date by now.
  content_->frozen_changed.wait(lock, [this] { return !content_->attempting; });
  content_->failure.reset();
  content_->frozen_changed.notify_all();
  BOOST_OUTCOME_TRY(content_->await_flushed(lock));
  if (content_->shared->layers->changing->bytes() > 0) {
    content_->freeze();
  }
  return content_->await_flushed(lock);
}

RowsFigures Rows::figures() const {
  SharedRows& shared = *content_->shared;
  std::unique_lock lock(shared.mutex);
  const std::shared_ptr<const Layers> layers = shared.layers;
  lock.unlock();
  return {.database = figures_of(layers->database),
          .unflushed_bytes = layers->changing->bytes() + (layers->frozen ? layers->frozen->bytes() : 0),
          .flush_nanoseconds = content_->flush_nanoseconds.figures()};
}

Result<void> Rows::verify_checksums() const { return verify_database(row_options(), content_->directory, row_families(row_options())); }

}  // namespace daybook
