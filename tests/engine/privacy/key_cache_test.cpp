#include "engine/privacy/key_cache.hpp"

#include <gtest/gtest.h>

#include "tests/engine/privacy/support.hpp"

namespace daybook {
namespace {

TEST(KeyCache, finds_what_was_put) {
  KeyCache cache;
  cache.put({7}, counting_key(7));
  ASSERT_TRUE(cache.find({7}).has_value());
  EXPECT_EQ(*cache.find({7}), counting_key(7));
  EXPECT_FALSE(cache.find({8}).has_value());
  EXPECT_FALSE(cache.find({}).has_value());
}

TEST(KeyCache, never_takes_a_key_for_its_neighbour_in_place) {
  KeyCache cache;
  cache.put({7}, counting_key(7));
  EXPECT_FALSE(cache.find({7 + KeyCache::keys_max}).has_value());
  cache.put({7 + KeyCache::keys_max}, counting_key(9));
  EXPECT_FALSE(cache.find({7}).has_value());
  EXPECT_EQ(cache.find({7 + KeyCache::keys_max}), std::optional(counting_key(9)));
}

TEST(KeyCache, keeps_the_newest_keys) {
  KeyCache cache;
  for (std::uint64_t id = 1; id <= KeyCache::keys_max + 500; ++id) {
    cache.put({id}, counting_key(static_cast<std::uint8_t>(id)));
  }
  EXPECT_FALSE(cache.find({500}).has_value());
  for (std::uint64_t id = 501; id <= KeyCache::keys_max + 500; ++id) {
    ASSERT_EQ(cache.find({id}), std::optional(counting_key(static_cast<std::uint8_t>(id)))) << id;
  }
}

}  // namespace
}  // namespace daybook
