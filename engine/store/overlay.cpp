#include "engine/store/overlay.hpp"

#include <algorithm>
#include <cstring>
#include <new>

#include "engine/store/fetch_ahead.hpp"

namespace daybook {
namespace {

constexpr std::size_t piece_bytes = 1 << 20U;
/// Of a named row beside its version: its place in the map.
constexpr std::size_t bytes_of_a_place = 32;

/// The eight bytes of a key from `from` on as a number: zeroes follow its end.
std::uint64_t bytes_at(std::string_view key, std::size_t from) {
  std::uint64_t bytes = 0;
  const std::size_t present = key.size() <= from ? 0 : std::min(sizeof(bytes), key.size() - from);
  std::memcpy(&bytes, key.data() + (present == 0 ? 0 : from), present);
  return __builtin_bswap64(bytes);
}

}  // namespace

/// What is too large for a piece gets one of its own, and what is left of the current one is used further.
void* Pieces::allocate_elsewhere(std::size_t bytes) {
  std::byte* const piece = pieces_.emplace_back(std::max(bytes, piece_bytes), boost::container::default_init).data();
  if (bytes < piece_bytes) {
    next_ = piece + bytes;
    left_ = piece_bytes - bytes;
  }
  return piece;
}

std::shared_ptr<Overlay> Overlay::make_like(const Overlay& like) {
  auto overlay = std::make_shared<Overlay>();
  for (unsigned first = 0; first < like.spaces_.size(); ++first) {
    if (const Space* space = like.spaces_[first].load(std::memory_order_relaxed)) {
      const char name = static_cast<char>(first);
      NamedRows& named = overlay->make_space({&name, 1}).named;
      for (std::size_t i = 0; i < named.size(); ++i) {
        named[i].reserve(space->named[i].size());
      }
    }
  }
  return overlay;
}

/// Of a key that is a space and a number; nothing for all others, and for numbers that no table reaches.
std::optional<std::uint64_t> Overlay::number_of(std::string_view key) {
  constexpr std::size_t numbered_key_bytes = 1 + sizeof(std::uint64_t);
  const std::uint64_t number = key.size() == numbered_key_bytes ? bytes_at(key, 1) : numbers_end;
  return number < numbers_end ? std::optional(number) : std::nullopt;
}

const Overlay::Version* Overlay::seen_at(const Version* newest, BatchNumber moment) {
  const Version* version = newest;
  while (version != nullptr && version->batch > moment) {
    version = version->older.load(std::memory_order_acquire);
  }
  return version;
}

/// Takes the versions below the one under `newest` that no reader sees out of the chain. Who is just looking at one still may.
void Overlay::forget_unread(Version& newest, std::span<const BatchNumber> readers) {
  for (Version* version = newest.older.load(std::memory_order_relaxed); version != nullptr;) {
    Version* older = version->older.load(std::memory_order_relaxed);
    if (older == nullptr) {
      return;
    }
    const auto reader = std::ranges::lower_bound(readers, older->batch);
    if (reader != readers.end() && *reader < version->batch) {
      version = older;
    } else {
      version->older.store(older->older.load(std::memory_order_relaxed), std::memory_order_release);
    }
  }
}

template <class Made>
Made* Overlay::make() {
  count_bytes(sizeof(Made));
  return new (memory_.allocate(sizeof(Made), alignof(Made))) Made{};
}

Overlay::Version* Overlay::make_version(std::string_view key, RowView value, BatchNumber batch, Version* older) {
  const std::size_t bytes = sizeof(Version) + key.size() + (value ? value->size() : 0);
  count_bytes(bytes);
  const std::uint32_t value_bytes = value ? static_cast<std::uint32_t>(value->size()) : Version::erased;
  void* const place = memory_.allocate(bytes, alignof(Version));
  auto* const version = new (place) Version{batch, older, static_cast<std::uint32_t>(key.size()), value_bytes};
  char* const behind = reinterpret_cast<char*>(version + 1);
  key.copy(behind, key.size());
  if (value) {
    value->copy(behind + key.size(), value->size());
  }
  return version;
}

/// A row on its way in, and where it goes.
struct Overlay::Change {
  Change(std::string_view changed, RowView to, Space& in)
      : number(number_of(changed)), key(number ? HashedKey(changed, 0) : HashedKey(changed)), value(to), space(&in) {}

