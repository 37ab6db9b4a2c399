// Events as lines of JSON.
#pragma once

#include <string>

#include "api/json/writer.hpp"
#include "projections/snapshot.hpp"

namespace daybook {

/// "customer/7", or "ledger".
std::string stream_of(const Envelope& envelope);

/// The event as an object: `position`, `recorded_at`, `type`, `stream`, `version`, `actor`, `data`, and where there are any
/// `idempotency_key` and `reason`. `data` has the event's own fields and what was sealed of it; a fact that was not given is
/// left out, one that was cleared is null. What has no position yet (a dry run's) has no `position` and no `recorded_at`.
void write_event(JsonWriter& writer, const EventDetails& details);

/// For those who may not read: `type`, `stream`, `version`, `actor`, and of `data` the ids alone.
void write_outline(JsonWriter& writer, const EventDetails& details);

/// The same, as a line without its end.
std::string event_line(const EventDetails& details, const Currency& currency);

/// The `data` object alone.
std::string event_data(const EventDetails& details, const Currency& currency);

}  // namespace daybook
