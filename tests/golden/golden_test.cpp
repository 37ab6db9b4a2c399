// Every golden ledger opens, says what it always said, and goes on.
#include "tests/golden/golden.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>

#include "api/json/json.hpp"
#include "api/replay.hpp"
#include "api/verify.hpp"
#include "engine/row_space.hpp"
#include "tests/golden/story.hpp"
#include "tests/golden/tell.hpp"
#include "tests/support/seeded_randomness.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/test_clock.hpp"

namespace daybook::golden {
namespace {

namespace fs = std::filesystem;

bool says(const Json& actual, const Json& expected);

bool says(const Json::Object& actual, const Json::Object& expected) {
  return std::ranges::all_of(expected, [&](const JsonMember& member) {
    const Json* found = find_member(actual, member.name);
    return found != nullptr && says(*found, member.value);
  });
}
bool says(const Json::Array& actual, const Json::Array& expected) {
  return std::ranges::equal(actual, expected, [](const Json& one, const Json& other) { return says(one, other); });
}
bool says(const Json::Number& actual, const Json::Number& expected) { return actual.text == expected.text; }
bool says(const std::string& actual, const std::string& expected) { return actual == expected; }
bool says(bool actual, bool expected) { return actual == expected; }
bool says(std::nullptr_t, std::nullptr_t) { return true; }

/// Whether `actual` says all that `expected` says; members that came later are welcome.
bool says(const Json& actual, const Json& expected) {
  return std::visit(
      [&](const auto& value) {
        const auto* other = actual.as<std::decay_t<decltype(value)>>();
        return other != nullptr && says(*other, value);
      },
      expected.content);
}

std::vector<std::string> golden_names() {
  std::vector<std::string> names;
  for (const fs::directory_entry& entry : fs::directory_iterator(DAYBOOK_GOLDEN)) {
    if (fs::exists(entry.path() / "ledger")) {
      names.push_back(entry.path().filename());
    }
  }
  return names;
}

/// A copy of a golden ledger, at the time it was written.
class Golden : public testing::TestWithParam<std::string> {
 protected:
  Golden() {
    fs::copy(kept() / "ledger", directory_, fs::copy_options::recursive);
    fs::permissions(directory_ / "master.key", fs::perms::owner_read);
    clock_.set(story().back().now);
  }

  fs::path kept() const { return fs::path(DAYBOOK_GOLDEN) / GetParam(); }
  LedgerOptions options() { return {.directory = directory_, .clock = &clock_}; }
  /// The kept lines of digests that start with `prefix`.
  std::vector<std::string> digests(const std::string& prefix) const {
    std::vector<std::string> lines = lines_of(kept() / "digests");
    std::erase_if(lines, [&](const std::string& line) { return !line.starts_with(prefix); });
    return lines;
  }

