// Which sealed groups an event sets: the rows of the views that hold ciphertext.
#pragma once

#include <functional>

#include "engine/privacy/vault.hpp"
#include "events/event.hpp"

namespace daybook {

/// A group of a row as an event leaves it; an empty blob clears it.
struct SealedGroup {
  Table table;
  std::uint64_t id;
  GroupKind kind;
  const Sealed& sealed;
};

/// Calls `visit` for each group that `event` sets or clears. The note of the envelope is no row's.
void for_each_sealed_group(const Event& event, const std::function<void(const SealedGroup&)>& visit);

/// The group a sealed field stands in.
GroupKind group_of(SealedField field);

}  // namespace daybook
