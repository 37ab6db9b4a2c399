#include "engine/files/crc32c.hpp"

#include <gtest/gtest.h>
#include <string>

namespace daybook {
namespace {

// RFC 3720, appendix B.4.
TEST(Crc32c, agrees_with_the_published_values) {
  std::string rising;
  for (char byte = 0; byte < 32; ++byte) {
    rising.push_back(byte);
  }
  EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8a9136aaU);
  EXPECT_EQ(crc32c(std::string(32, '\xff')), 0x62a8ab43U);
  EXPECT_EQ(crc32c(rising), 0x46dd794eU);
  EXPECT_EQ(crc32c("123456789"), 0xe3069283U);
}

TEST(Crc32c, continues_where_it_stopped) {
  const std::string text = "the quick brown fox jumps over the lazy dog";
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    EXPECT_EQ(crc32c(text.substr(cut), crc32c(text.substr(0, cut))), crc32c(text));
  }
}

}  // namespace
}  // namespace daybook