  TempFolder folder_;
  fs::path directory_ = folder_.path() / "ledger";
  TestClock clock_;
};

TEST_P(Golden, is_whole) {
  const VerifyReport report = verify({.directory = directory_}).value();
  for (const Fault& fault : report.faults) {
    ADD_FAILURE() << fault.kind << " at position " << fault.position.value << ": " << fault.detail;
  }
  for (const VerifyReport::Check& check : report.checks) {
    EXPECT_NE(check.outcome, "failed") << check.name;
  }
}

TEST_P(Golden, has_the_digests_it_always_had) {
  const std::vector<std::string> now = digests_of(directory_);
  EXPECT_EQ(now.front(), digests("log ").front());
  const std::vector<std::string> kept = digests("views " + std::to_string(views_schema_version) + ' ');
  EXPECT_EQ(std::vector(now.begin() + 1, now.end()), kept)
      << "a new layout of the views has a number of its own, and its digests are appended:\n"
      << testing::PrintToString(now);
}

TEST_P(Golden, replays_to_the_same_digests_in_every_batch_size) {
  const auto whole = replay(options(), {.into = folder_.path() / "whole"}).value();
  EXPECT_EQ(replay(options(), {.into = folder_.path() / "ones", .batch_events = 1}).value().digests, whole.digests);
  EXPECT_EQ(replay(options(), {.into = folder_.path() / "sevens", .batch_events = 7}).value().digests, whole.digests);
  EXPECT_EQ(verify({.directory = directory_}).value().digests, whole.digests);
}

TEST_P(Golden, says_what_it_always_said) {
  const auto ledger = Ledger::open(options()).value();
  const std::vector<std::string> actual = documents_of(*ledger).value();
  const std::vector<std::string> expected = lines_of(kept() / "documents");
  ASSERT_EQ(actual.size(), expected.size());
  for (std::size_t index = 0; index < actual.size(); ++index) {
    EXPECT_TRUE(says(parse_json(actual[index]).value(), parse_json(expected[index]).value())) << actual[index] << "\n" << expected[index];
  }
}

TEST_P(Golden, goes_on) {
  auto ledger = Ledger::open(options()).value();
  const Position before = ledger->snapshot().position();
  const CreateCustomer jane{
      .first_name = "Jane", .last_name = "Again", .email = std::string("JANE.SMITH@example.com"), .phone_primary = "1"};
  EXPECT_EQ(ledger->submit(jane).error().code, ErrorCode::duplicate_email);
  const RecordPayment payment{.customer_id = {1},
                              .debt_id = {1},
                              .amount = {100},
                              .payment_date = parse_instant("2025-03-01").value(),
                              .status = PaymentStatus::completed};
  EXPECT_EQ(ledger->submit(payment, {.idempotency_key = "p-1"}).error().code, ErrorCode::idempotency_conflict);
  EXPECT_EQ(ledger->submit(payment).value().position, Position{before.value + 1});
  ledger.reset();
  EXPECT_TRUE(verify({.directory = directory_}).value().faults.empty());
}

INSTANTIATE_TEST_SUITE_P(Format, Golden, testing::ValuesIn(golden_names()), [](const auto& name) { return name.param; });

/// What this program writes today reads as what the newest golden ledger holds; if it does not, a format has changed.
TEST(GoldenLedgers, of_the_current_format_would_be_the_same_again) {
  const TempFolder folder;
  TestClock clock;
  SeededRandomness randomness(1);
  const LedgerOptions options{.directory = folder.path() / "ledger", .actor = "golden", .clock = &clock, .randomness = &randomness};
  auto told = tell_story(options, clock);
  ASSERT_TRUE(told.has_value()) << told.error().detail;
  const std::vector<std::string> names = golden_names();
  const fs::path newest = fs::path(DAYBOOK_GOLDEN) / *std::ranges::max_element(names);
  const std::vector<std::string> actual = documents_of(*told.value()).value();
  const std::vector<std::string> expected = lines_of(newest / "documents");
  ASSERT_EQ(actual.size(), expected.size());
  for (std::size_t index = 0; index < actual.size(); ++index) {
    EXPECT_TRUE(says(parse_json(actual[index]).value(), parse_json(expected[index]).value())) << actual[index] << "\n" << expected[index];
  }
  told.value().reset();
  EXPECT_TRUE(verify({.directory = options.directory}).value().faults.empty());
}

TEST(GoldenLedgers, hold_every_event_there_is) {
  std::set<std::string> types;
  for (const std::string& name : golden_names()) {
    for (const std::string& line : lines_of(fs::path(DAYBOOK_GOLDEN) / name / "documents")) {
      const Json document = parse_json(line).value();
      const Json* type = find_member(*document.as<Json::Object>(), "type");
      types.insert(type == nullptr ? "" : *type->as<std::string>());
    }
  }
  for (const std::string_view event : event_names()) {
    EXPECT_TRUE(types.contains(std::string(event))) << event << ": make a new golden ledger";
  }
}

TEST(Documents, say_less_or_something_else) {
  const auto says_text = [](std::string_view actual, std::string_view expected) {
    return says(parse_json(actual).value(), parse_json(expected).value());
  };
  EXPECT_TRUE(says_text(R"({"a":1,"b":[true,null,"x"],"c":2})", R"({"b":[true,null,"x"],"a":1})"));
  EXPECT_FALSE(says_text(R"({"a":1})", R"({"a":1,"b":2})"));
  EXPECT_FALSE(says_text(R"({"a":1})", R"({"a":"1"})"));
  EXPECT_FALSE(says_text(R"({"a":1.0})", R"({"a":1})"));
  EXPECT_FALSE(says_text(R"({"b":[true,null]})", R"({"b":[true]})"));
  EXPECT_FALSE(says_text(R"({"b":null})", R"({"b":false})"));
  EXPECT_FALSE(says_text(R"({"b":"x"})", R"({"b":"y"})"));
}

}  // namespace
}  // namespace daybook::golden
