// What answers have in common.
#pragma once

#include <string>

#include "api/http/cursor.hpp"
#include "api/http/route.hpp"

namespace daybook {

HttpResponse json_answer(int status, std::string body);

/// Adds `Daybook-Position`: the position that the answer reflects, or that the write reached.
void add_position(HttpResponse& response, Position position);
/// The largest id and position there may be: JSON numbers are exact below 2^53.
inline constexpr std::uint64_t number_max = (std::uint64_t{1} << 53U) - 1;

/// Adds `ETag`: the customer's version, in quotes.
void add_version(HttpResponse& response, Version version);

/// The number of a parameter; `invalid_field` when it is none, or not within the bounds.
struct Bounds {
  std::uint64_t least = 0;
  std::uint64_t most = 0;
};
Result<std::optional<std::uint64_t>> number_parameter(const Call& call, std::string_view name, Bounds bounds);

/// A parameter that is `true` or `false`; false when it was not given.
Result<bool> flag_parameter(const Call& call, std::string_view name);

/// A page of a list: where it begins, and how long it is.
struct PageAsked {
  std::uint64_t after = 0;
  std::size_t limit = 0;
};
/// `limit` and `cursor`. A cursor is good for the kind of list it came from.
Result<PageAsked> page_asked(const Call& call, Table table);

/// Now, or the past that `as_of` or `as_of_position` asks for.
struct Reading {
  Snapshot snapshot;
  bool is_past = false;
};
Result<Reading> reading_of(const Call& call, Table table, std::uint64_t id);

/// `…_not_found` and the like point into a row; in a path there is nothing to point to.
Error without_pointer(Error error);

}  // namespace daybook
