#include "engine/domain/map_state.hpp"

namespace daybook {

std::string external_name(std::string_view source, std::int64_t id) { return std::string(source) + '/' + std::to_string(id); }

std::optional<std::uint64_t> MapState::holder(UniqueKind kind, std::string_view value) const {
  const auto entry = unique_.find({kind, std::string(value)});
  return entry == unique_.end() ? std::nullopt : std::optional(entry->second);
}

void MapState::hold(UniqueKind kind, std::string_view value, std::uint64_t holder) { unique_[{kind, std::string(value)}] = holder; }

void MapState::release(UniqueKind kind, std::string_view value) { unique_.erase({kind, std::string(value)}); }

}  // namespace daybook
