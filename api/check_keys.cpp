#include "api/check_keys.hpp"

namespace daybook {
namespace {

std::string problem_of_key(const KeyringCondition& keys, KeyId key) {
  const std::string slot = " in slot " + std::to_string(key.value);
  if (key > keys.last) {
    return slot + " is missing: the key file is older than the log, or cut off";
  }
  if (keys.erased.contains(key)) {
    return slot + " was destroyed, and nothing on the log says so";
  }
  return keys.damaged.contains(key) ? slot + " is damaged" : "";
}

/// So many customers' rows are read together.
constexpr std::uint64_t customers_together = 128;

}  // namespace

std::string problem_of_keys(const KeyringCondition& keys, Audit& audit, bool all_written) {
  const CustomerId last = audit.state().facts().last_customer;
  for (CustomerId first{1}; first <= last; first.value += customers_together) {
    Named named;
    for (CustomerId id = first; id <= last && id.value < first.value + customers_together; ++id.value) {
      named.customers.push_back(id);
    }
    if (all_written) {
      audit.turn_to(named);
    }
    for (const CustomerId id : named.customers) {
      const Customer* customer = audit.state().find(id);
      const std::string problem = customer == nullptr ? "" : problem_of_key(keys, customer->key_id);
      if (!problem.empty()) {
        return "the key of customer " + std::to_string(id.value) + problem;
      }
    }
  }
  return "";
}

}  // namespace daybook
