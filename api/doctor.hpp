// What is wrong with a ledger's folder, and what can still be done. Reads only, beside a live holder too.
#pragma once

#include <string>
#include <vector>

#include "api/verify.hpp"

namespace daybook {

/// How much it matters.
enum class Weight : std::uint8_t {
  fine,   ///< as it should be
  note,   ///< nothing is lost or wrong, but somebody should know
  fault,  ///< damage
};

std::string_view to_text(Weight weight);

struct Finding {
  Weight weight = Weight::fine;
  /// "folder", "holder", "space", "master key", "log", "HEAD", "keys", "views".
  std::string part;
  std::string what;
  /// What to do; empty: nothing.
  std::string advice;
  /// Of damage, as `Fault` has them.
  std::string kind;
  Position position;
};

struct Diagnosis {
  /// Faults first, then notes.
  std::vector<Finding> findings;
  /// Everything up to here is proven to be as it was written; the newest position when nothing is wrong with the log.
  Position proven;
  VerifyReport verified;

  bool is_healthy() const { return verified.faults.empty(); }
};

/// Looks at the folder's parts, then verifies all of it. `read_only`: there is no ledger.
Result<Diagnosis> examine(const VerifyOptions& options);

}  // namespace daybook
