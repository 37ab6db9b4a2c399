// The story, told to a new ledger.
#pragma once

#include <memory>

#include "api/ledger.hpp"
#include "tests/support/test_clock.hpp"

namespace daybook::golden {

/// A ledger that was closed and opened half way, so that a part of its log is in tables and a part in the write-ahead log. `clock` is the
/// one in `options`. With seeded randomness the same records always.
Result<std::unique_ptr<Ledger>> tell_story(const LedgerOptions& options, TestClock& clock);

}  // namespace daybook::golden
