#include <gtest/gtest.h>

#include "tests/support/spec.hpp"

namespace daybook::spec {
namespace {

using namespace std::string_literals;

const Values ada{{SealedField::first_name, "Ada"}, {SealedField::last_name, "Lovelace"}, {SealedField::phone_primary, "+1 555 0100"},
                 {SealedField::country, "USA"},    {SealedField::ssn, "123-45-6789"},    {SealedField::email, "ada@bank.test"}};

CreateCustomer creation() { return {.first_name = "Bo", .last_name = "Diddley", .phone_primary = "555"}; }

const Values bo{{SealedField::first_name, "Bo"},
                {SealedField::last_name, "Diddley"},
                {SealedField::phone_primary, "555"},
                {SealedField::country, "USA"}};

TEST(CreateCustomer, creates) {
  CustomerCreated created = customer(1, bo);
  given().when(creation()).then({created}).with_id(1, 1);
}

TEST(CreateCustomer, gives_ids_in_order) { EXPECT_EQ(given(customer(1), customer(2)).when(creation()).customer(3).id, CustomerId{3}); }

TEST(CreateCustomer, evolves_a_row_with_version_and_dates) {
  const Customer row = given().at(later(noon, 7)).when(creation()).customer(1);
  EXPECT_EQ(row.version, Version{1});
  EXPECT_EQ(row.status, CustomerStatus::active);
  EXPECT_EQ(row.created_at, later(noon, 7));
  EXPECT_EQ(row.updated_at, later(noon, 7));
  EXPECT_EQ(row.sealed_at, Position{2});
}

TEST(CreateCustomer, expects_version_0) {
  EXPECT_TRUE(given().expecting(0).when(creation()).accepted());
  given().expecting(1).when(creation()).then_refused(ErrorCode::version_conflict, "/expected_version");
}

TEST(CreateCustomer, refuses_a_birth_in_the_future) {
  CreateCustomer command = creation();
  command.date_of_birth = day_of(noon);
  EXPECT_TRUE(given().when(command).accepted());
  command.date_of_birth = Date{day_of(noon).days + 1};
  given().when(command).then_refused(ErrorCode::date_in_future, "/date_of_birth");
}

TEST(CreateCustomer, takes_tomorrow_for_a_birth_within_five_minutes) {
  CreateCustomer command = creation();
  command.date_of_birth = Date{day_of(noon).days + 1};
  const Instant midnight = start_of(*command.date_of_birth);
  EXPECT_TRUE(given().at(later(midnight, -5 * minute)).when(command).accepted());
  given().at(later(midnight, -5 * minute - 1)).when(command).then_refused(ErrorCode::date_in_future, "/date_of_birth");
}

TEST(CreateCustomer, refuses_a_held_ssn_however_spelled) {
  CreateCustomer command = creation();
  command.ssn = "123456789";
  given(customer(1, ada)).when(command).then_refused(ErrorCode::duplicate_ssn, "/ssn");
  command.ssn = "123-45-6780";
  EXPECT_TRUE(given(customer(1, ada)).when(command).accepted());
}

TEST(CreateCustomer, refuses_a_held_email_however_spelled) {
  CreateCustomer command = creation();
  command.email = " ADA@Bank.Test ";
  given(customer(1, ada)).when(command).then_refused(ErrorCode::duplicate_email, "/email");
  command.email = "ada@bank.example";
  EXPECT_TRUE(given(customer(1, ada)).when(command).accepted());
}

CustomerProfileChanged change(std::vector<SealedField> fields, const Values& personal, const Values& secret, const Values& tokens) {
  return {
      .customer_id = {1}, .changed = std::move(fields), .personal = seal(personal), .secret = seal(secret), .tokens = tokens_of(tokens)};
}

TEST(UpdateCustomer, replaces_the_whole_group_of_a_changed_field) {
  Values after = ada;
  after.erase(SealedField::ssn);
  after[SealedField::first_name] = "Augusta";
  given(customer(1, ada))
      .when(UpdateCustomer{.customer_id = {1}, .first_name = "Augusta", .last_name = "Lovelace"})
      .then({change({SealedField::first_name}, after, {}, {})})
      .with_id(1, 1);
}

TEST(UpdateCustomer, appends_nothing_when_nothing_changes) {
  given(customer(1, ada)).when(UpdateCustomer{.customer_id = {1}}).then({}).with_id(1, 1);
  given(customer(1, ada)).when(UpdateCustomer{.customer_id = {1}, .first_name = "Ada", .city = Change<std::string>::cleared()}).then({});
}

TEST(UpdateCustomer, refuses_an_unknown_customer) {
  given(customer(1))
      .when(UpdateCustomer{.customer_id = {2}, .first_name = "Bo"})
      .then_refused(ErrorCode::customer_not_found, "/customer_id");
}

TEST(UpdateCustomer, refuses_another_version) {
  EXPECT_TRUE(given(customer(1)).expecting(1).when(UpdateCustomer{.customer_id = {1}, .first_name = "Bo"}).accepted());
  given(customer(1))
      .expecting(2)
      .when(UpdateCustomer{.customer_id = {1}, .first_name = "Bo"})
      .then_refused(ErrorCode::version_conflict, "/expected_version");
}

TEST(UpdateCustomer, refuses_a_birth_in_the_future) {
  given(customer(1))
      .when(UpdateCustomer{.customer_id = {1}, .date_of_birth = Date{day_of(noon).days + 1}})
      .then_refused(ErrorCode::date_in_future, "/date_of_birth");
}

TEST(UpdateCustomer, refuses_values_held_by_another) {
  given(customer(1, ada), customer(2))
      .when(UpdateCustomer{.customer_id = {2}, .ssn = "123456789"s})
      .then_refused(ErrorCode::duplicate_ssn, "/ssn");
  given(customer(1, ada), customer(2))
      .when(UpdateCustomer{.customer_id = {2}, .email = "ADA@bank.test"s})
      .then_refused(ErrorCode::duplicate_email, "/email");
}

TEST(UpdateCustomer, takes_another_spelling_of_its_own_value) {
  const Answered answer = given(customer(1, ada)).when(UpdateCustomer{.customer_id = {1}, .email = "Ada@Bank.test"s});
  ASSERT_TRUE(answer.accepted());
  EXPECT_EQ(answer.state().holder(UniqueKind::email, token_of(SealedField::email, "ada@bank.test").view()), 1U);
}

TEST(UpdateCustomer, frees_a_changed_or_cleared_value) {
  for (const auto& email : {Change<std::string>("new@bank.test"), Change<std::string>::cleared()}) {
    const UpdateCustomer update{.customer_id = {1}, .email = email};
    const Answered answer = given(customer(1, ada)).when(update);
    ASSERT_TRUE(answer.accepted());
    EXPECT_EQ(answer.state().holder(UniqueKind::email, token_of(SealedField::email, "ada@bank.test").view()), std::nullopt);
    EXPECT_EQ(answer.state().holder(UniqueKind::ssn, token_of(SealedField::ssn, "123456789").view()), 1U);
  }
}

TEST(UpdateCustomer, keeps_tokens_it_does_not_touch) {
  const Answered answer = given(customer(1, ada)).when(UpdateCustomer{.customer_id = {1}, .first_name = "Augusta"});
  EXPECT_EQ(answer.customer(1).tokens, tokens_of(ada));
}

TEST(UpdateCustomer, is_taken_from_frozen_and_closed_customers) {
  EXPECT_TRUE(given(customer_that_is(CustomerStatus::frozen)).when(UpdateCustomer{.customer_id = {1}, .first_name = "Bo"}).accepted());
  EXPECT_TRUE(given(customer_that_is(CustomerStatus::closed)).when(UpdateCustomer{.customer_id = {1}, .first_name = "Bo"}).accepted());
}

TEST(UpdateCustomer, is_prepared_again_when_the_groups_moved_on) {
  Given before = given(customer(1, ada));
  const UpdateCustomer update{.customer_id = {1}, .first_name = "Augusta"};
  const Sealing early = before.preparation(update);
  const CustomerProfileChanged between = change({SealedField::last_name}, {{SealedField::last_name, "King"}}, {}, {});
  given(customer(1, ada), between).prepared(early).when(update).then_prepare_again();
  EXPECT_TRUE(given(customer(1, ada), CustomerFrozen{{1}}).prepared(early).when(update).accepted());
}

TEST(UpdateCustomer, is_prepared_again_when_the_customer_came_in_between) {
  const UpdateCustomer update{.customer_id = {1}, .first_name = "Augusta"};
  const Sealing early = given().preparation(update);
  given(customer(1, ada)).prepared(early).when(update).then_prepare_again();
  given().prepared(early).when(update).then_refused(ErrorCode::customer_not_found, "/customer_id");
}

TEST(CloseCustomer, refuses_open_debts) {
  for (const DebtStatus status : {DebtStatus::active, DebtStatus::defaulted, DebtStatus::in_collection}) {
    given(debt_that_is(status)).when(CloseCustomer{{1}}).then_refused(ErrorCode::customer_has_open_debts, "/customer_id");
  }
  for (const DebtStatus status : {DebtStatus::paid_off, DebtStatus::settled, DebtStatus::written_off}) {
    given(debt_that_is(status)).when(CloseCustomer{{1}}).then({CustomerClosed{{1}}});
  }
}

TEST(CloseCustomer, refuses_pending_payments) {
  std::vector<Event> facts = debt_that_is(DebtStatus::written_off);
  facts.emplace_back(pending(1, 1, 5'00));
  given(facts).when(CloseCustomer{{1}}).then_refused(ErrorCode::customer_has_pending_payments, "/customer_id");
  given(facts, PaymentFailed{{1}, {1}}).when(CloseCustomer{{1}}).then({CustomerClosed{{1}}});
  given(facts, completed(pending(1, 1, 5'00), 5'00)).when(CloseCustomer{{1}}).then({CustomerClosed{{1}}});
}

TEST(CloseCustomer, names_the_open_debts_of_a_closed_customer_first) {
  given(debt_that_is(DebtStatus::paid_off), CustomerClosed{{1}}, refunded(1, 1, 0, 100'00), DebtReopened{{1}, DebtStatus::active, {}})
      .when(CloseCustomer{{1}})
      .then_refused(ErrorCode::customer_has_open_debts, "/customer_id");
}

TEST(Customer, version_counts_every_event_of_its_stream) {
  const Answered answer =
      given(customer(1), customer(2), debt(1, 100'00), debt(2, 50'00, 2), pending(1, 1, 1'00), call(1), account(1, "A-1"))
          .expecting(5)
          .when(RecordPayment{
              .customer_id = {1}, .debt_id = {1}, .amount = {100'00}, .payment_date = noon, .status = PaymentStatus::completed});
  ASSERT_TRUE(answer.accepted());
  EXPECT_EQ(answer.customer(1).version, Version{7});
  EXPECT_EQ(answer.customer(2).version, Version{2});
}

}  // namespace
}  // namespace daybook::spec
