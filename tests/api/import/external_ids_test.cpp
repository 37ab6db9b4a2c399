#include "api/import/external_ids.hpp"

#include <gtest/gtest.h>
#include <limits>
#include <map>
#include <random>

namespace daybook {
namespace {

TEST(ExternalIds, finds_what_was_added) {
  ExternalIds ids;
  ids.add(std::numeric_limits<std::int64_t>::min(), 1);
  ids.add(-3, 2);
  ids.add(-2, 3);
  ids.add(7, 4);
  ids.add(8, 9);
  ids.add(std::numeric_limits<std::int64_t>::max(), 10);
  EXPECT_EQ(ids.find(std::numeric_limits<std::int64_t>::min()), 1U);
  EXPECT_EQ(ids.find(-3), 2U);
  EXPECT_EQ(ids.find(-2), 3U);
  EXPECT_EQ(ids.find(7), 4U);
  EXPECT_EQ(ids.find(8), 9U);
  EXPECT_EQ(ids.find(std::numeric_limits<std::int64_t>::max()), 10U);
}

TEST(ExternalIds, knows_what_was_not_added) {
  ExternalIds ids;
  EXPECT_EQ(ids.find(1), 0U);
  ids.add(5, 1);
  ids.add(6, 2);
  EXPECT_EQ(ids.find(4), 0U);
  EXPECT_EQ(ids.find(7), 0U);
}

TEST(ExternalIds, agrees_with_a_map) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937_64 random(seed);
  ExternalIds ids;
  std::map<std::int64_t, std::uint64_t> expected;
  std::int64_t external_id = -500;
  std::uint64_t id = 1;
  for (int i = 0; i < 1'000; ++i) {
    ids.add(external_id, id);
    expected[external_id] = id;
    external_id += random() % 3 == 0 ? 2 : 1;
    id += random() % 5 == 0 ? 3 : 1;
  }
  for (std::int64_t asked = -510; asked < external_id + 10; ++asked) {
    const auto found = expected.find(asked);
    EXPECT_EQ(ids.find(asked), found == expected.end() ? 0 : found->second) << asked;
  }
}

}  // namespace
}  // namespace daybook
