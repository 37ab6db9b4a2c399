// Rows of the views with right checksums that hold something else: `verify` names them, nobody reads them as anything, a replay heals.
#include <algorithm>
#include <gtest/gtest.h>

#include "api/replay.hpp"
#include "engine/row_space.hpp"
#include "engine/store/rows.hpp"
#include "tests/damage/scene.hpp"

namespace daybook::damage {
namespace {

namespace fs = std::filesystem;

struct Part {
  std::string name;
  RowSpace space;
};

class SpoiledViews : public testing::TestWithParam<Part> {
 protected:
  static Scene& scene() {
    static Scene scene;
    return scene;
  }

  SpoiledViews() { fs::copy(scene().whole(), data_, fs::copy_options::recursive); }

  /// Every row of the space becomes `value`; how many there were.
  std::size_t spoil(RowSpace space, std::string_view value) {
    const auto rows = Rows::open(data_ / "views").value();
    std::vector<std::string> keys;
    require(rows->snapshot()
                ->scan(RowKey(space).bytes(), {},
                       [&](std::string_view key, std::string_view) {
                         keys.emplace_back(key);
                         return true;
                       })
                .has_value(),
            "the views can be read");
    RowBatch batch;
    std::ranges::for_each(keys, [&](const std::string& key) { batch.put(key, value); });
    require(rows->write(batch).has_value(), "the views can be written");
    require(rows->flush().has_value(), "the views reach the disk");
    return keys.size();
  }

  TempFolder folder_;
  fs::path data_ = folder_.path() / "data";
};

TEST_P(SpoiledViews, are_named_and_not_read_as_something_else) {
  ASSERT_GT(spoil(GetParam().space, "\xFF\xFF\xFF"), 0U) << "the scene has such rows";
  const Judgement judgement = judge(scene(), data_);
  EXPECT_EQ(judgement.fate, Fate::named) << judgement.detail;
  EXPECT_FALSE(judgement.lies) << judgement.detail;
}

TEST_P(SpoiledViews, are_healed_by_a_replay) {
  spoil(GetParam().space, "\xFF\xFF\xFF");
  const auto replayed = replay(scene().options(data_), {});
  ASSERT_TRUE(replayed.has_value()) << replayed.error().detail;
  const Judgement judgement = judge(scene(), data_);
  EXPECT_EQ(judgement.fate, Fate::equal) << judgement.detail;
}

INSTANTIATE_TEST_SUITE_P(Space, SpoiledViews,
                         testing::Values(Part{"payments", RowSpace::payments}, Part{"unique", RowSpace::unique},
                                         Part{"tree", RowSpace::tree}, Part{"facts", RowSpace::facts},
                                         Part{"customers", RowSpace::customers}, Part{"debts", RowSpace::debts},
                                         Part{"communications", RowSpace::communications}, Part{"accounts", RowSpace::accounts},
                                         Part{"newest_payments", RowSpace::newest_payments}, Part{"sealed", RowSpace::sealed},
                                         Part{"customer_history", RowSpace::customer_history}, Part{"debt_history", RowSpace::debt_history},
                                         Part{"payments_of_debt", RowSpace::payments_of_debt}, Part{"access", RowSpace::access},
                                         Part{"phones", RowSpace::phones}, Part{"portfolio", RowSpace::portfolio},
                                         Part{"due_days", RowSpace::due_days}),
                         [](const auto& part) { return part.param.name; });

}  // namespace
}  // namespace daybook::damage
