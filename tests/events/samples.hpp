// Records for tests of the codec: every event, with everything that is optional present ("full") and absent ("bare").
#pragma once

#include <string>
#include <vector>

#include "events/record.hpp"

namespace daybook {

struct Sample {
  /// "PaymentCompleted/full"
  std::string name;
  Record record;
};

/// Always the same ones: their bytes are in golden_records.hpp.
std::vector<Sample> samples();

}  // namespace daybook
