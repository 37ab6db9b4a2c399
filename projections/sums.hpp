// Law 8 for what is read: the portfolio and every customer's sums are those of the events.
#pragma once

#include <vector>

#include "engine/domain/laws.hpp"
#include "projections/row_source.hpp"

namespace daybook {

/// Every sum of `rows` that is not what the events say, at most `Laws::breaches_max`. `rows` must be as new as `laws`.
/// Reads every customer and debt once. `corrupt` when the rows cannot be read.
Result<std::vector<Laws::Breach>> check_sums(const Laws& laws, const RowSource& rows);

}  // namespace daybook
