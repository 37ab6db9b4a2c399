// Bytes that stand on disks already: computed apart from this code (Python's `cryptography`) from the documented formats.
#include <gtest/gtest.h>

#include "engine/privacy/keyring_format.hpp"
#include "tests/engine/privacy/support.hpp"

namespace daybook {
namespace {

/// 0, 1, 2, …
class CountingRandomness final : public Randomness {
 public:
  void fill(std::span<std::uint8_t> bytes) override {
    std::ranges::generate(bytes, [this] { return next_++; });
  }

 private:
  std::uint8_t next_ = 0;
};

const std::string header_hex =
    "646179626b657973010000000000000001010101010101010101010101010101c783bf3f6ee99c48dabbc410e284c52cbf758578989de18a3294c9a4d197c8a2"
    "6270488b1ce9801600000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000ed9be80a";
const std::string slot_hex =
    "0100000000000000010000000000000092f48c52045c08050ec796a5a91c5ddaf7c61cbdc940adc8d3dc8a144f6161a8c5d3299e325f175000000000afec8645";
const std::string erased_slot_7_hex =
    "020000000000000007000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000c21940c2";
const std::string sealed_hex =
    "010100000000000000404142434445464748494a4bc357fcef3e70ce6a3c5c104ae4243a5c76f66b80399bef0d9c041e6b3d5b80025628";

TEST(Golden, key_file_and_sealed_group) {
  const TempFolder folder;
  CountingRandomness randomness;
  Vault vault(new_keyring(folder / "keys", randomness), randomness);
  const KeyId key = vault.draw_key().value();
  const Sealed sealed =
      vault.seal(key, GroupKind::personal, {{SealedField::first_name, "Ann"}, {SealedField::email, "ann@bank.ex"}}).value();
  EXPECT_EQ(hex_of(read_file(folder / "keys")), header_hex + slot_hex);
  EXPECT_EQ(hex_of(sealed.bytes), sealed_hex);
}

TEST(Golden, erased_slot) { EXPECT_EQ(hex_of(encode_slot({.state = SlotState::erased, .id = {7}, .key = {}})), erased_slot_7_hex); }

TEST(Golden, tokens_and_digest) {
  const TempFolder folder;
  CountingRandomness randomness;
  const Vault vault(new_keyring(folder / "keys", randomness), randomness);
  EXPECT_EQ(hex_of(vault.token(SealedField::ssn, "123456789").bytes), "d29d2f2fe38c7b9a6e9704d7d1e0acb9");
  EXPECT_EQ(hex_of(vault.token(SealedField::email, "ann@bank.ex").bytes), "fa72a6340ea8f904e731fc10fd6749c0");
  EXPECT_EQ(hex_of(vault.token(SealedField::phone_primary, "15551234").bytes), "99b99db84f8e9abf3392d5e3cf251360");
  EXPECT_EQ(hex_of(vault.token(SealedField::account_number, "DE 1").bytes), "0ce75f5d99503fd9b6952bed9076f908");
  EXPECT_EQ(hex_of(vault.digest("body").bytes), "1e1ac2873eec491882c068fa616ece1c");
}

}  // namespace
}  // namespace daybook
