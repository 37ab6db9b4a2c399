#include "api/json/writer.hpp"

#include <gtest/gtest.h>

#include "api/json/json.hpp"

namespace daybook {
namespace {

constexpr Currency dollars{};
constexpr Currency yen{.code = {'J', 'P', 'Y'}, .digits = 0};

template <class T>
std::string written(const T& value, const Currency& currency = dollars) {
  JsonWriter writer(currency);
  writer.value(value);
  return writer.take();
}

TEST(JsonWriter, writes_each_type_of_the_domain) {
  EXPECT_EQ(written(Money{480'000}), R"("4800.00")");
  EXPECT_EQ(written(Money{-5}), R"("-0.05")");
  EXPECT_EQ(written(Money{4'800}, yen), R"("4800")");
  EXPECT_EQ(written(Rate{199'900}), R"("19.99")");
  EXPECT_EQ(written(Instant{1'705'276'800'000'000}), R"("2024-01-15T00:00:00.000000Z")");
  EXPECT_EQ(written(Date{19'737}), R"("2024-01-15")");
  EXPECT_EQ(written(CustomerId{7}), "7");
  EXPECT_EQ(written(DebtStatus::paid_off), R"("PAID_OFF")");
  EXPECT_EQ(written(true), "true");
  EXPECT_EQ(written(std::int32_t{-3}), "-3");
  EXPECT_EQ(written(1.5), "1.500000");
  EXPECT_EQ(written(std::optional<Money>{}), "null");
  EXPECT_EQ(written(std::optional<Money>{Money{1}}), R"("0.01")");
  EXPECT_EQ(written(std::vector<DebtId>{{1}, {2}}), "[1,2]");
  EXPECT_EQ(written(std::vector<DebtId>{}), "[]");
}

TEST(JsonWriter, separates_members_and_elements) {
  JsonWriter writer(dollars);
  writer.begin_object();
  writer.member("a", 1);
  writer.name("b");
  writer.begin_array();
  writer.begin_object();
  writer.end_object();
  writer.begin_object();
  writer.member("c", nullptr);
  writer.end_object();
  writer.end_array();
  writer.member("d", "x");
  writer.end_object();
  EXPECT_EQ(writer.take(), R"({"a":1,"b":[{},{"c":null}],"d":"x"})");
}

TEST(JsonWriter, escapes_text_so_that_it_reads_back) {
  std::string text;
  for (char character = 1; character < 127; ++character) {
    text += character;
  }
  text += "\x7F\xC3\xA9\xF0\x9F\x98\x80";
  text.insert(text.begin(), '\0');
  const auto json = parse_json(written(text));
  ASSERT_TRUE(json);
  EXPECT_EQ(*json.value().as<std::string>(), text);
}

}  // namespace
}  // namespace daybook
