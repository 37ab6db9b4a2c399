// The route table as descriptions arrange it.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/http/route.hpp"

namespace daybook {

/// Routes that stand together.
struct RouteGroup {
  std::string_view name;
  std::string_view description;
  /// Of their paths; the last group has what no other has.
  std::array<std::string_view, 3> prefixes{};
};
std::span<const RouteGroup> route_groups();
std::string_view group_of(const Route& route);

/// "get__v1_customers__id_": one for each route.
std::string operation_id(const Route& route);

/// Names of the roles that a route is for.
std::vector<std::string> roles_of(const Route& route);

}  // namespace daybook
