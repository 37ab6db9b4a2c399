#include <gtest/gtest.h>

#include "engine/privacy/keyring_format.hpp"
#include "tests/engine/privacy/support.hpp"

namespace daybook {
namespace {

const Group ann_personal{
    {SealedField::first_name, "Ann"}, {SealedField::email, " Ann@Bank.EX "}, {SealedField::phone_primary, "+1 (555) 1234"}};
const Group ann_secret{{SealedField::ssn, "123-45-6789"}};
const Group account_secret{{SealedField::account_number, "DE 1"}, {SealedField::routing_number, "021000021"}};

class TokensTest : public testing::Test {
 protected:
  Sealed seal(GroupKind kind, const Group& group) const { return vault_.seal(key_, kind, group).value(); }
  Token token(SealedField field, std::string_view comparable) const { return vault_.token(field, comparable); }

  /// What stands on the log: no tokens.
  CustomerCreated customer() const {
    return {.customer_id = {1},
            .key_id = key_,
            .personal = seal(GroupKind::personal, ann_personal),
            .secret = seal(GroupKind::secret, ann_secret),
            .tokens = {}};
  }
  AccountLinked account() const {
    AccountLinked event;
    event.account_id = {1};
    event.personal = seal(GroupKind::personal, {{SealedField::notes, "none"}});
    event.secret = seal(GroupKind::secret, account_secret);
    return event;
  }
  Tokens tokens_of_ann() const {
    return {.ssn = token(SealedField::ssn, "123456789"),
            .email = token(SealedField::email, "ann@bank.ex"),
            .phone_primary = token(SealedField::phone_primary, "15551234"),
            .account_number = {}};
  }
  Tokens tokens_of_account() const {
    Tokens tokens;
    tokens.account_number = token(SealedField::account_number, "DE 1");
    return tokens;
  }

  template <class T>
  T restored(const T& event) const {
    return restored(vault_, event);
  }
  template <class T>
  static T restored(const Vault& vault, const T& event) {
    Event either = event;
    EXPECT_TRUE(restore_tokens(vault, either).has_value());
    return std::get<T>(either);
  }

  TempFolder folder_;
  SeededRandomness randomness_{1};
  Vault vault_{new_keyring(folder_ / "keys", randomness_), randomness_};
  KeyId key_ = vault_.draw_key().value();
};

TEST_F(TokensTest, compare_values_as_the_rules_do) {
  EXPECT_EQ(tokens_of(vault_, {{SealedField::ssn, "123456789"}}), tokens_of(vault_, {{SealedField::ssn, "123-45-6789"}}));
  EXPECT_EQ(tokens_of(vault_, {{SealedField::email, "ann@bank.ex"}}), tokens_of(vault_, {{SealedField::email, " Ann@Bank.EX "}}));
  EXPECT_EQ(tokens_of(vault_, {{SealedField::phone_primary, "15551234"}}),
            tokens_of(vault_, {{SealedField::phone_primary, "+1 (555) 1234"}}));
  EXPECT_NE(tokens_of(vault_, {{SealedField::account_number, "de 1"}}), tokens_of(vault_, {{SealedField::account_number, "DE 1"}}));
}

TEST_F(TokensTest, are_made_of_indexed_fields_alone) {
  EXPECT_EQ(tokens_of(vault_, {{SealedField::first_name, "Ann"}, {SealedField::phone_secondary, "5"}, {SealedField::contact_email, "a@b"}}),
            Tokens{});
}

TEST_F(TokensTest, need_something_to_compare) {
  EXPECT_EQ(tokens_of(vault_, {{SealedField::phone_primary, "unknown"}}), Tokens{});
  EXPECT_EQ(tokens_of(vault_, {}), Tokens{});
}

TEST_F(TokensTest, of_a_new_customer_are_restored) { EXPECT_EQ(restored(customer()).tokens, tokens_of_ann()); }

TEST_F(TokensTest, of_an_imported_customer_are_restored) {
  EXPECT_EQ(restored(CustomerImported{.row = customer(), .status = {}, .origin = {}}).row.tokens, tokens_of_ann());
}

TEST_F(TokensTest, of_accounts_are_restored) {
  EXPECT_EQ(restored(account()).tokens, tokens_of_account());
  AccountImported imported;
  imported.row = account();
  EXPECT_EQ(restored(imported).row.tokens, tokens_of_account());
}

TEST_F(TokensTest, of_a_changed_profile_are_those_of_changed_fields) {
  CustomerProfileChanged event;
  event.changed = {SealedField::email, SealedField::first_name};
  event.personal = seal(GroupKind::personal, ann_personal);
  Tokens expected;
  expected.email = tokens_of_ann().email;
  EXPECT_EQ(restored(event).tokens, expected);

  event.changed = {SealedField::phone_primary, SealedField::ssn};
  event.secret = seal(GroupKind::secret, ann_secret);
  expected = tokens_of_ann();
  expected.email.reset();
  EXPECT_EQ(restored(event).tokens, expected);
}

TEST_F(TokensTest, of_cleared_fields_are_none) {
  CustomerProfileChanged event;
  event.changed = {SealedField::ssn, SealedField::email};
  event.personal = seal(GroupKind::personal, {{SealedField::first_name, "Ann"}});
  EXPECT_EQ(restored(event).tokens, Tokens{});
}

TEST_F(TokensTest, of_an_erased_customer_are_none) {
  CustomerCreated event = customer();
  event.tokens = tokens_of_ann();
  overwrite(folder_ / "keys", slot_offset(key_), text_of(encode_slot({.state = SlotState::erased, .id = key_, .key = {}})));
  const Vault reopened(Keyring::open(folder_ / "keys", counting_key(0), randomness_).value(), randomness_);
  EXPECT_EQ(restored(reopened, event).tokens, Tokens{});
}

TEST_F(TokensTest, of_a_changed_blob_are_refused) {
  CustomerCreated created = customer();
  created.secret.bytes.back() = static_cast<char>(created.secret.bytes.back() ^ 1);
  Event event = created;
  const Result<void> result = restore_tokens(vault_, event);
  ASSERT_TRUE(result.has_error());
  EXPECT_EQ(result.error().code, ErrorCode::corrupt);
}

TEST_F(TokensTest, leave_other_events_as_they_are) {
  CommunicationLogged logged;
  logged.personal = Sealed{"no blob at all"};
  EXPECT_EQ(restored(logged), logged);
  DebtImported imported;
  imported.row.personal = Sealed{"no blob at all"};
  EXPECT_EQ(restored(imported), imported);
}

}  // namespace
}  // namespace daybook
