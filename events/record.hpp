// A record: an event with its envelope. The log stores records; the tree covers their stored bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "events/event.hpp"

namespace daybook {

/// Everything about an event but the fact itself.
struct Envelope {
  /// Not in the record's own bytes: given by its place in the frame.
  Position position;
  /// When the engine recorded it; never decreases. One a frame; also in each record, where the tree covers it.
  Instant recorded_at;
  /// The stream: a customer, or none for the ledger's own.
  CustomerId customer;
  /// Place on the customer's stream, from 1; none on the ledger stream.
  Version version;
  /// How many events of the same command follow this one; 0 on the last.
  std::uint32_t following = 0;
  /// Who asked: "os:root", a token's name.
  std::string actor;
  /// On the first event of a command that had one; empty otherwise.
  std::string idempotency_key;
  /// Of the command's (or imported row's) body, where that is not personal; else it stands in `note`.
  std::optional<Digest> body_digest;
  /// Sealed group of the reason and a personal body's digest.
  Sealed note;

  friend bool operator==(const Envelope&, const Envelope&) = default;
};

struct Record {
  Envelope envelope;
  Event event;

  friend bool operator==(const Record&, const Record&) = default;
};

}  // namespace daybook
