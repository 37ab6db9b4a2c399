// The bulk format's way in: one line of JSON to one request.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "api/json/field_reader.hpp"
#include "api/ledger.hpp"

namespace daybook {

/// A longer line is not parsed.
inline constexpr std::size_t line_bytes_max = std::size_t{1024} * 1024;

/// What a line does not say itself.
struct LineContext {
  /// Who asks.
  std::string actor{};
  /// Of the amounts.
  Currency currency{};
  /// Whether the actor may give a command; empty: any.
  std::function<bool(std::string_view command)> allows{};
  /// May wait for the answers to earlier lines. Empty: every "$N" is `invalid_field`.
  ResolveReference resolve{};
};

/// Reads `line` and checks everything that can be checked without state.
/// `payload_too_large`; `malformed` for what is no JSON object, has no `data` object or names no command; `forbidden`; else all field
/// errors together: `unknown_field`, `missing_field`, `invalid_field`. Pointers go into the line: `/data/amount`, `/reason`.
Result<Request> parse_command(std::string_view line, const LineContext& context);

/// What an HTTP body is about, before it is read.
struct BodyContext {
  /// The name of the command that the route stands for.
  std::string_view command{};
  /// The field that the path gives, and its value; empty: the body gives all.
  std::string_view path_field{};
  std::uint64_t path_id = 0;
  Currency currency{};
};

/// Reads a command's fields, and `reason` beside them, out of one JSON object; an empty text is an object without members.
/// Codes as for a line, pointers into the body: `/amount`. The envelope has the reason alone.
Result<Request> parse_fields(std::string_view body, const BodyContext& context);

/// The table a command adds a row to; nothing for commands that work on rows that are there.
std::optional<Table> created_table(const Command& command);

/// The members of an HTTP body; an empty one has none. `malformed` for what is no JSON object.
Result<Json::Object> members_of(std::string_view body);

/// What the ledger answered to a line's command, with pointers into the line (`/amount` becomes `/data/amount`).
Error locate_in_line(Error error);

}  // namespace daybook
