#include "tests/support/generator.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <set>

namespace daybook {
namespace {

/// Codes that only other layers report, or that nothing reports yet.
bool is_of_the_domain(ErrorCode code) {
  return code != ErrorCode::unknown_field && code != ErrorCode::erased && precedence(code) >= precedence(ErrorCode::missing_field) &&
         precedence(code) <= precedence(ErrorCode::amount_out_of_range);
}

/// Events that no command makes.
bool is_made_by_a_command(std::string_view event) {
  const bool is_of_ledger = event == "LedgerOpened" || event == "TokenCreated" || event == "TokenRevoked" || event == "DataRevealed";
  return !is_of_ledger && event.find("Imported") == std::string_view::npos;
}

TEST(Generator, reaches_every_event_and_every_refusal) {
  std::set<std::string> events;
  std::set<ErrorCode> codes;
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    model::Model model;
    for (const Step& step : generate(seed, 300)) {
      const model::Answer answer = model.submit(step.request, step.now);
      events.insert(answer.events.begin(), answer.events.end());
      for (const model::Fault& fault : answer.faults) {
        codes.insert(fault.code);
      }
    }
  }
  for (const std::string_view name : event_names()) {
    EXPECT_EQ(events.contains(std::string(name)), is_made_by_a_command(name)) << name;
  }
  for (const ErrorInfo& row : error_table()) {
    EXPECT_EQ(codes.contains(row.code), is_of_the_domain(row.code)) << row.name;
  }
}

TEST(Generator, makes_the_same_steps_of_the_same_seed) {
  const std::vector<Step> once = generate(7, 100);
  const std::vector<Step> twice = generate(7, 100);
  for (std::size_t index = 0; index < once.size(); ++index) {
    EXPECT_EQ(describe(once[index]), describe(twice[index]));
  }
}

TEST(Shrink, keeps_what_makes_it_fail) {
  const std::vector<Step> steps = generate(1, 64);
  const std::string culprit = describe(steps[41]);
  const std::vector<Step> fewer = shrink(steps, [&](const auto& tried) {
    return std::any_of(tried.begin(), tried.end(), [&](const Step& step) { return describe(step) == culprit; });
  });
  ASSERT_EQ(fewer.size(), 1U);
  EXPECT_EQ(describe(fewer.front()), culprit);
}

}  // namespace
}  // namespace daybook
