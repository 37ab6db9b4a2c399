// The one function that changes state. Live commits, recovery, rebuild, audit and as-of reads all use it.
#pragma once

#include "engine/domain/state.hpp"
#include "events/record.hpp"

namespace daybook {

/// Applies a fact. Total, without rules, never fails: what the event says has happened.
/// The record's envelope is complete (position, recorded_at, stream, version).
void evolve(State& state, const Record& record);

}  // namespace daybook
