#include "engine/store/overlay.hpp"

#include <algorithm>

namespace daybook {
namespace {

/// Of a row beside key and value: the map's slot and the allocator's share.
constexpr std::size_t bytes_of_a_row = 128;

std::size_t size_of(const RowValue& value) { return value ? value->size() : 0; }

std::size_t shard_of(std::size_t hash, std::size_t shards) { return (hash >> 48U) % shards; }

/// Bytes 1 to 8 of a key as a number: orders most keys without looking at them again.
std::uint64_t sort_prefix(std::string_view key) {
  std::uint64_t prefix = 0;
  for (std::size_t i = 1; i < 9; ++i) {
    prefix = (prefix << 8U) | (i < key.size() ? static_cast<std::uint8_t>(key[i]) : 0U);
  }
  return prefix;
}

}  // namespace

const Overlay::Version* Overlay::seen_at(const Version& newest, BatchNumber moment) {
  const Version* version = &newest;
  while (version != nullptr && version->batch > moment) {
    version = version->older.get();
  }
  return version;
}

/// Drops the versions below the one under `newest` that no reader sees; how many bytes they took.
std::size_t Overlay::forget_unread(Version& newest, std::span<const BatchNumber> readers) {
  std::size_t freed = 0;
  for (Version* version = newest.older.get(); version != nullptr && version->older != nullptr;) {
    const auto reader = std::ranges::lower_bound(readers, version->older->batch);
    if (reader != readers.end() && *reader < version->batch) {
      version = version->older.get();
    } else {
      freed += bytes_of_a_row + size_of(version->older->value);
      version->older = std::move(version->older->older);
    }
  }
  return freed;
}

Overlay::Space& Overlay::make_space(std::string_view key) {
  auto& place = spaces_[static_cast<unsigned char>(key.front())];
  Space* space = place.load(std::memory_order_relaxed);
  if (space == nullptr) {
    space = owned_.emplace_back(std::make_unique<Space>()).get();
    place.store(space, std::memory_order_release);
  }
  return *space;
}

void Overlay::put(std::string key, RowValue value, BatchNumber batch, std::span<const BatchNumber> readers) {
  Shard& shard = make_space(key)[shard_of(Hash{}(key), shards_of_a_space)];
  std::size_t grown = size_of(value);
  const std::lock_guard lock(shard.mutex);
  const auto found = shard.rows.find(std::string_view(key));
  if (found == shard.rows.end()) {
    grown += key.size() + bytes_of_a_row;
    shard.rows.emplace(std::move(key), Version{batch, std::move(value), nullptr});
  } else if (Version& newest = found->second; newest.batch == batch) {
    grown -= size_of(newest.value);
    newest.value = std::move(value);
  } else {
    grown += bytes_of_a_row;
    newest.older = std::make_unique<Version>(std::move(newest));
    newest.batch = batch;
    newest.value = std::move(value);
    grown -= forget_unread(newest, readers);
  }
  // Unsigned numbers wrap: what is taken off was put on before.
  bytes_.fetch_add(grown, std::memory_order_relaxed);
}

std::optional<RowValue> Overlay::find(std::string_view key, BatchNumber moment) const {
  const Space* space = key.empty() ? nullptr : space_of(key);
  if (space == nullptr) {
    return std::nullopt;
  }
  const Shard& shard = (*space)[shard_of(Hash{}(key), shards_of_a_space)];
  const std::lock_guard lock(shard.mutex);
  const auto found = shard.rows.find(key);
  const Version* version = found == shard.rows.end() ? nullptr : seen_at(found->second, moment);
  return version == nullptr ? std::nullopt : std::optional<RowValue>(version->value);
}

template <class Visit>
void Overlay::for_each_in(std::string_view prefix, Visit visit) const {
  for (std::size_t first = 0; first < spaces_.size(); ++first) {
    const Space* space = spaces_[first].load(std::memory_order_acquire);
    if (space == nullptr || (!prefix.empty() && static_cast<unsigned char>(prefix.front()) != first)) {
      continue;
    }
    for (const Shard& shard : *space) {
      const std::lock_guard lock(shard.mutex);
      for (const auto& [key, newest] : shard.rows) {
        visit(key, newest);
      }
    }
  }
}

void Overlay::collect(std::string_view prefix, std::string_view from, BatchNumber moment, std::map<std::string, RowValue>& rows) const {
  for_each_in(prefix, [&](const std::string& key, const Version& newest) {
    if (!key.starts_with(prefix) || key < from) {
      return;
    }
    if (const Version* version = seen_at(newest, moment)) {
      rows.insert_or_assign(key, version->value);
    }
  });
}

std::vector<Overlay::Newest> Overlay::newest(char space) const {
  std::vector<std::pair<std::uint64_t, Newest>> keyed;
  for_each_in({&space, 1},
              [&](const std::string& key, const Version& version) { keyed.emplace_back(sort_prefix(key), Newest{key, &version.value}); });
  std::ranges::sort(keyed,
                    [](const auto& a, const auto& b) { return a.first != b.first ? a.first < b.first : a.second.key < b.second.key; });
  std::vector<Newest> rows;
  rows.reserve(keyed.size());
  for (const auto& [prefix, row] : keyed) {
    rows.push_back(row);
  }
  return rows;
}

}  // namespace daybook
