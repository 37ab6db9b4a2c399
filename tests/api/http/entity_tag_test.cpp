#include "api/http/entity_tag.hpp"

#include <gtest/gtest.h>

namespace daybook {
namespace {

TEST(EntityTag, if_none_match_is_a_list_compared_weakly) {
  for (const char* list : {R"("3")", R"(W/"3")", "*", R"("1", "3")", R"("x",W/"3")", R"( "3" )"}) {
    EXPECT_TRUE(names_version(list, Version{3})) << list;
  }
  for (const char* list : {"", "3", R"("4")", R"("33")", R"("3)", R"(3")", "W/3", R"("3 ")", ",", R"("")"}) {
    EXPECT_FALSE(names_version(list, Version{3})) << list;
  }
}

TEST(EntityTag, if_match_is_one_tag_and_compared_strongly) {
  EXPECT_EQ(required_version(R"("3")").value(), Version{3});
  EXPECT_EQ(required_version(" 3 ").value(), Version{3});
  const Version of_none = required_version(R"("three")").value();
  EXPECT_GT(of_none.value, std::uint64_t{1} << 60U);
  EXPECT_EQ(required_version(R"(W/"3")").value(), of_none);
  for (const char* text : {"", "three", R"("3)", R"("1", "3")", "W/3", "-1"}) {
    ASSERT_FALSE(required_version(text)) << text;
    EXPECT_EQ(required_version(text).error().code, ErrorCode::invalid_field);
  }
}

}  // namespace
}  // namespace daybook
