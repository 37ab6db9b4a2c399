#include "engine/privacy/cipher.hpp"

#include <gtest/gtest.h>
#include <string>

#include "tests/engine/privacy/support.hpp"

namespace daybook {
namespace {

std::vector<std::uint8_t> from_hex(const std::string& hex) {
  std::vector<std::uint8_t> bytes;
  for (std::size_t at = 0; at < hex.size(); at += 2) {
    bytes.push_back(static_cast<std::uint8_t>(std::stoul(hex.substr(at, 2), nullptr, 16)));
  }
  return bytes;
}

template <std::size_t size>
std::array<std::uint8_t, size> array_from_hex(const std::string& hex) {
  std::array<std::uint8_t, size> bytes{};
  std::ranges::copy(from_hex(hex), bytes.begin());
  return bytes;
}

TEST(Cipher, agrees_with_test_case_16_of_the_gcm_specification) {
  const Key key(array_from_hex<32>("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"));
  const auto nonce = array_from_hex<12>("cafebabefacedbaddecaf888");
  const auto additional = from_hex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
  const auto plain =
      from_hex("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");
  auto text = plain;
  const SealTag tag = encrypt_in_place({key, nonce, additional}, text);
  EXPECT_EQ(text,
            from_hex("522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0a"
                     "bcc9f662"));
  EXPECT_EQ(tag, array_from_hex<16>("76fc6ece0f4e1768cddf8853bb2d551b"));
  EXPECT_TRUE(decrypt_in_place({key, nonce, additional}, text, tag));
  EXPECT_EQ(text, plain);
}

TEST(Cipher, refuses_other_additional_data) {
  const Key key = counting_key(1);
  const Nonce nonce{};
  std::vector<std::uint8_t> text(20, 7);
  const std::array<std::uint8_t, 2> additional{1, 2};
  const std::array<std::uint8_t, 2> other{1, 3};
  const SealTag tag = encrypt_in_place({key, nonce, additional}, text);
  EXPECT_FALSE(decrypt_in_place({key, nonce, other}, text, tag));
}

TEST(KeyWrap, round_trips_and_refuses_every_flip) {
  const KeyWrap wrap(counting_key(0));
  const Key key = counting_key(100);
  const WrappedKey wrapped = wrap.wrap(key);
  ASSERT_TRUE(wrap.unwrap(wrapped).has_value());
  EXPECT_EQ(*wrap.unwrap(wrapped), key);
  for (std::size_t bit = 0; bit < 8 * wrapped.size(); ++bit) {
    WrappedKey flipped = wrapped;
    flipped[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
    EXPECT_FALSE(wrap.unwrap(flipped).has_value()) << "bit " << bit;
  }
}

TEST(KeyWrap, refuses_another_master_key) {
  const WrappedKey wrapped = KeyWrap(counting_key(0)).wrap(counting_key(100));
  EXPECT_FALSE(KeyWrap(counting_key(1)).unwrap(wrapped).has_value());
}

}  // namespace
}  // namespace daybook
