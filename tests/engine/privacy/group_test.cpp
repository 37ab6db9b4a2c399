#include "engine/privacy/group.hpp"

#include <gtest/gtest.h>
#include <random>

namespace daybook {
namespace {

using namespace std::string_literals;

Group every_field() {
  Group group;
  for (const auto& [field, text] : spellings(SealedField{})) {
    group[field] = std::string(text);
  }
  return group;
}

void expect_corrupt(const std::string& bytes) {
  const Result<Group> decoded = decode_group(bytes);
  ASSERT_TRUE(decoded.has_error()) << testing::PrintToString(bytes);
  EXPECT_EQ(decoded.error().code, ErrorCode::corrupt);
}

TEST(Group, round_trips) {
  for (const std::size_t length : {0U, 1U, 127U, 128U, 16'383U, 16'384U, 70'000U}) {
    Group group = every_field();
    group[SealedField::notes] = std::string(length, 'x');
    const Result<Group> decoded = decode_group(encode_group(group));
    ASSERT_TRUE(decoded.has_value()) << length;
    EXPECT_EQ(decoded.value(), group);
  }
}

TEST(Group, has_the_documented_bytes) {
  EXPECT_EQ(encode_group({{SealedField::ssn, "123456789"}, {SealedField::first_name, "Ann"}}),
            "\x01\x03"
            "Ann\x05\x09"
            "123456789"s);
  EXPECT_EQ(encode_group({{SealedField::notes, std::string(300, 'n')}}), "\x13\xac\x02" + std::string(300, 'n'));
}

TEST(Group, of_no_fields_has_no_bytes) {
  EXPECT_EQ(encode_group({}), "");
  EXPECT_TRUE(decode_group("").value().empty());
}

TEST(Group, refuses_what_encoding_never_writes) {
  expect_corrupt("\x01"s);  // no length
  expect_corrupt(
      "\x01\x03"
      "An"s);  // text cut off
  expect_corrupt(
      "\x01\x03"
      "Ann!"s);  // something behind it
  expect_corrupt(
      "\x01\x83\x00"
      "Ann"s);                                  // length not in its shortest form
  expect_corrupt("\x01\x80"s);                  // length cut off
  expect_corrupt("\x01\xff\xff\xff\xff\x0f"s);  // length beyond any
  expect_corrupt("\x00\x01x"s);                 // no such field
  expect_corrupt("\xff\x01x"s);                 // no such field
  expect_corrupt("\x05\x01x\x01\x01x"s);        // out of order
  expect_corrupt("\x01\x01x\x01\x01y"s);        // twice
}

TEST(Group, takes_any_bytes_and_accepts_only_its_own_encoding) {
  const unsigned seed = std::random_device{}();
  RecordProperty("seed", static_cast<int>(seed));
  std::mt19937 engine(seed);
  const std::string valid = encode_group(every_field());
  int accepted = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string bytes = valid.substr(0, engine() % (valid.size() + 1));
    for (unsigned edit = engine() % 4; edit > 0 && !bytes.empty(); --edit) {
      bytes[engine() % bytes.size()] = static_cast<char>(engine());
    }
    const Result<Group> decoded = decode_group(bytes);
    if (decoded.has_value()) {
      ++accepted;
      ASSERT_EQ(encode_group(decoded.value()), bytes) << "seed " << seed << ", round " << round;
    }
  }
  EXPECT_GT(accepted, 0) << "seed " << seed;
}

}  // namespace
}  // namespace daybook