  std::optional<std::uint64_t> number;
  /// Hashed when it has no number.
  HashedKey key;
  RowView value;
  Space* space;
};

/// The version that follows `newest`, if there is one. Of several changes in one batch the last one counts.
Overlay::Version* Overlay::next_version(Version* newest, const Change& row, BatchNumber batch, std::span<const BatchNumber> readers) {
  Version* version = make_version(row.key.bytes, row.value, batch, newest);
  if (newest != nullptr && newest->batch == batch) {
    version->older.store(newest->older.load(std::memory_order_relaxed), std::memory_order_relaxed);
  }
  forget_unread(*version, readers);
  return version;
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

Overlay::Newer& Overlay::make_place(Space& space, std::uint64_t number) {
  auto& branch_place = space.numbered[number >> (leaf_bits + branch_bits)];
  Branch* branch = branch_place.load(std::memory_order_relaxed);
  if (branch == nullptr) {
    branch = make<Branch>();
    branch_place.store(branch, std::memory_order_release);
  }
  auto& leaf_place = (*branch)[(number >> leaf_bits) % branch->size()];
  Leaf* leaf = leaf_place.load(std::memory_order_relaxed);
  if (leaf == nullptr) {
    leaf = make<Leaf>();
    leaf_place.store(leaf, std::memory_order_release);
  }
  return (*leaf)[number % leaf->size()];
}

const Overlay::Version* Overlay::newest_at(const Space& space, std::uint64_t number) {
  const Branch* branch = space.numbered[number >> (leaf_bits + branch_bits)].load(std::memory_order_acquire);
  const Leaf* leaf = branch == nullptr ? nullptr : (*branch)[(number >> leaf_bits) % branch->size()].load(std::memory_order_acquire);
  return leaf == nullptr ? nullptr : (*leaf)[number % leaf->size()].load(std::memory_order_acquire);
}

const Overlay::Version* Overlay::newest_of(const Space& space, const HashedKey& key) {
  const auto& rows = rows_of(space.named, key);
  const auto found = rows.find(key);
  return found == rows.end() ? nullptr : found->second;
}

void Overlay::put(const RowBatch& changes, BatchNumber number, std::span<const BatchNumber> readers) {
  // So many rows at most whoever reads a named row waits for.
  constexpr std::size_t rows_at_a_time = 32;
  std::vector<Change> rows;
  rows.reserve(changes.size());
  changes.for_each([&](std::string_view key, RowView value) { rows.emplace_back(key, value, make_space(key)); });
  const auto place_of = [this](const Change& row) -> const void* {
    return row.number ? static_cast<const void*>(&make_place(*row.space, *row.number)) : &row;
  };
  // Without the lock of the names: this thread alone changes them.
  const auto version_of = [](const Change& row) -> const void* {
    const Version* newest = row.number ? newest_at(*row.space, *row.number) : newest_of(*row.space, row.key);
    return newest != nullptr ? static_cast<const void*>(newest) : &row;
  };
  std::unique_lock<std::mutex> names;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i % rows_at_a_time == 0) {
      names = {};
    }
    fetch_ahead(rows, i, place_of, version_of);
    const Change& row = rows[i];
    if (row.number) {
      Newer& place = make_place(*row.space, *row.number);
      place.store(next_version(place.load(std::memory_order_relaxed), row, number, readers), std::memory_order_release);
      continue;
    }
    if (names.mutex() != &row.space->mutex) {
      names = {};
      names = std::unique_lock(row.space->mutex);
    }
    put_named(row, number, readers);
  }
}

void Overlay::put_named(const Change& row, BatchNumber batch, std::span<const BatchNumber> readers) {
  auto& rows = rows_of(row.space->named, row.key);
  const auto found = rows.find(row.key);
  if (found != rows.end()) {
    found->second = next_version(found->second, row, batch, readers);
    return;
  }
  Version* const first = next_version(nullptr, row, batch, readers);
  HashedKey kept = row.key;
  kept.bytes = first->key();
  rows.emplace(kept, first);
  count_bytes(bytes_of_a_place);
}

std::optional<RowView> Overlay::find(std::string_view key, BatchNumber moment) const {
  const Space* space = key.empty() ? nullptr : space_of(key);
  if (space == nullptr) {
    return std::nullopt;
  }
  const Version* newest = nullptr;
  if (const auto number = number_of(key)) {
    newest = newest_at(*space, *number);
  } else {
    const HashedKey hashed(key);
    const std::lock_guard lock(space->mutex);
    newest = newest_of(*space, hashed);
  }
  const Version* version = seen_at(newest, moment);
  return version == nullptr ? std::nullopt : std::optional<RowView>(version->value());
}

