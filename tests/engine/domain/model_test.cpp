// Random commands through the domain and through the naive model: same answers, same rows, and the laws hold.
//
// DAYBOOK_MODEL_SEEDS: how many seeds (default 200). DAYBOOK_SEED: this one alone. DAYBOOK_MODEL_COMMANDS: commands a seed.
#include <cstdlib>
#include <gtest/gtest.h>
#include <sstream>

#include "engine/domain/evolve.hpp"
#include "tests/support/generator.hpp"
#include "tests/support/spec_ledger.hpp"
#include "tests/support/spec_text.hpp"

namespace daybook {
namespace {

std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::stoull(text);
}

std::string text_of(const model::Answer& answer) {
  std::ostringstream out;
  for (const auto& [code, pointer] : answer.faults) {
    out << to_text(code) << ' ' << pointer << "; ";
  }
  for (const std::string& event : answer.events) {
    out << event << ' ';
  }
  out << "id " << answer.id << " position " << answer.position << (answer.replayed ? " replayed" : "");
  return out.str();
}

/// The ledger and the model, side by side.
class Twins {
 public:
  /// What they disagree on after `step`, or which law is broken; empty when all is well.
  std::string difference(const Step& step) {
    const model::Answer expected = model_.submit(step.request, step.now);
    const std::size_t known = ledger_.log().records().size();
    const model::Answer actual = ledger_.submit(step.request, step.now);
    if (actual != expected) {
      return "answer\n  domain: " + text_of(actual) + "\n  model:  " + text_of(expected);
    }
    for (std::size_t index = known; index < ledger_.log().records().size(); ++index) {
      if (const std::string touched = touched_difference(ledger_.log().records()[index].event); !touched.empty()) {
        return touched;
      }
    }
    return {};
  }

  /// The same for every row and summary, the laws and a replay.
  std::string full_difference(Instant now) const {
    for (const auto& [id, row] : model_.customers()) {
      if (ledger_.customer({id}) != row || ledger_.summary({id}, day_of(now)) != model_.summary(id, day_of(now))) {
        return "customer or summary " + std::to_string(id);
      }
    }
    for (const auto& [id, row] : model_.debts()) {
      if (ledger_.debt({id}) != model_.debt(id)) {
        return "debt " + std::to_string(id);
      }
    }
    for (const auto& [id, row] : model_.payments()) {
      if (ledger_.payment({id}) != row) {
        return "payment " + std::to_string(id);
      }
    }
    for (const auto& [id, row] : model_.communications()) {
      if (ledger_.communication({id}) != row) {
        return "communication " + std::to_string(id);
      }
    }
    for (const auto& [id, row] : model_.accounts()) {
      if (ledger_.account({id}) != row) {
        return "account " + std::to_string(id);
      }
    }
    return replay_difference();
  }

  std::string broken_law() const {
    const std::vector<std::string> broken = ledger_.log().broken_laws();
    return broken.empty() ? "" : broken.front();
  }

 private:
  std::string touched_difference(const Event& event) const {
    return std::visit(
        [this](const auto& fact) -> std::string {
          if constexpr (requires { fact.debt_id; }) {
            if (ledger_.debt(fact.debt_id) != model_.debt(fact.debt_id.value)) {
              return "debt " + std::to_string(fact.debt_id.value);
            }
          }
          if constexpr (requires { fact.payment_id; }) {
            if (ledger_.payment(fact.payment_id) != model_.payments().at(fact.payment_id.value)) {
              return "payment " + std::to_string(fact.payment_id.value);
            }
          }
          if constexpr (requires { fact.account_id; }) {
            if (ledger_.account(fact.account_id) != model_.accounts().at(fact.account_id.value)) {
              return "account " + std::to_string(fact.account_id.value);
            }
          }
          if constexpr (requires { fact.communication_id; }) {
            if (ledger_.communication(fact.communication_id) != model_.communications().at(fact.communication_id.value)) {
              return "communication " + std::to_string(fact.communication_id.value);
            }
          }
          if constexpr (requires { fact.customer_id; }) {
            if (ledger_.customer(fact.customer_id) != model_.customers().at(fact.customer_id.value)) {
              return "customer " + std::to_string(fact.customer_id.value);
            }
          }
          return {};
        },
        event);
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

/// The first disagreement on the way through `steps`; empty when there is none. All rows every 50 steps.
std::string disagreement(const std::vector<Step>& steps) {
  Twins twins;
  for (std::size_t index = 0; index < steps.size(); ++index) {
    std::string difference = twins.difference(steps[index]);
    if (difference.empty()) {
      difference = twins.broken_law();
    }
    if (difference.empty() && (index % 50 == 49 || index + 1 == steps.size())) {
      difference = twins.full_difference(steps[index].now);
    }
    if (!difference.empty()) {
      return "after " + describe(steps[index]) + "\n  " + difference;
    }
  }
  return {};
}

std::string report(std::uint64_t seed, std::vector<Step> steps) {
  steps = shrink(std::move(steps), [](const std::vector<Step>& fewer) { return !disagreement(fewer).empty(); });
  std::string text = "DAYBOOK_SEED=" + std::to_string(seed) + ", shrunk to\n";
  for (const Step& step : steps) {
    text += describe(step) + '\n';
  }
  return text + disagreement(steps);
}

TEST(Model, agrees_with_the_domain_on_random_commands) {
  const std::uint64_t only = number_from("DAYBOOK_SEED", 0);
  const std::uint64_t seeds = only != 0 ? only : number_from("DAYBOOK_MODEL_SEEDS", 200);
  for (std::uint64_t seed = only != 0 ? only : 1; seed <= seeds; ++seed) {
    const std::vector<Step> steps = generate(seed, number_from("DAYBOOK_MODEL_COMMANDS", 300));
    if (!disagreement(steps).empty()) {
      FAIL() << report(seed, steps);
    }
  }
}

}  // namespace
}  // namespace daybook
