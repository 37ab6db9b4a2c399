// Events to their wire form and back. Internal to the codec; `write_event.cpp` and `read_event.cpp` mirror each other.
#pragma once

#include "events/codec_values.hpp"
#include "events/event.hpp"
#include "events/ledger.capnp.h"

namespace daybook {

/// Tokens are left out. Throws what Cap'n Proto throws.
void write_event(const Event& event, wire::Record::Event::Builder out);

/// How many kinds of events this program knows: their numbers on the log are below this.
std::size_t known_events();

/// The event's number must be below known_events(). What is wrong is kept by `values`; the event is of use only when that is nothing.
/// Throws what Cap'n Proto throws.
Event read_event(wire::Record::Event::Reader in, ValueReader& values);

}  // namespace daybook
