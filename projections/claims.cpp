#include "projections/claims.hpp"

#include <algorithm>

#include "events/require.hpp"
#include "projections/archive.hpp"
#include "projections/row_keys.hpp"

namespace daybook {
namespace {

void put(std::string_view key, const Claims::Holder& holder, RowBatch& batch) {
  if (holder) {
    batch.put_written(key, [&holder](GrowingBytes& bytes) { ArchiveWriter(bytes).number_of(*holder); });
  } else {
    batch.erase(key);
  }
}

}  // namespace

/// A key with bytes of its own.
Claims::Key Claims::Changes::keep(UniqueKind kind, std::string_view value) {
  const auto start = start_of_unique_key(kind);
  const std::size_t size = start.size() + value.size();
  char* const bytes = static_cast<char*>(memory.allocate(size, alignof(char)));
  value.copy(std::ranges::copy(start, bytes).out, value.size());
  return {{bytes, size}, SeenValues::hash(kind, value)};
}

void Claims::clear() {
  claims_.clear();
  found_.clear();
  changes_.clear();
  changes_.emplace_back();
  nobody_asks_ = false;
  unasked_.clear();
}

std::vector<std::string> Claims::unknown(const Values& values, std::uint64_t events) {
  found_.clear();
  std::vector<std::string> keys;
  if (values.empty()) {
    return keys;
  }
  if (seen_ == nullptr) {
    seen_ = std::make_unique<SeenValues>(*rows_, events);
    for (const auto& [key, claim] : claims_) {
      seen_->add(key.hash);
    }
  }
  for (const auto& [kind, value] : values) {
    seen_->prefetch(SeenValues::hash(kind, value));
  }
  for (const auto& [kind, value] : values) {
    if (!holder(kind, value)) {
      keys.push_back(unique_key(kind, value));
    }
  }
  return keys;
}

Claims::Holder Claims::holder_in(const std::optional<std::string>& row) {
  if (!row) {
    return std::nullopt;
  }
  ArchiveReader reader(*row);
  std::uint64_t number = 0;
  reader.number(number);
  return number;
}

std::optional<Claims::Holder> Claims::holder(UniqueKind kind, std::string_view value) const {
  require(!nobody_asks_, "nobody asks for values in the middle of a rebuild");
  const std::uint64_t hash = SeenValues::hash(kind, value);
  if (seen_ != nullptr && !seen_->may_hold(hash)) {
    return std::optional<Holder>(std::in_place);
  }
  const std::string key = unique_key(kind, value);
  if (const auto claim = claims_.find(Key{key, hash}); claim != claims_.end()) {
    return std::optional<Holder>(std::in_place, claim->second.holder);
  }
  const auto found = found_.find(key);
  return found == found_.end() ? std::nullopt : std::optional<Holder>(std::in_place, found->second);
}

void Claims::set(UniqueKind kind, std::string_view value, Holder holder) {
  if (nobody_asks_) {
    put(unique_key(kind, value), holder, unasked_);
    return;
  }
  const Key key = changes_.back().keep(kind, value);
  if (seen_ != nullptr) {
    seen_->add(key.hash);
  }
  // The bytes of an older key go with the changes it is among.
  claims_.erase(key);
  claims_.emplace(key, Claim{holder, collected_ + 1});
  changes_.back().list.push_back({key, holder});
}

void Claims::collect(RowBatch& batch) {
  ++collected_;
  nobody_asks_ = false;
  batch.append(unasked_);
  unasked_.clear();
  for (const Change& change : changes_.back().list) {
    put(change.key.bytes, change.holder, batch);
  }
  changes_.back().batch = collected_;
  changes_.emplace_back();
}

void Claims::collect_unasked(RowBatch& batch) {
  collect(batch);
  nobody_asks_ = true;
}

void Claims::written(std::uint64_t batches) {
  // A claim that is forgotten now may be newer than what was found.
  found_.clear();
  for (; changes_.size() > 1 && changes_.front().batch <= batches; changes_.pop_front()) {
    for (const Change& change : changes_.front().list) {
      const auto claim = claims_.find(change.key);
      if (claim != claims_.end() && claim->second.batch <= batches) {
        claims_.erase(claim);
      }
    }
  }
}

}  // namespace daybook
