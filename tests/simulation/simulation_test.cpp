// The simulation notices what is wrong: each check is given something that is.
#include <gtest/gtest.h>
#include <set>

#include "tests/simulation/crash.hpp"
#include "tests/simulation/home.hpp"
#include "tests/simulation/reads.hpp"
#include "tests/simulation/workload.hpp"
#include "tests/support/temp_folder.hpp"

namespace daybook::simulation {
namespace {

TEST(Workload, is_the_same_for_the_same_seed) {
  const std::vector<Action> once = life_of_a_ledger(3, 200);
  const std::vector<Action> twice = life_of_a_ledger(3, 200);
  ASSERT_EQ(once.size(), twice.size());
  for (std::size_t index = 0; index < once.size(); ++index) {
    EXPECT_EQ(describe(once[index]), describe(twice[index]));
    EXPECT_EQ(once[index].salt, twice[index].salt);
    EXPECT_EQ(once[index].number, index + 1);
  }
}

TEST(Workload, does_everything_within_a_few_seeds) {
  std::set<Action::Kind> kinds;
  std::set<std::size_t> sizes;
  for (std::uint64_t seed = 1; seed <= 16; ++seed) {
    std::size_t size = 0;
    for (const Action& action : life_of_a_ledger(seed, 300)) {
      kinds.insert(action.kind);
      size = action.kind == Action::Kind::ask ? size + 1 : 0;
      sizes.insert(size);
    }
  }
  EXPECT_EQ(kinds.size(), static_cast<std::size_t>(Action::Kind::verify) + 1);
  EXPECT_GT(*sizes.rbegin(), 200U);
}

TEST(Workload, keeps_the_actions_that_a_list_names) {
  const std::vector<Action> all = commands_of(1, 20);
  const std::vector<Action> some = kept(all, "3-5,9,18-30");
  EXPECT_EQ(list_of(some), "3-5,9,18-20");
  EXPECT_EQ(list_of(kept(all, list_of(some))), list_of(some));
  EXPECT_EQ(kept(all, "").size(), all.size());
}

/// A ledger with a customer and a debt, what was asked for and what was heard.
class OracleTest : public testing::Test {
 protected:
  OracleTest() {
    home_.clock().set(now_);
    EXPECT_TRUE(home_.create().has_value());
    ask({.command = CreateCustomer{.first_name = "Jane", .last_name = "Smith", .ssn = "123-45-6789", .phone_primary = "1"}});
    ask({.command = IssueDebt{.customer_id = {1}, .debt_type = "loan", .original_amount = {500}, .issue_date = now_},
         .idempotency_key = "k"});
    ask({.command = CureDebt{{1}}});
    ask({.command =
             RecordPayment{.customer_id = {1}, .debt_id = {1}, .amount = {500}, .payment_date = now_, .status = PaymentStatus::completed}});
    heard_ = submit_together(home_.ledger(), asked_);
  }

  void ask(model::Request request) { asked_.push_back({asked_.size() + 1, std::move(request)}); }
  std::string followed() { return oracle_.follow(home_.ledger().snapshot(), asked_, heard_, now_); }

