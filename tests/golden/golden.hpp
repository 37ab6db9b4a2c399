// A golden ledger as text: what it holds, in words that later versions must still say.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "api/ledger.hpp"

namespace daybook::golden {

/// JSON documents, one a line: every row of the five tables, every customer's summary, the portfolio, every event.
/// Errors of reading, where the ledger is damaged.
Result<std::vector<std::string>> documents_of(const Ledger& ledger);

/// "log 83 1f…": position and root of the tree. "views 1 current_state 9a…": of this version's layout of the views, one a projection.
std::vector<std::string> digests_of(const std::filesystem::path& directory);

std::vector<std::string> lines_of(const std::filesystem::path& file);

}  // namespace daybook::golden
