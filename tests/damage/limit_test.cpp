// What nothing in a ledger's folder can tell, and a tree head kept elsewhere can: exactly this, and no more.
#include <gtest/gtest.h>

#include "api/json/tree_head.hpp"
#include "engine/store/log_framing.hpp"
#include "tests/damage/forge.hpp"
#include "tests/damage/scene.hpp"
#include "tests/engine/store/damage.hpp"

namespace daybook::damage {
namespace {

namespace fs = std::filesystem;

class Limit : public testing::Test {
 protected:
  static Scene& scene() {
    static Scene scene;
    return scene;
  }

  Limit() {
    fs::copy(scene().whole(), data_, fs::copy_options::recursive);
    const VerifyReport report = verify({.directory = data_}).value();
    require(report.faults.empty(), "nothing is wrong with the scene");
    require(write_tree_head(kept_, {report.position, hash_from_hex(report.root).value()}).has_value(), "a tree head can be kept");
  }

  void put_back(const std::vector<std::string>& parts) {
    for (const std::string& part : parts) {
      fs::remove_all(data_ / part);
      fs::copy(scene().older() / part, data_ / part, fs::copy_options::recursive);
    }
  }
  Position newest(const fs::path& folder) { return read_head(folder / "HEAD").value().anchor.position; }
  bool is_named(const std::vector<fs::path>& heads = {}) { return !verify({.directory = data_, .heads = heads}).value().faults.empty(); }
  bool opens() { return Ledger::open(scene().options(data_)).has_value(); }

  TempFolder folder_;
  fs::path data_ = folder_.path() / "data";
  fs::path kept_ = folder_.path() / "kept.json";
};

TEST_F(Limit, a_whole_folder_put_back_is_seen_by_a_tree_head_kept_elsewhere_alone) {
  put_back({"log", "HEAD", "views", "keys"});
  EXPECT_FALSE(is_named());
  const VerifyReport report = verify({.directory = data_, .heads = {kept_}}).value();
  ASSERT_EQ(report.faults.size(), 1U);
  EXPECT_EQ(report.faults.front().kind, "head");
  EXPECT_EQ(report.first_bad(), Position{newest(data_).value + 1});
  EXPECT_TRUE(opens());
}

TEST_F(Limit, log_and_head_put_back_without_views_are_no_better) {
  put_back({"log", "HEAD"});
  fs::remove_all(data_ / "views");
  EXPECT_FALSE(is_named());
  EXPECT_TRUE(is_named({kept_}));
}

TEST_F(Limit, every_smaller_part_put_back_is_seen_or_does_no_harm) {
  const std::vector<std::string> parts{"log", "HEAD", "views", "keys"};
  for (unsigned chosen = 1; chosen < 16; ++chosen) {
    std::vector<std::string> some;
    for (std::size_t part = 0; part < parts.size(); ++part) {
      if ((chosen >> part & 1U) != 0) {
        some.push_back(parts[part]);
      }
    }
    const bool is_limit = (chosen & 0b0111U) == 0b0111U;
    fs::remove_all(data_);
    fs::copy(scene().whole(), data_, fs::copy_options::recursive);
    put_back(some);
    const Judgement judgement = judge(scene(), data_);
    EXPECT_EQ(judgement.fate == Fate::silent, is_limit) << chosen << ": " << judgement.detail;
    EXPECT_EQ(judgement.lies, is_limit) << chosen;
    EXPECT_NE(judgement.fate, Fate::refused) << chosen << ": " << judgement.detail;
  }
}

/// A power loss takes back what was written to HEAD and not synced. What the log has after that, nothing but a tree head kept elsewhere
/// names.
TEST_F(Limit, what_came_after_the_last_head_may_be_lost_unseen_and_nothing_before_it) {
  const std::vector<Forged> frames = frames_of(data_);
  fs::remove_all(data_ / "views");
  const std::size_t last_named = frames.size() - 4;
  write_head(data_, {frames.begin(), frames.begin() + static_cast<std::ptrdiff_t>(last_named) + 1});
  const fs::path wal = file_named(data_ / "log", ".log");
  // Without the zeros it was written over.
  const std::string bytes = read_bytes(wal).substr(0, check_framing(wal, Writing::over_zeros).value().end);
  bool was_unseen = false;
  std::size_t unseen = 0;
  for (std::size_t cut = bytes.size(); cut > bytes.size() / 2; cut -= 61) {
    write_bytes(wal, std::string_view(bytes).substr(0, cut));
    const VerifyReport report = verify({.directory = data_}).value();
    const bool is_seen = !report.faults.empty();
    // From the end on: unseen as long as HEAD's frame is there, seen for good from then on.
    EXPECT_TRUE(is_seen || was_unseen || cut == bytes.size()) << "cut at " << cut;
    EXPECT_EQ(is_seen, report.position < frames[last_named].last()) << "cut at " << cut << ": " << report.position.value;
    was_unseen = !is_seen;
    unseen += is_seen || cut == bytes.size() ? 0 : 1;
    if (!is_seen && cut < bytes.size()) {
      EXPECT_TRUE(is_named({kept_})) << "cut at " << cut;
    }
  }
  EXPECT_GT(unseen, 3U);
  EXPECT_FALSE(was_unseen);
}

}  // namespace
}  // namespace daybook::damage
