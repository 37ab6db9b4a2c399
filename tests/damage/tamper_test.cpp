// Somebody rewrites the log, with right checksums: `verify` names the first bad position and the kind of damage.
#include <algorithm>
#include <gtest/gtest.h>

#include "api/json/tree_head.hpp"
#include "api/replay.hpp"
#include "tests/damage/forge.hpp"
#include "tests/damage/scene.hpp"

namespace daybook::damage {
namespace {

namespace fs = std::filesystem;

class Tamper : public testing::Test {
 protected:
  static Scene& scene() {
    static Scene scene;
    return scene;
  }

  Tamper() {
    fs::copy(scene().whole(), data_, fs::copy_options::recursive);
    frames_ = frames_of(data_);
  }

  /// The place in `frames_` of one in the middle with `records` of them at least, all of them payments.
  std::size_t frame_with(std::size_t records) {
    const auto is_wanted = [&](const Forged& forged) {
      const auto is_payment = [](const std::string& record) {
        return std::holds_alternative<PaymentCompleted>(decode_record(record).value().event);
      };
      return forged.key.value > 100 && forged.frame.records.size() >= records && std::ranges::all_of(forged.frame.records, is_payment);
    };
    const auto found = std::ranges::find_if(frames_, is_wanted);
    require(found != frames_.end(), "the scene has such a frame");
    return static_cast<std::size_t>(found - frames_.begin());
  }

  static std::string with_other_amount(const std::string& record) {
    return changed(record, [](Record& decoded) {
      auto& payment = std::get<PaymentCompleted>(decoded.event);
      payment.amount.minor += 1;
      payment.applied.minor += 1;
    });
  }

  VerifyReport verified(const std::vector<fs::path>& heads = {}) { return verify({.directory = data_, .heads = heads}).value(); }

  /// Writes the frames and expects that damage to be the first.
  void expect(const std::string& kind, Position position, const std::vector<fs::path>& heads = {}) {
    write_log(data_, frames_);
    expect_named(kind, position, heads);
  }
  void expect_named(const std::string& kind, Position position, const std::vector<fs::path>& heads = {}) {
    const VerifyReport report = verified(heads);
    ASSERT_FALSE(report.faults.empty());
    EXPECT_EQ(report.first_bad(), position) << report.faults.front().detail;
    const auto is_it = [&](const Fault& fault) { return fault.kind == kind && fault.position == position; };
    EXPECT_TRUE(std::ranges::any_of(report.faults, is_it)) << report.faults.front().kind << ": " << report.faults.front().detail;
  }

  /// The tree head at the end of the frame at `place`, kept elsewhere.
  fs::path kept_head(std::size_t place, const std::string& name = "kept.json") {
    const fs::path file = folder_.path() / name;
    require(write_tree_head(file, {frames_[place].last(), frames_[place].frame.root}).has_value(), "a tree head can be kept");
    return file;
  }

