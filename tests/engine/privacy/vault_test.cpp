#include "engine/privacy/vault.hpp"

#include <atomic>
#include <gtest/gtest.h>
#include <set>
#include <thread>

#include "engine/privacy/keyring_format.hpp"
#include "engine/privacy/seal_format.hpp"
#include "tests/engine/privacy/support.hpp"

namespace daybook {
namespace {

const Group ann{{SealedField::first_name, "Ann"}, {SealedField::last_name, "Marmelstein"}, {SealedField::notes, ""}};

/// A vault over a new key file with one key.
struct OpenVault {
  explicit OpenVault(std::uint64_t seed = 1, const LedgerId& ledger_id = ledger_id_of(1))
      : randomness(seed), vault(new_keyring(folder / "keys", randomness, ledger_id), randomness), key(vault.draw_key().value()) {}

  Sealed sealed(GroupKind kind = GroupKind::personal) { return vault.seal(key, kind, ann).value(); }

  TempFolder folder;
  SeededRandomness randomness;
  Vault vault;
  KeyId key;
};

void expect_corrupt(const Result<Group>& opened) {
  ASSERT_TRUE(opened.has_error());
  EXPECT_EQ(opened.error().code, ErrorCode::corrupt);
}

TEST(Vault, opens_what_it_sealed) {
  OpenVault open;
  for (const GroupKind kind : {GroupKind::personal, GroupKind::secret, GroupKind::note}) {
    EXPECT_EQ(open.vault.open(kind, open.sealed(kind)).value(), ann);
  }
}

TEST(Vault, seals_no_fields_to_no_bytes) {
  OpenVault open;
  EXPECT_TRUE(open.vault.seal(open.key, GroupKind::secret, {}).value().empty());
  EXPECT_TRUE(open.vault.open(GroupKind::secret, {}).value().empty());
}

TEST(Vault, names_the_key_of_a_blob) {
  OpenVault open;
  const KeyId second = open.vault.draw_key().value();
  EXPECT_EQ(key_of(open.sealed()), open.key);
  EXPECT_EQ(key_of(open.vault.seal(second, GroupKind::note, ann).value()), second);
  EXPECT_EQ(key_of({}), KeyId{});
  EXPECT_EQ(key_of({open.sealed().bytes.substr(0, 8)}), KeyId{});
  EXPECT_EQ(open.vault.last_key(), second);
}

TEST(Vault, refuses_every_flipped_bit) {
  OpenVault open;
  const Sealed sealed = open.sealed();
  for (std::size_t bit = 0; bit < 8 * sealed.bytes.size(); ++bit) {
    Sealed flipped = sealed;
    flipped.bytes[bit / 8] = static_cast<char>(flipped.bytes[bit / 8] ^ 1 << bit % 8);
    expect_corrupt(open.vault.open(GroupKind::personal, flipped));
  }
}

TEST(Vault, refuses_every_other_length) {
  OpenVault open;
  const Sealed sealed = open.sealed();
  for (std::size_t size = 1; size < sealed.bytes.size(); ++size) {
    expect_corrupt(open.vault.open(GroupKind::personal, {sealed.bytes.substr(0, size)}));
  }
  expect_corrupt(open.vault.open(GroupKind::personal, {sealed.bytes + '\0'}));
  expect_corrupt(open.vault.open(GroupKind::personal, {sealed.bytes + std::string(seal_bytes_max, 'x')}));
}

TEST(Vault, names_a_newer_format) {
  OpenVault open;
  Sealed sealed = open.sealed();
  sealed.bytes[0] = 2;
  EXPECT_EQ(open.vault.open(GroupKind::personal, sealed).error().detail, "a sealed group of format 2; this program knows 1");
}

TEST(Vault, refuses_a_blob_moved_to_another_key) {
  OpenVault open;
  const KeyId other = open.vault.draw_key().value();
  Sealed moved = open.sealed();
  moved.bytes[seal_key_id_at] = static_cast<char>(other.value);
  expect_corrupt(open.vault.open(GroupKind::personal, moved));
}

TEST(Vault, refuses_a_blob_moved_to_another_group) {
  OpenVault open;
  expect_corrupt(open.vault.open(GroupKind::secret, open.sealed(GroupKind::personal)));
  expect_corrupt(open.vault.open(GroupKind::note, open.sealed(GroupKind::secret)));
}

/// Same seed, so that all keys are the same and only the ledger's id is not.
TEST(Vault, refuses_a_blob_moved_to_another_ledger) {
  OpenVault open(1, ledger_id_of(1));
  OpenVault twin(1, ledger_id_of(1));
  OpenVault other(1, ledger_id_of(2));
  EXPECT_EQ(twin.vault.open(GroupKind::personal, open.sealed()).value(), ann);
  expect_corrupt(other.vault.open(GroupKind::personal, open.sealed()));
}

TEST(Vault, refuses_another_key_under_the_same_id) {
  OpenVault open(1);
  OpenVault other(2);
  expect_corrupt(other.vault.open(GroupKind::personal, open.sealed()));
}

TEST(Vault, passes_on_why_there_is_no_key) {
  OpenVault open;
  const Sealed sealed = open.sealed();
  overwrite(open.folder / "keys", slot_offset(open.key), text_of(encode_slot({.state = SlotState::erased, .id = open.key, .key = {}})));
  const Vault reopened(Keyring::open(open.folder / "keys", counting_key(0), open.randomness).value(), open.randomness);
  EXPECT_EQ(reopened.open(GroupKind::personal, sealed).error().code, ErrorCode::erased);
  EXPECT_EQ(reopened.seal(open.key, GroupKind::personal, ann).error().code, ErrorCode::erased);
  EXPECT_EQ(reopened.seal({99}, GroupKind::personal, ann).error().code, ErrorCode::corrupt);
}

TEST(Vault, hides_values) {
  OpenVault open;
  EXPECT_EQ(open.sealed().bytes.find("Marmel"), std::string::npos);
  EXPECT_EQ(read_file(open.folder / "keys").find("Marmel"), std::string::npos);
}

TEST(Vault, never_uses_a_nonce_twice) {
  const TempFolder folder;
  Vault vault(new_keyring(folder / "keys", system_randomness()), system_randomness());
  const KeyId key = vault.draw_key().value();
  constexpr std::size_t seals = 100'000;
  std::set<std::string> nonces;
  for (std::size_t count = 0; count < seals; ++count) {
    nonces.insert(vault.seal(key, GroupKind::note, ann).value().bytes.substr(seal_nonce_at, sizeof(Nonce)));
  }
  EXPECT_EQ(nonces.size(), seals);
}

TEST(Vault, is_the_same_for_the_same_randomness) {
  OpenVault first(7);
  OpenVault second(7);
  OpenVault third(8);
  const Sealed sealed = first.sealed();
  EXPECT_EQ(sealed, second.sealed());
  EXPECT_NE(sealed, third.sealed());
}

TEST(Vault, draws_seals_and_opens_from_many_threads) {
  OpenVault open;
  std::vector<std::thread> threads;
  threads.reserve(4);
  std::atomic<int> opened = 0;
  for (int number = 0; number < 4; ++number) {
    threads.emplace_back([&open, &opened, number] {
      const Group group{{SealedField::notes, std::to_string(number)}};
      for (int round = 0; round < 200; ++round) {
        const Sealed sealed = open.vault.seal(open.vault.draw_key().value(), GroupKind::secret, group).value();
        opened += open.vault.open(GroupKind::secret, sealed).value() == group ? 1 : 0;
        opened += open.vault.open(GroupKind::personal, open.vault.seal(open.key, GroupKind::personal, ann).value()).value() == ann ? 1 : 0;
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_EQ(opened, 4 * 200 * 2);
}

TEST(Vault, makes_equal_tokens_of_equal_values_only) {
  OpenVault open;
  const Token token = open.vault.token(SealedField::ssn, "123456789");
  EXPECT_EQ(token, open.vault.token(SealedField::ssn, "123456789"));
  EXPECT_NE(token, open.vault.token(SealedField::ssn, "123456788"));
}

TEST(Vault, makes_other_tokens_for_other_fields_and_ledgers) {
  OpenVault open(1);
  OpenVault other(2);
  std::set<Token> tokens;
  for (const SealedField field : {SealedField::ssn, SealedField::email, SealedField::phone_primary, SealedField::account_number}) {
    tokens.insert(open.vault.token(field, "1"));
    tokens.insert(other.vault.token(field, "1"));
  }
  tokens.insert(Token{open.vault.digest("1").bytes});
  EXPECT_EQ(tokens.size(), 9U);
}

TEST(Vault, digests_bodies) {
  OpenVault open(1);
  OpenVault other(2);
  EXPECT_EQ(open.vault.digest("body"), open.vault.digest("body"));
  EXPECT_NE(open.vault.digest("body"), open.vault.digest("Body"));
  EXPECT_NE(open.vault.digest("body"), other.vault.digest("body"));
}

}  // namespace
}  // namespace daybook
