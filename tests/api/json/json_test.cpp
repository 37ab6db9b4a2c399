#include "api/json/json.hpp"

#include <gtest/gtest.h>
#include <string>

namespace daybook {
namespace {

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

TEST(Json, keeps_numbers_as_they_are_written) {
  const auto json = parse_json(R"([200, -0, 19.990, 1e3, 123456789012345678901234567890, 0.10000000000000000000000000000000000001])");
  ASSERT_TRUE(json);
  std::vector<std::string> texts;
  for (const Json& element : *json.value().as<Json::Array>()) {
    texts.push_back(element.as<Json::Number>()->text);
  }
  EXPECT_EQ(texts, (std::vector<std::string>{"200", "-0", "19.990", "1e3", "123456789012345678901234567890",
                                             "0.10000000000000000000000000000000000001"}));
}

TEST(Json, keeps_members_in_order) {
  const auto json = parse_json(" {\"b\":true , \"a\":{\"c\":null},\t\"d\":[\"x\",false]}\r\n");
  ASSERT_TRUE(json);
  const auto& object = *json.value().as<Json::Object>();
  ASSERT_EQ(object.size(), 3U);
  EXPECT_EQ(object[0].name, "b");
  EXPECT_TRUE(*object[0].value.as<bool>());
  EXPECT_TRUE(find_member(*object[1].value.as<Json::Object>(), "c")->is_null());
  EXPECT_EQ(*(*find_member(object, "d")->as<Json::Array>())[0].as<std::string>(), "x");
  EXPECT_EQ(find_member(object, "e"), nullptr);
}

TEST(Json, decodes_escapes) {
  const auto json = parse_json(R"({"\u0061\n":"\"\\\/\b\f\n\r\té😀"})");
  ASSERT_TRUE(json);
  const auto& member = json.value().as<Json::Object>()->front();
  EXPECT_EQ(member.name, "a\n");
  EXPECT_EQ(*member.value.as<std::string>(), "\"\\/\b\f\n\r\t\xC3\xA9\xF0\x9F\x98\x80");
}

struct Refused {
  const char* what;
  std::string text;
};

class JsonRefuses : public testing::TestWithParam<Refused> {};

TEST_P(JsonRefuses, as_malformed) {
  const auto json = parse_json(GetParam().text);
  ASSERT_FALSE(json);
  EXPECT_EQ(json.error().code, ErrorCode::malformed);
}

INSTANTIATE_TEST_SUITE_P(Table, JsonRefuses,
                         testing::Values(Refused{"nothing", ""}, Refused{"blanks", " \t\r"}, Refused{"half_an_object", R"({"a":1)"},
                                         Refused{"text_after_it", "{} x"}, Refused{"two_documents", "{}{}"},
                                         Refused{"trailing_comma", R"({"a":1,})"}, Refused{"comment", "{} // no"},
                                         Refused{"single_quotes", "{'a':1}"}, Refused{"leading_zero", "01"}, Refused{"plus_sign", "+1"},
                                         Refused{"bare_point", "1."}, Refused{"not_a_number", "NaN"}, Refused{"infinity", "Infinity"},
                                         Refused{"raw_newline_in_text", "\"a\nb\""}, Refused{"lone_surrogate", R"("\ud800")"},
                                         Refused{"bad_escape", R"("\x")"}, Refused{"byte_order_mark", "\xEF\xBB\xBF{}"},
                                         Refused{"bad_utf8", "\"\xFF\""}, Refused{"overlong_utf8", "\"\xC0\xAF\""},
                                         Refused{"utf8_surrogate", "\"\xED\xA0\x80\""}, Refused{"cut_utf8", "\"\xC3\""},
                                         Refused{"bad_utf8_in_name", "{\"\xFF\":1}"}, Refused{"duplicate", R"({"a":1,"a":1})"},
                                         Refused{"duplicate_by_escape", R"({"a":1,"\u0061":2})"},
                                         Refused{"duplicate_deep_down", R"({"x":[{"a":1,"b":2,"a":3}]})"},
                                         Refused{"too_deep", nested(json_depth_max + 1)}, Refused{"far_too_deep", nested(100'000)}),
                         [](const auto& each) { return each.param.what; });

TEST(Json, takes_the_deepest_nesting_allowed) { EXPECT_TRUE(parse_json(nested(json_depth_max))); }

TEST(Json, takes_equal_names_in_different_objects) { EXPECT_TRUE(parse_json(R"({"a":{"a":1},"b":[{"a":1},{"a":2}]})")); }

TEST(Json, escapes_names_in_pointers) {
  EXPECT_EQ(pointer_to("/data", "amount"), "/data/amount");
  EXPECT_EQ(pointer_to("", "a/b~c"), "/a~1b~0c");
}

}  // namespace
}  // namespace daybook
