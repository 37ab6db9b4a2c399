#include "api/import/external_ids.hpp"

#include <algorithm>

#include "events/require.hpp"

namespace daybook {

void ExternalIds::add(std::int64_t external_id, std::uint64_t id) {
  if (!runs_.empty()) {
    Run& last = runs_.back();
    const std::uint64_t distance = last.distance_to(external_id);
    require(external_id > last.external_id && distance >= last.count, "old ids come in ascending order");
    if (distance == last.count && id == last.id + last.count) {
      ++last.count;
      return;
    }
  }
  runs_.push_back({external_id, id, 1});
}

std::uint64_t ExternalIds::find(std::int64_t external_id) const {
  const auto above = std::ranges::upper_bound(runs_, external_id, {}, &Run::external_id);
  if (above == runs_.begin()) {
    return 0;
  }
  const Run& run = *(above - 1);
  const std::uint64_t distance = run.distance_to(external_id);
  return distance < run.count ? run.id + distance : 0;
}

}  // namespace daybook
