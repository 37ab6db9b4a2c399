#include "engine/store/row_moment.hpp"

#include <algorithm>

#include "engine/store/row_files.hpp"
#include "engine/store/status.hpp"
#include "events/planted.hpp"

namespace daybook {
namespace {

/// The first key after all that start with `prefix`; empty when there is none.
std::string end_of(std::string_view prefix) {
  std::string end(prefix.substr(0, prefix.find_last_not_of('\xff') + 1));
  if (!end.empty()) {
    end.back() = static_cast<char>(static_cast<unsigned char>(end.back()) + 1);
  }
  return end;
}

}  // namespace

DiskMoment disk_moment(const Database& database) {
  return {database->GetSnapshot(), [database](const rocksdb::Snapshot* moment) { database->ReleaseSnapshot(moment); }};
}

RowMoment RowMoment::newest(const std::shared_ptr<SharedRows>& shared) {
  std::unique_lock lock(shared->mutex);
  return newest(shared, lock);
}

RowMoment RowMoment::newest(const std::shared_ptr<SharedRows>& shared, std::unique_lock<std::mutex>& lock) {
  shared->opened.wait(lock, [&] { return !shared->opening; });
  return {shared, shared->layers, shared->visible};
}

Result<rocksdb::DB*> RowMoment::database() const {
  if (!layers->database) {
    return error(ErrorCode::busy, "the views are being opened anew");
  }
  return layers->database.get();
}

rocksdb::ReadOptions RowMoment::reading() const {
  rocksdb::ReadOptions options = common_read_options();
  options.snapshot = layers->disk.get();
  return options;
}

/// What memory says about a key; nothing when the disk has to be asked.
std::optional<RowView> RowMoment::in_memory(std::string_view key) const {
  const BatchNumber shown{planted(Bug::stale_read) && batch.value > 0 ? batch.value - 1 : batch.value};
  for (const Overlay* overlay : {static_cast<const Overlay*>(layers->changing.get()), layers->frozen.get()}) {
    if (overlay != nullptr) {
      if (auto value = overlay->find(key, shown)) {
        return value;
      }
    }
  }
  return std::nullopt;
}

Result<bool> RowMoment::read(std::string_view key, const std::function<void(std::string_view)>& take) const {
  if (const auto value = in_memory(key)) {
    if (*value) {
      take(**value);
    }
    return value->has_value();
  }
  if (shared->read_cache.read(key, layers->generation, take)) {
    return true;
  }
  BOOST_OUTCOME_TRY(rocksdb::DB* const disk, database());
  rocksdb::PinnableSlice value;
  const rocksdb::Status status = disk->Get(reading(), family_for(layers->database, key), slice(key), &value);
  if (status.IsNotFound()) {
    return false;
  }
  BOOST_OUTCOME_TRY(to_result(status, "reading the views"));
  shared->read_cache.keep(key, layers->generation, value.ToStringView());
  take(value.ToStringView());
  return true;
}

Result<std::optional<std::string>> RowMoment::get(std::string_view key) const {
  std::optional<std::string> value;
  BOOST_OUTCOME_TRY(read(key, [&value](std::string_view bytes) { value.emplace(bytes); }));
  return value;
}

Result<std::vector<std::optional<std::string>>> RowMoment::get_many(std::span<const std::string> keys) const {
  std::vector<std::optional<std::string>> values(keys.size());
  std::vector<std::size_t> places;
  std::vector<rocksdb::Slice> wanted;
  std::vector<rocksdb::ColumnFamilyHandle*> families;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (const auto value = in_memory(keys[i])) {
      values[i] = *value;
    } else {
      places.push_back(i);
      wanted.push_back(slice(keys[i]));
    }
  }
  if (wanted.empty()) {
    return values;
  }
  BOOST_OUTCOME_TRY(rocksdb::DB* const disk, database());
  std::vector<rocksdb::PinnableSlice> found(wanted.size());
  std::vector<rocksdb::Status> statuses(wanted.size());
  families.reserve(wanted.size());
  for (const rocksdb::Slice& key : wanted) {
    families.push_back(family_for(layers->database, key.ToStringView()));
  }
  disk->MultiGet(reading(), wanted.size(), families.data(), wanted.data(), found.data(), statuses.data());
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (!statuses[i].IsNotFound()) {
      BOOST_OUTCOME_TRY(to_result(statuses[i], "reading the views"));
      values[places[i]] = found[i].ToString();
    }
  }
  return values;
}

/// What `collect` finds in memory, the newest last.
template <class Collect>
RowMoment::Changes RowMoment::changes(Collect collect) const {
  Changes rows;
  if (layers->frozen) {
    collect(*layers->frozen, rows);
  }
  collect(*layers->changing, rows);
  return rows;
}

Result<void> RowMoment::scan(std::string_view prefix, std::string_view from, const RowVisitor& visit) const {
  const Changes changed = changes([&](const Overlay& overlay, Changes& rows) { overlay.collect(prefix, from, batch, rows); });
  rocksdb::ReadOptions options = reading();
  // Once through, and then not soon again.
  options.fill_cache = false;
  options.readahead_size = mebibyte;
  return merge(options, std::max(prefix, from), end_of(prefix), changed, visit);
}

Result<void> RowMoment::scan_numbers(std::string_view first, std::string_view last, const RowVisitor& visit) const {
  const Changes changed = changes([&](const Overlay& overlay, Changes& rows) { overlay.collect_numbers(first, last, batch, rows); });
  return merge(reading(), first, end_of(last), changed, visit);
}

/// Rows on disk from `start` to before `end` (empty: the last), with the changes laid over them.
Result<void> RowMoment::merge(rocksdb::ReadOptions options, std::string_view start, const std::string& end, const Changes& changed,
                              const RowVisitor& visit) const {
  const rocksdb::Slice bound = slice(end);
  options.iterate_upper_bound = end.empty() ? nullptr : &bound;
  BOOST_OUTCOME_TRY(rocksdb::DB* const database, this->database());
  const std::unique_ptr<rocksdb::Iterator> disk(database->NewIterator(options, family_for(layers->database, start)));
  auto change = changed.begin();
  for (disk->Seek(slice(start)); disk->Valid() || (disk->status().ok() && change != changed.end());) {
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

}  // namespace daybook
