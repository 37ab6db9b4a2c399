// Ways to hurt a ledger's folder, one for each seed.
#pragma once

#include <cstdint>
#include <string>

#include "tests/damage/scene.hpp"

namespace daybook::damage {

/// Hurts `folder`, a copy of the scene's ledger, in a way that `seed` chooses: bits turned over, bytes zeroed, overwritten, cut off or
/// added, files removed, swapped, or replaced by those of an older or another ledger, whole parts likewise. Says what was done.
///
/// Never what only a tree head kept elsewhere can tell: log and HEAD put back to an older state together with the views.
std::string hurt(const Scene& scene, const std::filesystem::path& folder, std::uint64_t seed);

}  // namespace daybook::damage
