// Compares what the ledger answers to reads with what the model says.
#pragma once

#include <string>

#include "tests/simulation/oracle.hpp"

namespace daybook::simulation {

/// Every row alone and in every list there is, page by page; summaries, the portfolio, histories. The first difference, or empty.
std::string difference_of_reads(const Snapshot& snapshot, const model::Model& model, const std::vector<Remembered>& history);

/// The customers that events from the `known`-th on joined, and the portfolio.
std::string difference_of_touched(const Snapshot& snapshot, const Oracle& oracle, std::size_t known);

/// Some customers as they were at each past that the oracle kept, by position, by a position inside the next command, and by
/// time. `now`: what the clock says.
std::string difference_of_past_reads(const Snapshot& snapshot, const Oracle& oracle, Instant now);

}  // namespace daybook::simulation
