#include "engine/privacy/mac.hpp"

#include <gtest/gtest.h>
#include <string>

#include "engine/files/crc32c.hpp"
#include "tests/engine/privacy/support.hpp"

namespace daybook {
namespace {

/// HMAC pads short keys with zeros, so a key of RFC 4231 filled up to 32 bytes is the same key.
Key padded_key(const std::string& bytes) {
  std::array<std::uint8_t, Key::size> padded{};
  std::ranges::copy(bytes, padded.begin());
  return Key(padded);
}

TEST(Mac, agrees_with_rfc_4231) {
  EXPECT_EQ(hex_of(Mac(padded_key(std::string(20, '\x0b'))).of("Hi There")), "b0344c61d8db38535ca8afceaf0bf12b");
  EXPECT_EQ(hex_of(Mac(padded_key("Jefe")).of("what do ya want for nothing?")), "5bdcc146bf60754e6a042426089575c7");
}

TEST(Mac, gives_the_same_answer_again) {
  const Mac mac(counting_key(5));
  EXPECT_EQ(mac.of("one"), mac.of("one"));
  EXPECT_NE(mac.of("one"), mac.of("two"));
}

TEST(DeriveKey, depends_on_key_and_label) {
  const Key derived = derive_key(counting_key(1), "label");
  EXPECT_EQ(derived, derive_key(counting_key(1), "label"));
  EXPECT_FALSE(derived == derive_key(counting_key(2), "label"));
  EXPECT_FALSE(derived == derive_key(counting_key(1), "other"));
}

TEST(Crc32c, agrees_with_rfc_3720) {
  const std::string digits = "123456789";
  EXPECT_EQ(crc32c(std::vector<std::uint8_t>(digits.begin(), digits.end())), 0xE3069283U);
  EXPECT_EQ(crc32c(std::vector<std::uint8_t>(32, 0)), 0x8A9136AAU);
  EXPECT_EQ(crc32c(std::vector<std::uint8_t>(32, 0xFF)), 0x62A8AB43U);
}

}  // namespace
}  // namespace daybook
