// `--as-of INSTANT` and `--as-of-position N`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <CLI/App.hpp>

#include "projections/snapshot.hpp"

namespace daybook {

/// At most one of the two is given; what cannot be read is a usage error.
class MomentOptions {
 public:
  /// This must outlive `command`.
  void add_to(CLI::App& command);
  /// Nothing when neither was given: now.
  std::optional<Moment> moment() const;

 private:
  std::string instant_;
  std::optional<std::uint64_t> position_;
};

}  // namespace daybook
