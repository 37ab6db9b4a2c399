#include "projections/claims.hpp"

#include "events/require.hpp"
#include "projections/archive.hpp"
#include "projections/row_keys.hpp"

namespace daybook {
namespace {

void put(const std::string& key, const Claims::Holder& holder, RowBatch& batch) {
  if (holder) {
    batch.put_written(key, [&holder](GrowingBytes& bytes) { ArchiveWriter(bytes).number_of(*holder); });
  } else {
    batch.erase(key);
  }
}

}  // namespace

void Claims::clear() {
  claims_.clear();
  found_.clear();
  changed_.clear();
  collected_keys_.clear();
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
      seen_->add(SeenValues::hash(key));
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
  if (seen_ != nullptr && !seen_->may_hold(SeenValues::hash(kind, value))) {
    return std::optional<Holder>(std::in_place);
  }
  const std::string key = unique_key(kind, value);
  if (const auto claim = claims_.find(key); claim != claims_.end()) {
    return std::optional<Holder>(std::in_place, claim->second.holder);
  }
  const auto found = found_.find(key);
  return found == found_.end() ? std::nullopt : std::optional<Holder>(std::in_place, found->second);
}

void Claims::set(UniqueKind kind, std::string_view value, Holder holder) {
  std::string key = unique_key(kind, value);
  if (nobody_asks_) {
    put(key, holder, unasked_);
    return;
  }
  if (seen_ != nullptr) {
    seen_->add(SeenValues::hash(kind, value));
  }
  claims_.insert_or_assign(key, Claim{holder, collected_ + 1});
  changed_.push_back(std::move(key));
}

void Claims::collect(RowBatch& batch) {
  ++collected_;
  nobody_asks_ = false;
  batch.append(unasked_);
  unasked_.clear();
  for (const std::string& key : changed_) {
    put(key, claims_.find(key)->second.holder, batch);
  }
  collected_keys_.emplace_back(collected_, std::exchange(changed_, {}));
}

void Claims::collect_unasked(RowBatch& batch) {
  collect(batch);
  nobody_asks_ = true;
}

void Claims::written(std::uint64_t batches) {
  // A claim that is forgotten now may be newer than what was found.
  found_.clear();
  for (; !collected_keys_.empty() && collected_keys_.front().first <= batches; collected_keys_.pop_front()) {
    for (const std::string& key : collected_keys_.front().second) {
      const auto claim = claims_.find(key);
      if (claim != claims_.end() && claim->second.batch <= batches) {
        claims_.erase(claim);
      }
    }
  }
}

}  // namespace daybook
