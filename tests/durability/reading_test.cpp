// Table files that cannot be read once: whoever scans is told, and nobody takes them for empty.
#include <cerrno>
#include <functional>
#include <gtest/gtest.h>

#include "engine/row_space.hpp"
#include "engine/store/rows.hpp"
#include "tests/durability/failing_disk.hpp"
#include "tests/engine/store/frames.hpp"
#include "tests/support/temp_folder.hpp"

namespace daybook::durability {
namespace {

/// Each read that `scan` takes fails once, until it takes no more: `scan` says so, or has found everything, since a failed reading ahead is
/// made up for. How many reads there were.
std::uint64_t fail_each_read(FailingDisk& disk, const std::function<Result<std::uint64_t>()>& scan, std::uint64_t everything) {
  for (std::uint64_t number = 1;; ++number) {
    disk.fail({.number = number, .error = EIO});
    const auto found = scan();
    const bool has_failed = disk.operations() >= number;
    disk.heal();
    if (!has_failed) {
      EXPECT_EQ(found.value(), everything);
      return number - 1;
    }
    EXPECT_TRUE(!found || found.value() == everything) << "read " << number << " failed, and " << found.value() << " were found";
    EXPECT_TRUE(found || found.error().code == ErrorCode::read_only) << found.error().detail;
  }
}

TEST(LogReading, a_table_that_cannot_be_read_is_no_gap) {
  const TempFolder folder;
  FailingDisk disk;
  const Place place{folder.path() / "log", &disk};
  ASSERT_TRUE(Log::create(place));
  // Each opening makes a table.
  constexpr std::uint64_t frames = 24;
  for (std::uint64_t position = 1; position <= frames; ++position) {
    ASSERT_TRUE(Log::open(place).value()->append(Position{position}, frame_at(position, 100)));
  }
  const auto log = Log::open(place, LogAccess::files_only).value();
  EXPECT_GE(fail_each_read(disk, [&] { return last_of_gapless(*log, 100); }, frames), frames - 4);
}

TEST(RowsReading, a_table_that_cannot_be_read_is_no_gap) {
  const TempFolder folder;
  FailingDisk disk;
  const auto rows = Rows::open({folder.path() / "views", &disk}).value();
  // Large enough for files of their own, which never overlap.
  constexpr std::uint64_t count = 120;
  for (std::uint64_t number = 1; number <= count; ++number) {
    RowBatch batch;
    batch.put(RowKey(RowSpace::payments).number(number).bytes(), frame_at(number, 100'000));
    ASSERT_TRUE(rows->write(batch));
    if (number % 20 == 0) {
      ASSERT_TRUE(rows->flush());
    }
  }
  const auto scan = [&]() -> Result<std::uint64_t> {
    std::uint64_t found = 0;
    BOOST_OUTCOME_TRY(rows->snapshot()->scan(RowKey(RowSpace::payments).bytes(), {}, [&](std::string_view, std::string_view) {
      ++found;
      return true;
    }));
    return found;
  };
  EXPECT_GE(fail_each_read(disk, scan, count), count / 20);
}

}  // namespace
}  // namespace daybook::durability
