// All business rules. Pure: no I/O, clock, randomness, locale, floats or unordered iteration; time and ids come in.
#pragma once

#include <optional>
#include <vector>

#include "engine/domain/command.hpp"
#include "engine/domain/import.hpp"
#include "engine/domain/ledger_commands.hpp"
#include "engine/domain/sealing.hpp"
#include "engine/domain/state.hpp"
#include "events/result.hpp"

namespace daybook {

/// How far ahead of the clock a date may be before it is *in the future*: five minutes.
inline constexpr std::int64_t future_tolerance_microseconds = 5 * 60 * microseconds_per_second;

/// What a decision depends on beside state and command.
struct Circumstances {
  /// `recorded_at` of the events to come.
  Instant now;
  std::optional<Version> expected_version;
};

struct Decision {
  /// What happened, in order; empty when the command changes nothing.
  std::vector<Event> events;
  /// The customer whose stream the events join.
  CustomerId customer;
  /// The row created, else the row that the command's first required field names.
  std::uint64_t id = 0;
  /// Nothing was decided: the sealed groups the command was prepared from have been replaced since.
  bool prepare_again = false;
};

/// Decides `command` against `state`. The command has passed `validate`. Of several violated rules the first in the
/// order of the error table is returned, alone, with a pointer into the command (`/debt_id`).
Result<Decision> decide(const State& state, const Command& command, const Sealing& sealing, const Circumstances& circumstances);

/// The same for what is asked about the ledger itself. The decision has no customer: its events are on the ledger stream.
Result<Decision> decide(const State& state, const LedgerCommand& command, const Sealing& sealing, const Circumstances& circumstances);

/// The same for rows of the old database.
Result<Decision> decide(const State& state, const Import& import, const Sealing& sealing, const Circumstances& circumstances);

}  // namespace daybook
