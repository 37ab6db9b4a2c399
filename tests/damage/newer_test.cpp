// Ledgers of a later program: refused, naming what is newer, and never read past.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/replay.hpp"
#include "engine/store/log_format.hpp"
#include "tests/damage/forge.hpp"
#include "tests/damage/scene.hpp"

namespace daybook::damage {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

class Newer : public testing::Test {
 protected:
  static Scene& scene() {
    static Scene scene;
    return scene;
  }
  Newer() { fs::copy(scene().whole(), data_, fs::copy_options::recursive); }

  LedgerOptions options() { return scene().options(data_); }
  std::string refusal() {
    const auto opened = Ledger::open(options());
    return opened ? "opened" : opened.error().detail;
  }
  VerifyReport verified() { return verify({.directory = data_}).value(); }

  /// `record` with two bytes changed so that decoding it complains of `what`.
  static std::string made_newer(const std::string& record, const std::string& what) {
    for (std::size_t place = 0; place + 1 < record.size(); ++place) {
      std::string bytes = record;
      bytes[place] = '\x0f';
      bytes[place + 1] = '\x0f';
      const auto decoded = decode_record(bytes);
      if (!decoded && decoded.error().detail.find(what) != std::string::npos) {
        return bytes;
      }
    }
    require(false, "a record says its event and its format in two bytes each");
    return record;
  }

  /// A log that is right but for one record in its middle, whose position is given back.
  Position put_newer_record(const std::string& what) {
    std::vector<Forged> frames = frames_of(data_);
    Forged& changed_frame = frames.at(frames.size() / 2);
    changed_frame.frame.records.back() = made_newer(changed_frame.frame.records.back(), what);
    const Position position = changed_frame.last();
    rebuild_chain(frames);
    write_log(data_, frames);
    write_head(data_, frames);
    fs::remove_all(data_ / "views");
    return position;
  }

  TempFolder folder_;
  fs::path data_ = folder_.path() / "data";
};

TEST_F(Newer, log_is_refused_naming_both_formats) {
  fs::remove(data_ / "log" / "FORMAT");
  ASSERT_TRUE(write_log_format(data_ / "log", log_format_newest + 1).has_value());
  const auto names_both =
      AllOf(HasSubstr("format " + std::to_string(log_format_newest + 1)), HasSubstr("up to " + std::to_string(log_format_newest)));
  EXPECT_THAT(refusal(), names_both);
  EXPECT_THAT(verified().faults.front().detail, names_both);
  EXPECT_THAT(replay(options(), {.into = folder_.path() / "into"}).error().detail, names_both);
}

TEST_F(Newer, event_stops_everything_with_its_position) {
  const Position position = put_newer_record("event number");
  const std::string at = "position " + std::to_string(position.value) + ":";
  const auto names_it = AllOf(HasSubstr(at), HasSubstr("event number 3855"), HasSubstr("this program knows the numbers 0 to"));
  EXPECT_THAT(refusal(), names_it);
  EXPECT_EQ(verified().first_bad(), position);
  EXPECT_THAT(verified().faults.front().detail, names_it);
  EXPECT_THAT(replay(options(), {.into = folder_.path() / "into"}).error().detail, names_it);
}

TEST_F(Newer, record_stops_everything_with_its_position) {
  const Position position = put_newer_record("has format");
  const auto names_it = AllOf(HasSubstr("position " + std::to_string(position.value) + ":"), HasSubstr("a record has format 3855"),
                              HasSubstr("this program knows format 1"));
  EXPECT_THAT(refusal(), names_it);
  EXPECT_EQ(verified().first_bad(), position);
  EXPECT_THAT(verified().faults.front().detail, names_it);
}

}  // namespace
}  // namespace daybook::damage
