// What the caller's thread prepared of a command's personal fields before it is decided.
#pragma once

#include <optional>
#include <vector>

#include "events/ids.hpp"
#include "events/kinds.hpp"
#include "events/sealed.hpp"
#include "events/time.hpp"

namespace daybook {

/// The sealed side of a command. `decide` puts these into events; it never sees a personal value or a key.
struct Sealing {
  /// Key slot drawn for a new customer.
  KeyId new_key;
  /// The event's groups: all L2 fields, all L3 fields.
  Sealed personal;
  Sealed secret;
  /// Blind indexes of the values the command gives.
  Tokens tokens;
  /// The birth date the command gives: only to be compared with the clock.
  std::optional<Date> date_of_birth;
  /// Of an update: the sealed fields whose values really change.
  std::vector<SealedField> changed;
  /// `sealed_at` of the row whose groups were read to prepare an update. When the row has moved on, decide asks for
  /// the command to be prepared again.
  Position based_on;
  /// A row needed for sealing was not there when it was prepared.
  bool incomplete = false;
};

}  // namespace daybook
