// One row of the route table: everything that is known of a route stands there once.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "api/access.hpp"
#include "api/http/message.hpp"
#include "api/http/rights.hpp"
#include "api/http/target.hpp"
#include "api/ledger.hpp"

namespace daybook {

class Operations;
class Workers;
struct Route;

/// What answering needs beside the request. All of it outlives every call.
struct Services {
  Ledger& ledger;
  Access& access;
  Workers& workers;
  const Operations& operations;
};

/// One request on its way: whom it is from, what it asks for. Good while it is answered.
struct Call {
  const HttpRequest& request;
  const Route& route;
  const Services& services;
  Ledger& ledger;
  Bearer bearer;
  Target target;
  std::string request_id;

  std::uint64_t id() const { return target.id; }
  /// A query parameter's value; nothing when it was not given.
  std::optional<std::string_view> parameter(std::string_view name) const {
    for (const Parameter& given : target.parameters) {
      if (given.name == name) {
        return given.value;
      }
    }
    return std::nullopt;
  }
};

/// A query parameter that a route takes.
struct QueryField {
  std::string_view name;
  /// A schema of `schema_named`.
  std::string_view schema;
  std::string_view description;
  bool is_required = false;
};

/// What a command's route needs to know beside the command.
struct CommandRoute {
  std::string_view name{};
  /// The command's field that the path's number goes to.
  std::string_view path_field{};
  Table table = Table::ledger;
};

// Both run on the server's thread; a reader may read a snapshot there.
using Reader = Result<HttpResponse> (*)(const Call&);
using Streamer = std::shared_ptr<HttpStream> (*)(const Call&);

/// `roles` made of nothing does not compile (`route_table.cpp`).
struct Route {
  Method method = Method::other;
  std::string_view path;
  std::string_view summary;
  RoleSet roles;
  std::variant<Reader, Streamer, CommandRoute> how;
  /// Names of schemas; empty: no body. A command's body is described by the command.
  std::string_view request{};
  std::string_view answer{};
  int status = 200;
  std::span<const QueryField> query{};
  /// Runs on a thread that may wait for the ledger.
  bool waits = false;
  /// Without parameters, the answer is the same until the next event, or the next day.
  bool lasts = false;

  bool has_id() const { return path.find("{id}") != std::string_view::npos; }
  /// Null for a route that gives none.
  const CommandRoute* command() const { return std::get_if<CommandRoute>(&how); }
  bool is_stream() const { return std::holds_alternative<Streamer>(how); }
};

/// All routes, in the order they are documented.
std::span<const Route> route_table();

}  // namespace daybook
