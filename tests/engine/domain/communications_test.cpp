#include <gtest/gtest.h>

#include "tests/support/spec.hpp"

namespace daybook::spec {
namespace {

using namespace std::string_literals;

CommunicationLogged logged_at(Instant timestamp) {
  CommunicationLogged logged = call(1);
  logged.timestamp = timestamp;
  return logged;
}

CommunicationLogged letter() {
  CommunicationLogged logged = call(1);
  logged.communication_type = CommunicationType::letter;
  return logged;
}

CommunicationAmended amended() {
  CommunicationAmended amended;
  amended.communication_id = {1};
  return amended;
}

TEST(LogCommunication, is_now_unless_told) {
  const Answered answer = given(customer(1)).when(LogCommunication{.customer_id = {1}}).then({logged_at(noon)}).with_id(1, 1);
  EXPECT_EQ(answer.customer(1).last_communication_at, noon);
}

TEST(LogCommunication, carries_what_is_given) {
  LogCommunication command{.customer_id = {1}, .communication_type = CommunicationType::call, .direction = Direction::outbound};
  command.timestamp = issue_day;
  command.duration_seconds = 180;
  command.contact_phone = "+1 555 0100";
  command.contact_email = "ada@bank.test";
  command.outcome = "payment_promised";
  command.notes = "n";
  command.agent_id = "agent_001";
  command.debt_ids = std::vector<DebtId>{{2}, {1}};
  CommunicationLogged expected = logged_at(issue_day);
  expected.direction = Direction::outbound;
  expected.duration_seconds = 180;
  expected.outcome = "payment_promised";
  expected.agent_id = "agent_001";
  expected.debt_ids = {{2}, {1}};
  expected.personal =
      seal({{SealedField::notes, "n"}, {SealedField::contact_phone, "+1 555 0100"}, {SealedField::contact_email, "ada@bank.test"}});
  given(customer(1), debt(1, 1), debt(2, 1)).when(command).then({expected});
}

TEST(LogCommunication, keeps_the_latest_time) {
  const LogCommunication old{.customer_id = {1}, .timestamp = issue_day};
  EXPECT_EQ(given(customer(1), logged_at(noon)).when(old).customer(1).last_communication_at, noon);
}

TEST(LogCommunication, refuses_a_time_in_the_future) {
  const auto at = [](Instant timestamp) { return LogCommunication{.customer_id = {1}, .timestamp = timestamp}; };
  EXPECT_TRUE(given(customer(1)).when(at(later(noon, 5 * minute))).accepted());
  given(customer(1)).when(at(later(noon, 5 * minute + 1))).then_refused(ErrorCode::date_in_future, "/timestamp");
}

TEST(LogCommunication, refuses_debts_that_are_not_there_or_not_theirs) {
  const auto about = [](std::vector<DebtId> debts) { return LogCommunication{.customer_id = {1}, .debt_ids = std::move(debts)}; };
  given(customer(1), debt(1, 1)).when(about({{1}, {2}})).then_refused(ErrorCode::debt_not_found, "/debt_ids/1");
  given(customer(1), customer(2), debt(1, 1), debt(2, 1, 2))
      .when(about({{1}, {2}}))
      .then_refused(ErrorCode::debt_not_owned_by_customer, "/debt_ids/1");
  given(customer(1), customer(2), debt(1, 1, 2)).when(about({{1}, {2}})).then_refused(ErrorCode::debt_not_found, "/debt_ids/1");
  EXPECT_TRUE(given(customer(1)).when(about({})).accepted());
}

TEST(LogCommunication, refuses_an_unknown_customer_and_another_version) {
  given().when(LogCommunication{.customer_id = {1}}).then_refused(ErrorCode::customer_not_found, "/customer_id");
  given(customer(1)).expecting(2).when(LogCommunication{.customer_id = {1}}).then_refused(ErrorCode::version_conflict, "/expected_version");
  EXPECT_TRUE(given(customer(1)).expecting(1).when(LogCommunication{.customer_id = {1}}).accepted());
}

TEST(AmendCommunication, changes_what_differs) {
  CommunicationLogged logged = call(1);
  logged.outcome = "no_answer";
  const AmendCommunication command{.communication_id = {1}, .outcome = "no_answer"s, .notes = "n"s, .duration_seconds = 60};
  CommunicationAmended expected = amended();
  expected.duration_seconds = 60;
  expected.changed = {SealedField::notes};
  expected.personal = seal({{SealedField::notes, "n"}});
  const Communication row = given(customer(1), logged).when(command).then({expected}).with_id(1, 1).communication(1);
  EXPECT_EQ(row.outcome, "no_answer");
  EXPECT_EQ(row.duration_seconds, 60);
  EXPECT_EQ(row.sealed_at, Position{4});
}

TEST(AmendCommunication, clears) {
  CommunicationLogged logged = call(1);
  logged.outcome = "no_answer";
  const AmendCommunication command{
      .communication_id = {1}, .outcome = Change<std::string>::cleared(), .duration_seconds = Change<std::int32_t>::cleared()};
  CommunicationAmended expected = amended();
  expected.outcome = Change<std::string>::cleared();
  given(customer(1), logged).when(command).then({expected});
}

TEST(AmendCommunication, appends_nothing_when_nothing_changes) {
  given(customer(1), call(1))
      .when(AmendCommunication{.communication_id = {1}, .notes = Change<std::string>::cleared()})
      .then({})
      .with_id(1, 1);
}

TEST(AmendCommunication, takes_a_duration_for_calls_alone) {
  given(customer(1), letter())
      .when(AmendCommunication{.communication_id = {1}, .duration_seconds = 60})
      .then_refused(ErrorCode::invalid_field, "/duration_seconds");
  given(customer(1), letter())
      .when(AmendCommunication{.communication_id = {1}, .duration_seconds = Change<std::int32_t>::cleared()})
      .then({});
}

TEST(AmendCommunication, refuses_an_unknown_communication_and_another_version) {
  const AmendCommunication command{.communication_id = {1}, .outcome = "voicemail"s};
  given(customer(1)).when(command).then_refused(ErrorCode::communication_not_found, "/communication_id");
  given(customer(1), call(1)).expecting(1).when(command).then_refused(ErrorCode::version_conflict, "/expected_version");
  EXPECT_TRUE(given(customer(1), call(1)).expecting(2).when(command).accepted());
}

TEST(AmendCommunication, is_prepared_again_when_the_groups_moved_on) {
  const AmendCommunication command{.communication_id = {1}, .notes = "n"s};
  const Sealing early = given(customer(1), call(1)).preparation(command);
  CommunicationAmended between = amended();
  between.changed = {SealedField::notes};
  between.personal = seal({{SealedField::notes, "m"}});
  given(customer(1), call(1), between).prepared(early).when(command).then_prepare_again();
}

}  // namespace
}  // namespace daybook::spec
