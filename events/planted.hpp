// Bugs planted on purpose: `tools/planted-bugs` shows that the tests find each of them.
//
// Only a build with DAYBOOK_PLANTED_BUGS has them, and DAYBOOK_BUG=name chooses one when the program starts. Everywhere else nothing of
// them is left.
#pragma once

#include <cstdint>

#include "events/planted_build.hpp"

namespace daybook {

enum class Bug : std::uint8_t {
  skipped_sync,           ///< a frame is written without a sync
  swallowed_error,        ///< a frame that could not be written counts as written
  key_not_synced,         ///< a frame uses a key that may not be on disk
  answer_before_durable,  ///< a command is answered when it is decided
  no_head_anchor,         ///< what HEAD names need not be on the log
  wrong_leaf,             ///< the tree grows by a leaf that is not the record's
  last_root_unchecked,    ///< off by one: of all frames the last one's root is not compared
  replay_skips,           ///< catching up leaves out a record now and then
  lost_dedup,             ///< an idempotency key is not remembered
  wrong_precedence,       ///< a payment is refused for its date before it is for its debt
  refund_not_restoring,   ///< what is refunded is not owed again
  stale_read,             ///< a snapshot shows the ledger without its newest frame
};

/// Whether the environment names this bug; stops a program for a name that is none. Not there in other builds.
bool is_chosen(Bug bug);

inline bool planted(Bug bug) {
  if constexpr (has_planted_bugs) {
    return is_chosen(bug);
  } else {
    return false;
  }
}

}  // namespace daybook
