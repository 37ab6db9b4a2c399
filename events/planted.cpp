#include "events/planted.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>
#include <string_view>
#include <utility>

#include "events/require.hpp"

namespace daybook {
namespace {

constexpr std::array<std::pair<std::string_view, Bug>, 12> names_of_bugs{{{"skipped_sync", Bug::skipped_sync},
                                                                          {"swallowed_error", Bug::swallowed_error},
                                                                          {"key_not_synced", Bug::key_not_synced},
                                                                          {"answer_before_durable", Bug::answer_before_durable},
                                                                          {"no_head_anchor", Bug::no_head_anchor},
                                                                          {"wrong_leaf", Bug::wrong_leaf},
                                                                          {"last_root_unchecked", Bug::last_root_unchecked},
                                                                          {"replay_skips", Bug::replay_skips},
                                                                          {"lost_dedup", Bug::lost_dedup},
                                                                          {"wrong_precedence", Bug::wrong_precedence},
                                                                          {"refund_not_restoring", Bug::refund_not_restoring},
                                                                          {"stale_read", Bug::stale_read}}};

std::optional<Bug> chosen_bug() {
  const char* const name = std::getenv("DAYBOOK_BUG");
  if (name == nullptr) {
    return std::nullopt;
  }
  const auto* const found = std::ranges::find(names_of_bugs, std::string_view(name), &std::pair<std::string_view, Bug>::first);
  require(found != names_of_bugs.end(), "DAYBOOK_BUG names one of the planted bugs");
  return found->second;
}

}  // namespace

bool is_chosen(Bug bug) {
  static const std::optional<Bug> only = chosen_bug();
  return only == bug;
}

}  // namespace daybook
