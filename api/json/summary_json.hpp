// Summaries as JSON.
#pragma once

#include <string>

#include "api/json/writer.hpp"
#include "projections/summary.hpp"

namespace daybook {

/// All members of `semantics.md`, "Portfolio summary": `by_status` and `by_days_past_due` always with every key.
std::string portfolio_document(const PortfolioSummary& portfolio, const Currency& currency);

std::string summary_document(const CustomerSummary& summary, const Currency& currency);

}  // namespace daybook
