#include "projections/number_list.hpp"

#include <gtest/gtest.h>
#include <random>

#include "projections/archive.hpp"

namespace daybook {
namespace {

TEST(NumberList, gives_back_what_was_added_in_blocks_and_newest) {
  const auto seed = std::random_device()();
  std::mt19937_64 random(seed);
  NumberList list;
  std::vector<std::uint64_t> added;
  std::vector<std::uint64_t> read;
  for (int i = 0; i < 1'000; ++i) {
    added.push_back((added.empty() ? 0 : added.back()) + 1 + random() % (i % 10 == 0 ? 1'000'000'000'000 : 100));
    if (const auto full = list.add(added.back())) {
      const auto block = numbers_in(*full);
      ASSERT_TRUE(block);
      ASSERT_EQ(block->size(), block_numbers);
      read.insert(read.end(), block->begin(), block->end());
      ASSERT_EQ(list.blocks * block_numbers, read.size());
    }
  }
  const auto newest = numbers_in(list.bytes);
  ASSERT_TRUE(newest);
  ASSERT_EQ(newest->size(), list.count);
  read.insert(read.end(), newest->begin(), newest->end());
  EXPECT_EQ(read, added) << "seed " << seed;
}

TEST(NumberList, takes_each_number_once) {
  NumberList list;
  for (std::uint64_t number = 1; number <= block_numbers; ++number) {
    list.add(number);
    EXPECT_FALSE(list.add(number));
    EXPECT_FALSE(list.add(1));
  }
  EXPECT_EQ(list.count, block_numbers);
  EXPECT_TRUE(list.add(block_numbers + 1));
  EXPECT_EQ(list.blocks, 1U);
}

TEST(NumberList, is_not_read_from_a_number_cut_off) {
  EXPECT_EQ(numbers_in("\x01\x80"), std::nullopt);
  NumberList list{.bytes = "\x01\x80"};
  EXPECT_EQ(from_bytes<NumberList>(to_bytes(list)), std::nullopt);
}

TEST(NumberList, goes_on_where_it_was_when_it_was_written) {
  NumberList list;
  for (std::uint64_t number = 1; number <= 2 * block_numbers + 3; ++number) {
    auto read = from_bytes<NumberList>(to_bytes(list));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->blocks, list.blocks);
    EXPECT_EQ(read->count, list.count);
    EXPECT_EQ(read->last, list.last);
    EXPECT_EQ(read->add(1'000 * number), list.add(1'000 * number));
  }
}

}  // namespace
}  // namespace daybook
