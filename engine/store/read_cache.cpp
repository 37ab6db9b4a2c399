#include "engine/store/read_cache.hpp"

#include <mutex>
#include <rocksdb/cache.h>
#include <string>
#include <vector>

#include "engine/store/database.hpp"

namespace daybook {
namespace {

struct Kept {
  std::uint64_t generation;
  std::string value;
};

/// Of a row beside key and value: the cache's own, about.
constexpr std::size_t bytes_of_an_entry = 160;

void discard(const rocksdb::Slice& /*key*/, void* kept) { delete static_cast<Kept*>(kept); }

}  // namespace

ReadCache::ReadCache(std::size_t bytes_max) : cache_(rocksdb::NewLRUCache(bytes_max)) {}

bool ReadCache::read(std::string_view key, std::uint64_t generation, const std::function<void(std::string_view)>& take) const {
  rocksdb::Cache::Handle* found = cache_->Lookup(slice(key));
  if (found == nullptr) {
    return false;
  }
  const auto* kept = static_cast<const Kept*>(cache_->Value(found));
  const bool holds = kept->generation <= generation;
  if (holds) {
    take(kept->value);
  }
  cache_->Release(found);
  return holds;
}

void ReadCache::keep(std::string_view key, std::uint64_t generation, std::string_view value) {
  const std::shared_lock lock(keeping_);
  if (generation != generation_) {
    return;
  }
  auto kept = std::make_unique<Kept>(Kept{generation, std::string(value)});
  // Frees it itself when it has no room.
  cache_->Insert(slice(key), kept.release(), key.size() + value.size() + bytes_of_an_entry, &discard).PermitUncheckedError();
}

void ReadCache::begin(std::uint64_t generation) {
  const std::unique_lock lock(keeping_);
  generation_ = generation;
}

void ReadCache::forget(const std::function<bool(std::string_view key)>& is_stale) {
  std::vector<std::string> stale;
  const auto look = [&](const rocksdb::Slice& key, void*, std::size_t, rocksdb::Cache::DeleterFn) {
    if (is_stale(key.ToStringView())) {
      stale.push_back(key.ToString());
    }
  };
  cache_->ApplyToAllEntries(look, {});
  for (const std::string& key : stale) {
    cache_->Erase(key);
  }
}

}  // namespace daybook
