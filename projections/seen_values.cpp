#include "projections/seen_values.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <utility>

#include "events/require.hpp"
#include "projections/row_keys.hpp"

namespace daybook {
namespace {

/// The values of every kind in the rows; nobody wants them any more once `stopping`.
Result<ValueFilter> read_values(const RowSnapshot& rows, std::uint64_t values, const std::atomic<bool>& stopping) {
  ValueFilter filter(values);
  BOOST_OUTCOME_TRY(rows.scan(RowKey(RowSpace::unique).bytes(), {}, [&](std::string_view key, std::string_view) {
    filter.add(SeenValues::hash(key));
    return !stopping;
  }));
  return filter;
}

}  // namespace

ValueFilter::ValueFilter(std::uint64_t values_max) : values_max_(values_max), memory_(nullptr, &std::free) {
  const std::size_t count = std::max<std::uint64_t>(1, values_max * bits_a_value / line_bits);
  memory_.reset(std::calloc(count, sizeof(Line)));
  require(memory_ != nullptr, "there is memory for a filter of unique values");
  lines_ = std::span(static_cast<Line*>(memory_.get()), count);
}

SeenValues::SeenValues(const Rows& rows, std::uint64_t values) {
  later_.emplace_back(first_values_max);
  std::shared_ptr<const RowSnapshot> snapshot = rows.snapshot();
  reading_ = std::async(std::launch::async, [this, snapshot = std::move(snapshot), values]() mutable {
    auto read = read_values(*snapshot, std::max(values, first_values_max), stopping_);
    // Whoever is told that this is done may close the rows.
    snapshot.reset();
    return read;
  });
}

SeenValues::~SeenValues() {
  stopping_ = true;
  if (reading_.valid()) {
    reading_.wait();
  }
}

std::uint64_t SeenValues::hash(UniqueKind kind, std::string_view value) {
  return (std::hash<std::string_view>{}(value) ^ static_cast<std::uint64_t>(kind)) * 0x9e3779b97f4a7c15U;
}

void SeenValues::add(std::uint64_t value) {
  if (later_.back().full()) {
    later_.emplace_back(first_values_max << later_.size());
  }
  later_.back().add(value);
}

bool SeenValues::may_hold(std::uint64_t value) {
  if (reading_.valid() && reading_.wait_for(std::chrono::seconds(0)) == std::future_status::ready) {
    if (auto read = reading_.get()) {
      rows_ = std::move(read).value();
    }
  }
  return !rows_ || rows_->may_hold(value) ||
         std::ranges::any_of(later_, [value](const ValueFilter& filter) { return filter.may_hold(value); });
}

void SeenValues::prefetch(std::uint64_t value) const {
  if (rows_) {
    rows_->prefetch(value);
  }
  for (const ValueFilter& filter : later_) {
    filter.prefetch(value);
  }
}

}  // namespace daybook
