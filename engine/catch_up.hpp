// Bringing views up to the log: recovery after a crash and rebuild from nothing are the same thing.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "engine/integrity/tree.hpp"
#include "engine/privacy/vault.hpp"
#include "engine/projection.hpp"
#include "engine/store/log.hpp"
#include "engine/store/rows.hpp"

namespace daybook {

struct CatchUpOptions {
  /// Last position to apply; none: the end of the log.
  Position until;
  /// Records applied between two writes to the rows; at least 1.
  std::size_t batch_events = 8'192;
  /// The rows are nobody's until `catch_up` returns, and thrown away if it does not: rows that change again and again are written once.
  bool rebuild = false;
  /// Told after each write: position reached, newest position on the log.
  std::function<void(Position, Position)> progress;
};

struct CaughtUp {
  Tree tree;
  std::uint64_t events = 0;
};

/// What a catch-up met on the log, and from which position on the log is not what it was.
struct LogDamage {
  /// "storage", "position", "record", "sealed" or "tree".
  std::string kind;
  Position position;
};

/// The damage that an error of `catch_up` tells of; nothing when it is another one.
std::optional<LogDamage> damage_in(const Error& error);

/// Applies every record after the projection's position to it and writes the rows. On the way it checks that positions
/// have no gaps, that versions of a stream have none either, and that each frame's root is that of the tree so far.
/// `corrupt` names the position in its detail, and the damage in its pointer: see `damage_in`. Without a vault no tokens are restored.
Result<CaughtUp> catch_up(const Log& log, const Vault* vault, Rows& rows, Projection& projection, const CatchUpOptions& options);

}  // namespace daybook