  TempFolder folder_;
  fs::path data_ = folder_.path() / "data";
  std::vector<Forged> frames_;
};

TEST_F(Tamper, nothing_is_wrong_with_the_same_frames_again) {
  write_log(data_, frames_);
  EXPECT_TRUE(verified().faults.empty());
  EXPECT_TRUE(Ledger::open(scene().options(data_)).has_value());
}

TEST_F(Tamper, a_changed_record) {
  const std::size_t place = frame_with(1);
  frames_[place].frame.records[0] = with_other_amount(frames_[place].frame.records[0]);
  expect("tree", frames_[place].key);
}

TEST_F(Tamper, a_changed_record_inside_a_frame) {
  const std::size_t place = frame_with(4);
  frames_[place].frame.records[2] = with_other_amount(frames_[place].frame.records[2]);
  // Only the frame's root tells: the damage is somewhere in it, from its first position on.
  expect("tree", frames_[place].key);
}

TEST_F(Tamper, a_changed_record_with_the_root_of_its_frame_made_right) {
  const std::size_t place = frame_with(1);
  frames_[place].frame.records[0] = with_other_amount(frames_[place].frame.records[0]);
  std::vector<Forged> front(frames_.begin(), frames_.begin() + static_cast<std::ptrdiff_t>(place) + 1);
  rebuild_chain(front);
  std::ranges::copy(front, frames_.begin());
  expect("tree", frames_[place + 1].key);
}

TEST_F(Tamper, a_changed_record_in_the_last_frame) {
  std::string& record = frames_.back().frame.records.back();
  record = changed(record, [](Record& decoded) { decoded.envelope.actor += '!'; });
  expect("tree", frames_.back().key);
  fs::remove_all(data_ / "views");
  EXPECT_EQ(Ledger::open(scene().options(data_)).error().code, ErrorCode::corrupt);
}

TEST_F(Tamper, a_record_that_is_none) {
  const std::size_t place = frame_with(3);
  frames_[place].frame.records[1] = std::string(frames_[place].frame.records[1].size(), '\0');
  expect("record", Position{frames_[place].key.value + 1});
}

TEST_F(Tamper, a_removed_record) {
  const std::size_t place = frame_with(3);
  frames_[place].frame.records.erase(frames_[place].frame.records.begin() + 1);
  expect("record", Position{frames_[place].key.value + 1});
}

TEST_F(Tamper, a_removed_last_record) {
  const std::size_t place = frame_with(3);
  frames_[place].frame.records.pop_back();
  expect("tree", frames_[place].key);
}

TEST_F(Tamper, a_removed_frame) {
  const std::size_t place = frame_with(1);
  const Position position = frames_[place].key;
  frames_.erase(frames_.begin() + static_cast<std::ptrdiff_t>(place));
  expect("position", position);
}

TEST_F(Tamper, the_first_frame_removed) {
  frames_.erase(frames_.begin());
  expect("position", Position{1});
}

TEST_F(Tamper, an_inserted_record) {
  const std::size_t place = frame_with(2);
  frames_[place].frame.records.insert(frames_[place].frame.records.begin() + 1, frames_[place].frame.records[0]);
  expect("record", Position{frames_[place].key.value + 1});
}

TEST_F(Tamper, an_inserted_frame) {
  const std::size_t place = frame_with(3);
  Forged again = frames_[place];
  again.key = again.frame.first = Position{again.key.value + 1};
  again.frame.records.erase(again.frame.records.begin());
  frames_.insert(frames_.begin() + static_cast<std::ptrdiff_t>(place) + 1, again);
  expect("position", again.key);
}

TEST_F(Tamper, records_in_another_order) {
  const std::size_t place = frame_with(3);
  std::swap(frames_[place].frame.records[0], frames_[place].frame.records[1]);
  // Each carries its version of the customer.
  expect("record", frames_[place].key);
}

TEST_F(Tamper, frames_in_another_order) {
  const std::size_t place = frame_with(1);
  std::swap(frames_[place].frame, frames_[place + 1].frame);
  expect("position", frames_[place].key);
}

TEST_F(Tamper, a_frame_under_another_key) {
  const std::size_t place = frame_with(3);
  frames_[place].key.value += 1;
  write_log(data_, frames_);
  expect_named("position", frames_[place].key);
}

TEST_F(Tamper, a_log_cut_short) {
  frames_.resize(frames_.size() - 2);
  expect("head", Position{frames_.back().last().value + 1});
  EXPECT_FALSE(Ledger::open(scene().options(data_)).has_value());
}

TEST_F(Tamper, another_time) {
  const std::size_t place = frame_with(1);
  frames_[place].frame.recorded_at.microseconds += 1;
  expect("record", frames_[place].key);
}

TEST_F(Tamper, time_that_goes_back) {
  const std::size_t place = frame_with(1);
  Forged& forged = frames_[place];
  forged.frame.recorded_at.microseconds -= 1'000'000'000'000;
  for (std::string& record : forged.frame.records) {
    record = changed(record, [&](Record& decoded) { decoded.envelope.recorded_at = forged.frame.recorded_at; });
  }
  rebuild_chain(frames_);
  write_log(data_, frames_);
  write_head(data_, frames_);
  fs::remove_all(data_ / "views");
  expect_named("record", forged.key);
}

TEST_F(Tamper, a_chain_rebuilt_does_not_lead_to_head) {
  const std::size_t place = frame_with(1);
  frames_[place].frame.records[0] = with_other_amount(frames_[place].frame.records[0]);
  rebuild_chain(frames_);
  write_log(data_, frames_);
  const VerifyReport report = verified();
  const auto is_of_head = [&](const Fault& fault) { return fault.kind == "head" && fault.position == frames_.back().last(); };
  EXPECT_TRUE(std::ranges::any_of(report.faults, is_of_head));
  // The views keep a hash of every 256 events.
  EXPECT_EQ(report.first_bad(), Position{1});
  EXPECT_EQ(Ledger::open(scene().options(data_)).error().code, ErrorCode::corrupt);
}

TEST_F(Tamper, a_chain_rebuilt_to_a_new_head_contradicts_the_views) {
  const std::size_t place = frame_with(1);
  frames_[place].frame.records[0] = with_other_amount(frames_[place].frame.records[0]);
  rebuild_chain(frames_);
  write_log(data_, frames_);
  write_head(data_, frames_);
  const VerifyReport report = verified();
  EXPECT_TRUE(std::ranges::any_of(report.faults, [](const Fault& fault) { return fault.kind == "projection"; }));
  const auto opened = Ledger::open(scene().options(data_));
  ASSERT_FALSE(opened.has_value());
  EXPECT_NE(opened.error().detail.find("another story"), std::string::npos) << opened.error().detail;
}

TEST_F(Tamper, a_chain_rebuilt_to_a_new_head_contradicts_a_tree_head_kept_elsewhere) {
  const std::size_t place = frame_with(1);
  const fs::path before = kept_head(place - 1, "before.json");
  const fs::path after = kept_head(place + 1, "after.json");
  frames_[place].frame.records[0] = with_other_amount(frames_[place].frame.records[0]);
  rebuild_chain(frames_);
  write_log(data_, frames_);
  write_head(data_, frames_);
  fs::remove_all(data_ / "views");
  // The stated limit: nothing in the folder tells.
  EXPECT_TRUE(verified({before}).faults.empty());
  expect_named("head", frames_[place + 1].last(), {before, after});
}

TEST_F(Tamper, every_kind_is_named_by_a_tree_head_from_inside_a_frame_too) {
  const std::size_t place = frame_with(4);
  const fs::path file = folder_.path() / "inside.json";
  auto ledger = Ledger::open(scene().options(data_)).value();
  const Position inside{frames_[place].key.value + 1};
  ASSERT_TRUE(write_tree_head(file, ledger->snapshot().tree_head(inside).value()).has_value());
  ledger.reset();
  EXPECT_TRUE(verified({file}).faults.empty());
  frames_[place].frame.records[0] = with_other_amount(frames_[place].frame.records[0]);
  rebuild_chain(frames_);
  write_log(data_, frames_);
  write_head(data_, frames_);
  fs::remove_all(data_ / "views");
  expect_named("head", inside, {file});
}

}  // namespace
}  // namespace daybook::damage
