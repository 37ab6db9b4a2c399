// Clients of a ledger: they submit what they are told to and write down what they hear, and between which positions.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "api/ledger.hpp"
#include "tests/support/model_rows.hpp"

namespace daybook::simulation {

/// A request and its number in the workload, which stands on the log as the actor of its events.
struct Asked {
  std::size_t number = 0;
  model::Request request;
};

/// An answer. It rests on the ledger as it was at one position from `after` to `until`: `after` was visible before the
/// request was made, `until` when its answer was there.
struct Heard {
  std::size_t number = 0;
  model::Answer answer;
  /// Whether the answer says that this request put events on the log.
  bool appended = false;
  model::Id after = 0;
  model::Id until = 0;
};

/// What stands on the log as the actor of request `number`, and back; 0 for an actor that no request has.
std::string actor_of(std::size_t number);
std::size_t number_of(std::string_view actor);

/// In one call; answers in order.
std::vector<Heard> submit_together(Ledger& ledger, std::span<const Asked> asked);

/// Dealt in chunks to several threads, some of which wait for each chunk while others have several under way. `hear` is told of
/// each chunk's answers as soon as they are there, from any of the threads.
std::vector<Heard> compete(Ledger& ledger, std::span<const Asked> asked, std::uint64_t salt,
                           const std::function<void(const std::vector<Heard>&)>& hear);

}  // namespace daybook::simulation