/// In order of their numbers.
template <class Visit>
void Overlay::for_each_numbered(const Space& space, Visit visit) {
  for (const auto& branch_place : space.numbered) {
    const Branch* branch = branch_place.load(std::memory_order_acquire);
    if (branch == nullptr) {
      continue;
    }
    for (const auto& leaf_place : *branch) {
      const Leaf* leaf = leaf_place.load(std::memory_order_acquire);
      if (leaf == nullptr) {
        continue;
      }
      for (const Newer& place : *leaf) {
        if (const Version* newest = place.load(std::memory_order_acquire)) {
          visit(*newest);
        }
      }
    }
  }
}

template <class Visit>
void Overlay::for_each_named(const Space& space, Visit visit) {
  for (const auto& rows : space.named) {
    const std::lock_guard lock(space.mutex);
    for (const auto& [key, newest] : rows) {
      visit(*newest);
    }
  }
}

void Overlay::collect(std::string_view prefix, std::string_view from, BatchNumber moment, std::map<std::string, RowView>& rows) const {
  const auto take = [&](const Version& newest) {
    const Version* version = newest.key().starts_with(prefix) && newest.key() >= from ? seen_at(&newest, moment) : nullptr;
    if (version != nullptr) {
      rows.insert_or_assign(std::string(version->key()), version->value());
    }
  };
  for (std::size_t first = 0; first < spaces_.size(); ++first) {
    const Space* space = spaces_[first].load(std::memory_order_acquire);
    if (space != nullptr && (prefix.empty() || static_cast<unsigned char>(prefix.front()) == first)) {
      for_each_numbered(*space, take);
      for_each_named(*space, take);
    }
  }
}

void Overlay::collect_numbers(std::string_view first, std::string_view last, BatchNumber moment,
                              std::map<std::string, RowView>& rows) const {
  const auto from = number_of(first);
  const auto to = number_of(last);
  const Space* space = first.empty() ? nullptr : space_of(first);
  if (space == nullptr || !from || !to) {
    return;
  }
  for (std::uint64_t number = *from; number <= *to; ++number) {
    if (const Version* version = seen_at(newest_at(*space, number), moment)) {
      rows.insert_or_assign(std::string(version->key()), version->value());
    }
  }
}

/// Their keys are the same up to `from`. Keys stand anywhere in memory, so each is looked at once for every eight bytes it shares with
/// another.
void Overlay::sort_by_key(std::span<Ordered> rows, std::size_t from) {
  const auto version_of = [](const Ordered& row) { return row.version; };
  std::size_t longest = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    fetch_ahead(rows, i, version_of);
    rows[i].bytes = bytes_at(rows[i].version->key(), from);
    longest = std::max(longest, rows[i].version->key().size());
  }
  std::ranges::sort(rows, {}, &Ordered::bytes);
  const std::size_t next = from + sizeof(Ordered::bytes);
  for (auto first = rows.begin(); first != rows.end();) {
    const auto last = std::find_if(first + 1, rows.end(), [first](const Ordered& row) { return row.bytes != first->bytes; });
    const std::span alike(first, last);
    if (longest > next && alike.size() > 1) {
      sort_by_key(alike, next);
    } else {
      // Where all have ended only zeroes can be missing.
      std::ranges::sort(alike, {}, [](const Ordered& row) { return row.version->key().size(); });
    }
    first = last;
  }
}

std::vector<Overlay::Newest> Overlay::newest(char space_name) const {
  const Space* space = space_of({&space_name, 1});
  std::vector<Newest> rows;
  if (space == nullptr) {
    return rows;
  }
  for_each_numbered(*space, [&](const Version& version) { rows.emplace_back(version); });
  std::vector<Ordered> named;
  for_each_named(*space, [&](const Version& version) { named.push_back({0, &version}); });
  sort_by_key(named, 1);
  const auto numbered = static_cast<std::ptrdiff_t>(rows.size());
  rows.reserve(rows.size() + named.size());
  for (const Ordered& row : named) {
    rows.emplace_back(*row.version);
  }
  std::ranges::inplace_merge(rows, rows.begin() + numbered, {}, &Newest::key);
  return rows;
}

}  // namespace daybook
