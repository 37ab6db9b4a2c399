// From ids of the old database to ids of the ledger.
#pragma once

#include <cstdint>
#include <vector>

namespace daybook {

/// Grows in order of the old ids. Ids that run in parallel, as they do where nothing was rejected, take no memory each.
class ExternalIds {
 public:
  /// `external_id` is above all those added before.
  void add(std::int64_t external_id, std::uint64_t id);
  /// 0 when it was never added.
  std::uint64_t find(std::int64_t external_id) const;

 private:
  /// `count` old ids from `external_id` on, and as many new ones from `id` on.
  struct Run {
    std::int64_t external_id = 0;
    std::uint64_t id = 0;
    std::uint64_t count = 0;

    std::uint64_t distance_to(std::int64_t other) const {
      return static_cast<std::uint64_t>(other) - static_cast<std::uint64_t>(external_id);
    }
  };
  std::vector<Run> runs_;
};

}  // namespace daybook
