// Numbers on the command line: ids, positions, counts.
#pragma once

#include <cstdint>

#include <CLI/App.hpp>

namespace daybook {

/// Takes whole numbers from `min` to 2^63 - 1, written in digits alone.
CLI::Validator whole_number(std::uint64_t min);

}  // namespace daybook
