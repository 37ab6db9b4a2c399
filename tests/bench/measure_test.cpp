#include "bench/measure.hpp"

#include <algorithm>
#include <atomic>
#include <fstream>
#include <gtest/gtest.h>
#include <numeric>
#include <thread>

#include "bench/raw_limit.hpp"
#include "bench/slice.hpp"
#include "tests/support/temp_folder.hpp"

namespace daybook::bench {
namespace {

TEST(Measure, finds_percentiles_in_any_order) {
  std::vector<std::int64_t> samples(1'000);
  std::iota(samples.rbegin(), samples.rend(), 0);
  const Percentiles found = percentiles(samples);
  EXPECT_EQ(found.p50, 500);
  EXPECT_EQ(found.p99, 990);
  EXPECT_EQ(found.p999, 999);
}

TEST(Measure, finds_percentiles_in_little) {
  EXPECT_EQ(percentiles({}).p99, 0);
  EXPECT_EQ(percentiles({7}).p50, 7);
  EXPECT_EQ(percentiles({7}).p999, 7);
}

TEST(Measure, tells_the_middle_run_and_how_far_apart_the_others_are) {
  const Spread found = spread_of({30, 10, 20});
  EXPECT_EQ(found.median, 20);
  EXPECT_EQ(found.spread, 1);
  EXPECT_EQ(spread_of({}).median, 0);
}

TEST(Measure, adds_up_a_folder) {
  const TempFolder folder;
  std::filesystem::create_directory(folder.path() / "inner");
  std::ofstream(folder.path() / "one") << "12345";
  std::ofstream(folder.path() / "inner" / "two") << "123";
  EXPECT_EQ(folder_bytes(folder.path()), 8U);
  EXPECT_EQ(folder_bytes(folder.path() / "nowhere"), 0U);
}

TEST(Slice, counts_the_events_of_every_thread) {
  bool finished = false;
  std::atomic<std::uint64_t> calls = 0;
  const Slice slice = run_slice({.seconds = 0.01, .threads = 3, .events = 5, .finish = [&] { finished = true; }}, [&](unsigned thread) {
    EXPECT_LT(thread, 3U);
    ++calls;
  });
  EXPECT_EQ(slice.events, 5 * calls);
  EXPECT_EQ(slice.latencies.size(), calls);
  EXPECT_GE(slice.seconds, 0.01);
  EXPECT_TRUE(finished);
}

/// Every record of every thread is in a frame, once, before its thread goes on.
TEST(RawLimit, makes_frames_of_what_has_arrived) {
  constexpr std::size_t threads = 8;
  constexpr std::size_t records = 200;
  std::string written;
  raw_limit::Arrivals arrivals([&](std::string_view frame) { written += frame; });
  std::vector<std::thread> running;
  running.reserve(threads);
  for (std::size_t i = 0; i < threads; ++i) {
    running.emplace_back([&arrivals, record = std::string(1, static_cast<char>('a' + i))] {
      for (std::size_t sent = 0; sent < records; ++sent) {
        arrivals.append(record);
      }
    });
  }
  for (std::thread& thread : running) {
    thread.join();
  }
  for (std::size_t i = 0; i < threads; ++i) {
    EXPECT_EQ(std::ranges::count(written, static_cast<char>('a' + i)), records);
  }
}

TEST(RawLimit, starts_over_at_the_end_of_its_file) {
  const TempFolder folder;
  const raw_limit::Append append = raw_limit::into_file(folder.path() / "file", 8'192);
  const std::string frame = raw_limit::encode_records(50);
  for (int i = 0; i < 3; ++i) {
    append(frame);
  }
  EXPECT_EQ(folder_bytes(folder.path()), 8'192U);
}

}  // namespace
}  // namespace daybook::bench
