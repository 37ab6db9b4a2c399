// The domain and the model side by side, in memory.
#pragma once

#include <string>
#include <vector>

#include "tests/support/generator.hpp"

namespace daybook {

/// Submits `steps` to the domain (validate, decide, evolve over MapState) and to the model: what they first disagree on, or the
/// first law that does not hold; empty when all is well. Answers, the rows that events name, and the laws are compared after each
/// command; every row, every summary and a replay after each 50th and the last.
std::string disagreement(const std::vector<Step>& steps);

}  // namespace daybook
