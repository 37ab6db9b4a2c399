#include "engine/store/overlay.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>

namespace daybook {
namespace {

using testing::Eq;
using testing::Optional;

constexpr BatchNumber number(std::uint64_t value) { return {value}; }

void put(Overlay& overlay, std::string_view key, RowView value, BatchNumber batch, const std::vector<BatchNumber>& readers) {
  RowBatch changes;
  value ? changes.put(key, *value) : changes.erase(key);
  overlay.put(changes, batch, readers);
}

TEST(Overlay, shows_each_reader_the_batches_up_to_its_moment) {
  Overlay overlay;
  const std::vector<BatchNumber> readers{number(1), number(2)};
  put(overlay, "a", "1", number(1), {});
  put(overlay, "a", "2", number(2), readers);
  put(overlay, "a", std::nullopt, number(3), readers);
  EXPECT_EQ(overlay.find("a", number(0)), std::nullopt);
  EXPECT_THAT(overlay.find("a", number(1)), Optional(RowView("1")));
  EXPECT_THAT(overlay.find("a", number(2)), Optional(RowView("2")));
  EXPECT_THAT(overlay.find("a", number(3)), Optional(Eq(RowView())));
  EXPECT_EQ(overlay.find("b", number(3)), std::nullopt);
  EXPECT_EQ(overlay.find("", number(3)), std::nullopt);
}

TEST(Overlay, keeps_the_version_visible_before_a_batch_without_being_told_of_readers) {
  Overlay overlay;
  put(overlay, "a", "1", number(1), {});
  put(overlay, "a", "2", number(2), {});
  EXPECT_THAT(overlay.find("a", number(1)), Optional(RowView("1")));
}

TEST(Overlay, forgets_versions_that_nobody_sees) {
  Overlay overlay;
  put(overlay, "a", std::string(100, 'x'), number(1), {});
  put(overlay, "a", std::string(100, 'x'), number(2), {});
  for (std::uint64_t batch = 3; batch < 100; ++batch) {
    put(overlay, "a", std::string(100, 'x'), number(batch), {});
  }
  EXPECT_EQ(overlay.find("a", number(97)), std::nullopt);
}

TEST(Overlay, the_last_of_several_changes_in_a_batch_counts) {
  Overlay overlay;
  put(overlay, "a", "1", number(1), {});
  put(overlay, "a", "2", number(1), {});
  EXPECT_THAT(overlay.find("a", number(1)), Optional(RowView("2")));
  EXPECT_EQ(overlay.find("a", number(0)), std::nullopt);
}

TEST(Overlay, gives_a_spaces_newest_rows_by_key) {
  Overlay overlay;
  for (const std::string key : {"kb", "k", "ka", "k12345678z", "k12345678a", "l"}) {
    put(overlay, key, "old", number(1), {});
  }
  put(overlay, "ka", std::nullopt, number(2), {});
  std::vector<std::string> keys;
  for (const auto& row : overlay.newest('k')) {
    keys.emplace_back(row.key());
    EXPECT_EQ(row.value(), row.key() == "ka" ? RowView() : RowView("old"));
  }
  EXPECT_THAT(keys, testing::ElementsAre("k", "k12345678a", "k12345678z", "ka", "kb"));
  EXPECT_TRUE(overlay.newest('m').empty());
}

TEST(Overlay, orders_keys_as_strings_wherever_they_differ) {
  using namespace std::string_literals;
  const std::vector<std::string> ordered{"k",          "k\0"s,         "k\0\0\0\0\0\0\0\0"s, "k\0\0\0\0\0\0\0\0\0"s, "k\0\0\0\0\0\0\0\1"s,
                                         "kabcdefgh",  "kabcdefgh\0"s, "kabcdefghi",         "kabcdefghi12345678",   "kabcdefghi12345678x",
                                         "kabcdefghj", "k\xff"};
  Overlay overlay;
  for (std::size_t i = 0; i < ordered.size(); ++i) {
    put(overlay, ordered[i * 5 % ordered.size()], "", number(1), {});
  }
  std::vector<std::string> keys;
  for (const auto& row : overlay.newest('k')) {
    keys.emplace_back(row.key());
  }
  EXPECT_EQ(keys, ordered);
}

TEST(Overlay, made_like_another_is_empty) {
  Overlay overlay;
  put(overlay, "name", "1", number(1), {});
  const auto fresh = Overlay::make_like(overlay);
  EXPECT_EQ(fresh->bytes(), 0);
  EXPECT_EQ(fresh->find("name", number(1)), std::nullopt);
  EXPECT_TRUE(fresh->newest('n').empty());
}

/// Against a list of all that was ever put.
TEST(Overlay, agrees_with_a_plain_history) {
  const auto seed = std::random_device()();
  std::mt19937_64 random(seed);
  Overlay overlay;
  std::map<std::string, std::map<BatchNumber, std::optional<std::string>>> history;
  std::vector<BatchNumber> readers;
  for (std::uint64_t batch = 1; batch <= 300; ++batch) {
    for (std::uint64_t puts = random() % 8; puts > 0; --puts) {
      const std::string key = "k" + std::to_string(random() % 10);
      const auto value = random() % 4 == 0 ? std::nullopt : std::optional(std::to_string(random()));
      put(overlay, key, RowView(value), number(batch), readers);
      history[key][number(batch)] = value;
    }
    // Snapshots are taken between batches, and let go in any order.
    if (random() % 3 == 0) {
      readers.push_back(number(batch));
    }
    if (!readers.empty() && random() % 3 == 0) {
      readers.erase(readers.begin() + static_cast<std::ptrdiff_t>(random() % readers.size()));
    }
    std::vector<BatchNumber> moments = readers;
    moments.push_back(number(batch));
    for (const BatchNumber moment : moments) {
      std::map<std::string, RowView> seen;
      overlay.collect("k", "k", moment, seen);
      for (const auto& [key, versions] : history) {
        const auto after = versions.upper_bound(moment);
        const auto expected =
            after == versions.begin() ? std::optional<RowView>() : std::optional<RowView>(RowView(std::prev(after)->second));
        ASSERT_EQ(overlay.find(key, moment), expected) << "seed " << seed << " batch " << batch;
        ASSERT_EQ(seen.contains(key), expected.has_value()) << "seed " << seed;
      }
    }
  }
}

}  // namespace
}  // namespace daybook
