#include <gtest/gtest.h>

#include "tests/support/spec.hpp"

namespace daybook::spec {
namespace {

using namespace std::string_literals;

LinkAccount link(const std::string& number) { return {.customer_id = {1}, .account_type = "checking", .account_number = number}; }

TEST(LinkAccount, links_an_active_account_that_is_not_primary) {
  const Answered answer = given(customer(1)).when(link("A-1")).then({account(1, "A-1")}).with_id(1, 1);
  EXPECT_TRUE(answer.account(1).is_active);
  EXPECT_FALSE(answer.account(1).is_primary);
}

TEST(LinkAccount, makes_it_primary_when_asked) {
  LinkAccount command = link("A-2");
  command.is_primary = true;
  const Answered answer = given(customer(1), account(1, "A-1"), PrimaryAccountChanged{{1}, {1}})
                              .when(command)
                              .then({account(2, "A-2"), PrimaryAccountChanged{{1}, {2}}});
  EXPECT_TRUE(answer.account(2).is_primary);
  EXPECT_FALSE(answer.account(1).is_primary);
  command.is_primary = false;
  given(customer(1), account(1, "A-1")).when(command).then({account(2, "A-2")});
}

TEST(LinkAccount, carries_what_is_given) {
  LinkAccount command = link("A-1");
  command.routing_number = "021000021";
  command.bank_name = "First";
  command.notes = "n";
  AccountLinked expected = account(1, "A-1");
  expected.bank_name = "First";
  expected.personal = seal({{SealedField::notes, "n"}});
  expected.secret = seal({{SealedField::account_number, "A-1"}, {SealedField::routing_number, "021000021"}});
  given(customer(1)).when(command).then({expected});
}

TEST(LinkAccount, refuses_a_held_number) {
  given(customer(1), customer(2), account(1, "A-1", 2))
      .when(link("A-1"))
      .then_refused(ErrorCode::duplicate_account_number, "/account_number");
  given(customer(1), account(1, "A-1"), AccountDeactivated{{1}})
      .when(link("A-1"))
      .then_refused(ErrorCode::duplicate_account_number, "/account_number");
  EXPECT_TRUE(given(customer(1), account(1, "A-1")).when(link("a-1")).accepted()) << "exact bytes";
}

TEST(LinkAccount, refuses_an_unknown_customer_and_another_version) {
  given().when(link("A-1")).then_refused(ErrorCode::customer_not_found, "/customer_id");
  given(customer(1)).expecting(2).when(link("A-1")).then_refused(ErrorCode::version_conflict, "/expected_version");
  EXPECT_TRUE(given(customer(1)).expecting(1).when(link("A-1")).accepted());
}

TEST(UpdateAccount, changes_what_differs) {
  AccountLinked linked = account(1, "A-1");
  linked.bank_name = "First";
  linked.personal = seal({{SealedField::notes, "n"}});
  const UpdateAccount command{.account_id = {1},
                              .account_type = "checking",
                              .routing_number = "021000021"s,
                              .bank_name = Change<std::string>::cleared(),
                              .notes = "n"s};
  AccountChanged expected;
  expected.account_id = {1};
  expected.bank_name = Change<std::string>::cleared();
  expected.changed = {SealedField::routing_number};
  expected.secret = seal({{SealedField::account_number, "A-1"}, {SealedField::routing_number, "021000021"}});
  const Answered answer = given(customer(1), linked).when(command).then({expected}).with_id(1, 1);
  EXPECT_EQ(answer.account(1).bank_name, std::nullopt);
  EXPECT_EQ(answer.account(1).number_token, token_of(SealedField::account_number, "A-1"));
}

TEST(UpdateAccount, changes_the_type) {
  AccountChanged expected;
  expected.account_id = {1};
  expected.account_type = "savings";
  given(customer(1), account(1, "A-1")).when(UpdateAccount{.account_id = {1}, .account_type = "savings"}).then({expected});
}

TEST(UpdateAccount, appends_nothing_when_nothing_changes) {
  given(customer(1), account(1, "A-1"))
      .when(UpdateAccount{.account_id = {1}, .account_type = "checking", .notes = Change<std::string>::cleared()})
      .then({})
      .with_id(1, 1);
}

TEST(UpdateAccount, is_prepared_again_when_the_groups_moved_on) {
  const UpdateAccount command{.account_id = {1}, .notes = "n"s};
  const Sealing early = given(customer(1), account(1, "A-1")).preparation(command);
  AccountChanged between;
  between.account_id = {1};
  between.changed = {SealedField::notes};
  between.personal = seal({{SealedField::notes, "m"}});
  given(customer(1), account(1, "A-1"), between).prepared(early).when(command).then_prepare_again();
  EXPECT_TRUE(given(customer(1), account(1, "A-1"), AccountDeactivated{{1}}).prepared(early).when(command).accepted());
}

TEST(PrimaryAccount, moves) {
  const Answered answer = given(customer(1), account(1, "A-1"), account(2, "A-2"), PrimaryAccountChanged{{1}, {1}})
                              .when(MakeAccountPrimary{{2}})
                              .then({PrimaryAccountChanged{{1}, {2}}})
                              .with_id(2, 1);
  EXPECT_FALSE(answer.account(1).is_primary);
  EXPECT_TRUE(answer.account(2).is_primary);
  EXPECT_EQ(answer.customer(1).primary_account, AccountId{2});
}

TEST(PrimaryAccount, is_none_after_it_is_deactivated) {
  const std::vector<Event> facts{customer(1), account(1, "A-1"), PrimaryAccountChanged{{1}, {1}}};
  const Answered answer = given(facts).when(DeactivateAccount{{1}});
  EXPECT_EQ(answer.customer(1).primary_account, AccountId{});
  EXPECT_FALSE(answer.account(1).is_primary);
  const Answered back = given(facts, AccountDeactivated{{1}}).when(ReactivateAccount{{1}}).then({AccountReactivated{{1}}}).with_id(1, 1);
  EXPECT_FALSE(back.account(1).is_primary);
}

TEST(AccountCommands, refuse_an_unknown_account_and_another_version) {
  const std::vector<Event> active{customer(1), account(1, "A-1")};
  for (const Command& command :
       std::vector<Command>{UpdateAccount{.account_id = {1}, .account_type = "savings"}, MakeAccountPrimary{{1}}, DeactivateAccount{{1}}}) {
    given(customer(1)).when(command).then_refused(ErrorCode::account_not_found, "/account_id");
    given(active).expecting(1).when(command).then_refused(ErrorCode::version_conflict, "/expected_version");
    EXPECT_TRUE(given(active).expecting(2).when(command).accepted());
  }
  given(customer(1)).when(ReactivateAccount{{1}}).then_refused(ErrorCode::account_not_found, "/account_id");
  given(active, AccountDeactivated{{1}})
      .expecting(2)
      .when(ReactivateAccount{{1}})
      .then_refused(ErrorCode::version_conflict, "/expected_version");
}

}  // namespace
}  // namespace daybook::spec