  const Instant now_ = parse_instant("2025-03-01T12:00:00Z").value();
  TempFolder folder_;
  Home home_{folder_.path() / "ledger", 1};
  std::vector<Asked> asked_;
  std::vector<Heard> heard_;
  Oracle oracle_;
};

TEST_F(OracleTest, agrees_with_what_is_right) {
  EXPECT_EQ(followed(), "");
  EXPECT_EQ(oracle_.model().position(), 5U);
  EXPECT_EQ(oracle_.history().size(), 4U);
  const Snapshot snapshot = home_.ledger().snapshot();
  EXPECT_EQ(difference_of_reads(snapshot, oracle_.model(), oracle_.history()), "");
  EXPECT_EQ(difference_of_past_reads(snapshot, oracle_, now_), "");
}

TEST_F(OracleTest, notices_a_wrong_id_position_or_flag) {
  heard_[1].answer.id = 2;
  EXPECT_NE(followed(), "");
}

TEST_F(OracleTest, notices_an_answer_that_was_not_visible_yet) {
  heard_[3].until = 4;
  EXPECT_NE(followed(), "");
}

TEST_F(OracleTest, notices_a_refusal_that_was_right_nowhere) {
  heard_[2].answer.faults.front().code = ErrorCode::account_inactive;
  EXPECT_NE(followed(), "");
}

TEST_F(OracleTest, notices_a_refusal_that_was_right_before_or_after_but_not_then) {
  // Before the debt was issued this would have been the answer.
  heard_[2].answer.faults = {{ErrorCode::debt_not_found, "/debt_id"}};
  EXPECT_NE(followed(), "");
}

TEST_F(OracleTest, takes_a_refusal_that_was_right_at_some_position_between) {
  heard_[2].answer.faults = {{ErrorCode::debt_not_found, "/debt_id"}};
  heard_[2].after = 2;
  EXPECT_EQ(followed(), "");
}

TEST_F(OracleTest, notices_an_acknowledged_command_that_is_not_on_the_log) {
  Heard lost = heard_[3];
  lost.number = 5;
  ask(asked_[3].request);
  heard_.push_back(lost);
  EXPECT_NE(followed().find("acknowledged and not on the log"), std::string::npos);
}

TEST_F(OracleTest, notices_events_that_nobody_asked_for) {
  asked_.pop_back();
  heard_.pop_back();
  EXPECT_NE(followed().find("nobody asked"), std::string::npos);
}

TEST_F(OracleTest, notices_events_that_are_there_twice) {
  const std::vector<Heard> again = submit_together(home_.ledger(), std::span(asked_).last(1));
  ASSERT_TRUE(again.front().appended);
  EXPECT_NE(followed().find("there twice"), std::string::npos);
}

TEST_F(OracleTest, notices_events_that_differ_from_those_asked_for) {
  std::get<RecordPayment>(asked_[3].request.command).amount = {499};
  EXPECT_NE(followed(), "");
}

TEST_F(OracleTest, notices_reads_that_differ_from_the_model) {
  ASSERT_EQ(followed(), "");
  const Snapshot before = home_.ledger().snapshot();
  for (const Command& command :
       std::vector<Command>{UpdateCustomer{.customer_id = {1}, .city = std::string("Rome")}, AdjustDebt{.debt_id = {1}, .amount = {1}},
                            LogCommunication{.customer_id = {1}, .debt_ids = std::vector{DebtId{1}}},
                            LinkAccount{.customer_id = {1}, .account_type = "a", .account_number = "1"}}) {
    model::Model other = oracle_.model();
    ASSERT_TRUE(other.submit({.command = command, .reason = "because"}, now_).faults.empty());
    EXPECT_NE(difference_of_reads(before, other, oracle_.history()), "");
  }
  EXPECT_NE(difference_of_reads(before, oracle_.model(), {}), "");
}

TEST(LastWords, are_whole_lines_only) {
  const LastWords words = run_and_kill({"/bin/sh", "-c",
                                        "echo open; echo 'answer 7 3 5 1 2 5 0 2 0 PaymentCompleted DebtPaidOff end'; "
                                        "echo 'answer 8 3 5 0 0 0 0 0 1 24 /debt_id end'; printf 'answer 9 3 5 0 0 0 0 0 1 24'"},
                                       1'000, 0);
  EXPECT_EQ(words.failure, "");
  ASSERT_EQ(words.heard.size(), 2U);
  EXPECT_EQ(words.heard[0].answer, (model::Answer{.events = {"PaymentCompleted", "DebtPaidOff"}, .id = 2, .position = 5}));
  EXPECT_TRUE(words.heard[0].appended);
  EXPECT_EQ(words.heard[1].answer.faults, (std::vector<model::Fault>{{ErrorCode::invalid_transition, "/debt_id"}}));
}

TEST(LastWords, tell_a_kill_from_a_failure) {
  EXPECT_EQ(run_and_kill({"/bin/sh", "-c", "echo open; exec sleep 60"}, 1, 0).failure, "");
  EXPECT_NE(run_and_kill({"/bin/sh", "-c", "exit 3"}, 1, 0).failure, "");
}

}  // namespace
}  // namespace daybook::simulation
