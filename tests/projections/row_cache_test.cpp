#include "projections/row_cache.hpp"

#include <gtest/gtest.h>
#include <map>
#include <random>
#include <vector>

#include "events/ids.hpp"

namespace daybook {
namespace {

using Cache = RowCache<DebtId, int>;

TEST(RowCache, finds_what_was_put_in) {
  Cache cache;
  EXPECT_EQ(cache.find(DebtId{7}), nullptr);
  cache.insert(DebtId{7}, 70);
  cache.insert(DebtId{1'000'000}, 10);
  ASSERT_NE(cache.find(DebtId{7}), nullptr);
  EXPECT_EQ(*cache.find(DebtId{7}), 70);
  EXPECT_EQ(*cache.find(DebtId{1'000'000}), 10);
  EXPECT_EQ(cache.find(DebtId{8}), nullptr);
  cache.clear();
  EXPECT_EQ(cache.find(DebtId{7}), nullptr);
}

TEST(RowCache, collects_each_change_once) {
  Cache cache;
  cache.insert(DebtId{1}, 1);
  EXPECT_TRUE(cache.touch(DebtId{1}));
  EXPECT_FALSE(cache.touch(DebtId{1}));
  std::map<DebtId, int> collected;
  const auto visit = [&](DebtId id, int value) { collected[id] = value; };
  cache.collect(1, visit);
  EXPECT_EQ(collected.size(), 1U);
  collected.clear();
  cache.collect(2, visit);
  EXPECT_TRUE(collected.empty());
  EXPECT_TRUE(cache.touch(DebtId{1}));
}

TEST(RowCache, collects_in_parts_what_changed_first) {
  Cache cache;
  for (std::uint64_t id = 1; id <= 5; ++id) {
    cache.insert(DebtId{id}, 0);
    cache.touch(DebtId{id});
  }
  std::vector<std::uint64_t> collected;
  const auto visit = [&](DebtId id, int) { collected.push_back(id.value); };
  cache.collect(1, visit, 2);
  EXPECT_EQ(collected, (std::vector<std::uint64_t>{1, 2}));
  EXPECT_EQ(cache.changed_bytes(), 3 * Cache::bytes_of_a_row);
  cache.collect(2, visit, 2);
  cache.collect(3, visit, 2);
  EXPECT_EQ(collected, (std::vector<std::uint64_t>{1, 2, 3, 4, 5}));
  EXPECT_EQ(cache.changed_bytes(), 0U);
}

TEST(RowCache, drops_what_is_written_and_keeps_what_is_not) {
  Cache cache;
  for (std::uint64_t id = 1; id <= 100; ++id) {
    cache.insert(DebtId{id}, 0);
    if (id <= 60) {
      cache.touch(DebtId{id});
    }
  }
  cache.collect(1, [](DebtId, int) {});
  for (std::uint64_t id = 1; id <= 20; ++id) {
    cache.touch(DebtId{id});
  }
  cache.collect(2, [](DebtId, int) {});
  cache.touch(DebtId{21});
  // Batch 2 is not written: 1 to 20 stay; 21 has changed since.
  for (int calls = 0; calls < 10; ++calls) {
    cache.shrink(0, 1);
  }
  for (std::uint64_t id = 1; id <= 100; ++id) {
    EXPECT_EQ(cache.find(DebtId{id}) != nullptr, id <= 21) << id;
  }
}

TEST(RowCache, drops_what_is_not_used_first) {
  Cache cache;
  for (std::uint64_t id = 1; id <= 100; ++id) {
    cache.insert(DebtId{id}, 0);
  }
  for (std::uint64_t id = 1; id <= 10; ++id) {
    cache.find(DebtId{id});
  }
  cache.shrink(50 * Cache::bytes_of_a_row, 0);
  for (std::uint64_t id = 1; id <= 10; ++id) {
    EXPECT_NE(cache.find(DebtId{id}), nullptr) << id;
  }
}

}  // namespace
}  // namespace daybook
