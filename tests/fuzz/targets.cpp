#include "tests/fuzz/targets.hpp"

#include <algorithm>
#include <array>

namespace daybook::fuzz {

std::span<const Target> targets() {
  static const std::array all{body, control, cursor, frame, group, import_row, line, proof, record, request};
  return all;
}

const Target* target_named(std::string_view name) {
  const auto found = std::ranges::find(targets(), name, &Target::name);
  return found == targets().end() ? nullptr : &*found;
}

}  // namespace daybook::fuzz
