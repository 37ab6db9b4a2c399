// What is known of a command's field: its name, whether it must be given, what is checked, and who may see it.
//
// Each command describes its fields once, in a static `fields(self, visit)` that calls `visit(Field, member)` for each.
// Parsing, validation, sealing and body digests all walk that one description.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "events/kinds.hpp"

namespace daybook {

/// Classes of `reliability.md`: L1 stands open on the log, L2 and L3 are sealed, apart from each other.
enum class Sensitivity : std::uint8_t { open, personal, secret };

enum class Presence : std::uint8_t { required, optional };

/// What a value must satisfy beyond its type. All text is UTF-8 without control characters; required text is not empty.
enum class Check : std::uint8_t {
  none,
  name,                ///< up to 100 bytes of text
  text,                ///< up to 255 bytes of text
  identifier,          ///< the same, never empty: it is compared byte by byte
  notes,               ///< up to 16,384 bytes of text, tab and newline allowed
  email,               ///< up to 254 bytes, one @, both sides non-empty
  ssn,                 ///< NNN-NN-NNNN or nine digits, of an area, group and serial that can be issued
  routing_number,      ///< text; nine digits must pass the ABA checksum
  positive_money,      ///< 0 < amount <= 10^15
  non_negative_money,  ///< 0 <= amount <= 10^15
  nonzero_money,       ///< 0 < |amount| <= 10^15
  credit_score,        ///< 300 to 850
  non_negative,        ///< >= 0
  only_initial,        ///< only the value a new row has anyway: active, ACTIVE, 0, true
};

struct Field {
  std::string_view name;
  Presence presence = Presence::optional;
  Check check = Check::none;
  Sensitivity sensitivity = Sensitivity::open;
  /// Number inside the sealed group; set for personal and secret fields.
  std::optional<SealedField> sealed;
};

constexpr Field required(std::string_view name, Check check = Check::none) {
  return {name, Presence::required, check, Sensitivity::open, {}};
}
constexpr Field optional(std::string_view name, Check check = Check::none) {
  return {name, Presence::optional, check, Sensitivity::open, {}};
}
constexpr Field personal(SealedField field, Check check, Presence presence = Presence::optional) {
  return {to_text(field), presence, check, Sensitivity::personal, field};
}
constexpr Field secret(SealedField field, Check check, Presence presence = Presence::optional) {
  return {to_text(field), presence, check, Sensitivity::secret, field};
}

}  // namespace daybook
