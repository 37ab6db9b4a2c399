// What happens in a golden ledger: every event there is, in frames of different sizes.
#pragma once

#include <string_view>
#include <vector>

#include "engine/domain/import.hpp"

namespace daybook::golden {

/// Lines of the bulk format that are submitted together, at one time.
struct Chapter {
  std::string_view now;
  std::vector<std::string_view> lines;
};

/// In order. A new event takes a new line, in a new golden ledger.
std::vector<Chapter> story();

/// Rows of an old database, which come last, at the time of the last chapter.
std::vector<Import> imports();

}  // namespace daybook::golden
