#include "tests/support/twins.hpp"

#include <algorithm>

#include "engine/domain/evolve.hpp"
#include "tests/support/spec_ledger.hpp"
#include "tests/support/spec_text.hpp"

namespace daybook {
namespace {

/// Nothing when both are equal; else both.
template <class Row>
std::string compare(const Row& domain, const Row& model) {
  return domain == model ? "" : "domain " + spec::describe(domain) + "\n  model  " + spec::describe(model);
}

/// The ledger and the model, side by side.
class Twins {
 public:
  /// What they disagree on after `step`, or a law that does not hold any more; empty when all is well.
  std::string difference(const Step& step) {
    const model::Answer expected = model_.submit(step.request, step.now);
    const std::size_t known = ledger_.log().records().size();
    std::string difference = compare(ledger_.submit(step.request, step.now), expected);
    const std::vector<Record>& records = ledger_.log().records();
    for (std::size_t index = known; index < records.size() && difference.empty(); ++index) {
      difference = std::visit([this](const auto& fact) { return touched_difference(fact); }, records[index].event);
    }
    return difference.empty() && records.size() > known ? broken_law() : difference;
  }

  /// The same for every row and summary, and a replay.
  std::string full_difference(Instant now) const {
    std::vector<std::string> differences;
    for (const auto& [id, row] : model_.customers()) {
      differences.push_back(compare(ledger_.customer({id}), row));
      differences.push_back(compare(ledger_.summary({id}, day_of(now)), model_.summary(id, day_of(now))));
    }
    for (const auto& [id, row] : model_.debts()) {
      differences.push_back(compare(ledger_.debt({id}), model_.debt(id)));
    }
    for (const auto& [id, row] : model_.payments()) {
      differences.push_back(compare(ledger_.payment({id}), row));
    }
    for (const auto& [id, row] : model_.communications()) {
      differences.push_back(compare(ledger_.communication({id}), row));
    }
    for (const auto& [id, row] : model_.accounts()) {
      differences.push_back(compare(ledger_.account({id}), row));
    }
    differences.push_back(replay_difference());
    const auto found = std::ranges::find_if(differences, [](const std::string& difference) { return !difference.empty(); });
    return found == differences.end() ? "" : *found;
  }

 private:
  std::string broken_law() const {
    const std::vector<std::string> broken = ledger_.log().broken_laws();
    return broken.empty() ? "" : broken.front();
  }

  /// Compares the rows that a fact names.
  template <class Fact>
  std::string touched_difference(const Fact& fact) const {
    std::string difference;
    if constexpr (requires { fact.customer_id; }) {
      difference += compare(ledger_.customer(fact.customer_id), model_.customers().at(fact.customer_id.value));
    }
    if constexpr (requires { fact.debt_id; }) {
      difference += compare(ledger_.debt(fact.debt_id), model_.debt(fact.debt_id.value));
    }
    if constexpr (requires { fact.payment_id; }) {
      difference += compare(ledger_.payment(fact.payment_id), model_.payments().at(fact.payment_id.value));
    }
    if constexpr (requires { fact.communication_id; }) {
      difference += compare(ledger_.communication(fact.communication_id), model_.communications().at(fact.communication_id.value));
    }
    if constexpr (requires { fact.account_id; }) {
      difference += compare(ledger_.account(fact.account_id), model_.accounts().at(fact.account_id.value));
    }
    return difference;
  }

  /// Law 7: the same log makes the same state.
  std::string replay_difference() const {
    MapState replayed;
    for (const Record& record : ledger_.log().records()) {
      evolve(replayed, record);
    }
    return replayed == ledger_.log().state() ? "" : "a replay makes another state";
  }

  spec::DomainLedger ledger_;
  model::Model model_;
};

}  // namespace

std::string disagreement(const std::vector<Step>& steps) {
  Twins twins;
  for (std::size_t index = 0; index < steps.size(); ++index) {
    std::string difference = twins.difference(steps[index]);
    if (difference.empty() && (index % 50 == 49 || index + 1 == steps.size())) {
      difference = twins.full_difference(steps[index].now);
    }
    if (!difference.empty()) {
      return "after " + describe(steps[index]) + "\n  " + difference;
    }
  }
  return {};
}

}  // namespace daybook
