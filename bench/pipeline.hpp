// Many batches in flight at once: how a bulk client uses the ledger.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "api/ledger.hpp"

namespace daybook::bench {

/// Requests number `first` to `first + count - 1`, cut into batches.
struct BatchRange {
  std::uint64_t first = 1;
  std::uint64_t count = 0;
  /// Requests a batch; the last one may have fewer.
  std::uint64_t batch = 1'000;
  /// Threads that make and submit batches; with more than one the batches arrive in any order.
  unsigned threads = 1;
  /// Batches that each thread has submitted and not had answered.
  unsigned in_flight = 8;
};

/// From a request's number to the request. Called from any thread.
using MakeRequest = std::function<Request(std::uint64_t)>;
/// Told the number of a request and its receipt. Called from a thread of the ledger.
using TellReceipt = std::function<void(std::uint64_t, const Receipt&)>;

/// Submits all of it and waits for the last answer. Aborts on a refusal, saying which. Returns how long each batch took from
/// submission to answer, in nanoseconds, in no order.
std::vector<std::int64_t> submit_all(Ledger& ledger, const BatchRange& range, const MakeRequest& make, const TellReceipt& tell = {});

}  // namespace daybook::bench
