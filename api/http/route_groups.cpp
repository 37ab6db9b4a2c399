#include "api/http/route_groups.hpp"

#include <algorithm>
#include <cctype>

#include "api/http/examples.hpp"

namespace daybook {

std::string operation_id(const Route& route) {
  std::string id = std::string(text_of(route.method));
  std::ranges::transform(id, id.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  for (const char letter : route.path) {
    id += std::isalnum(static_cast<unsigned char>(letter)) != 0 ? letter : '_';
  }
  return id;
}

std::vector<std::string> roles_of(const Route& route) {
  std::vector<std::string> roles;
  for (const auto& [role, text] : spellings_of_role) {
    if (route.roles.has(role)) {
      roles.emplace_back(text);
    }
  }
  return roles;
}

std::string_view group_of(const Route& route) {
  for (const RouteGroup& group : route_groups()) {
    if (std::ranges::any_of(group.prefixes, [&](std::string_view prefix) { return !prefix.empty() && route.path.starts_with(prefix); })) {
      return group.name;
    }
  }
  return route_groups().back().name;
}

std::span<const RouteGroup> route_groups() {
  static constexpr std::array groups{
      RouteGroup{"Customers", "Profiles, freezes and closings, summaries and histories, search", {"/v1/customers"}},
      RouteGroup{"Debts", "From issue to payment, default, collection, write-off or settlement", {"/v1/debts"}},
      RouteGroup{"Payments", "Pending, completed, failed, refunded", {"/v1/payments"}},
      RouteGroup{"Communications", "Calls, e-mails, letters, meetings", {"/v1/communications"}},
      RouteGroup{"Accounts", "Bank accounts of customers", {"/v1/accounts"}},
      RouteGroup{"Ledger", "Many commands at once; the portfolio; events as they happen", {"/v1/commands", "/v1/summary", "/v1/events"}},
      RouteGroup{"Proofs", "That the log holds an event, and only grew (RFC 9162)", {"/v1/tree"}},
      RouteGroup{"Service", "Of the service itself", {}},
  };
  return groups;
}

}  // namespace daybook
