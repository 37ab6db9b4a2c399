// The seeds and the kept corpus of each target, as they are, cut off, and changed at random: without a fuzzer.
#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <random>

#include "tests/fuzz/targets.hpp"

namespace daybook::fuzz {
namespace {

namespace fs = std::filesystem;

std::string content_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Of its own size, so that reading past the end is seen.
void run(const Target& target, const std::string& bytes) {
  const std::vector<char> exact(bytes.begin(), bytes.end());
  target.run({exact.data(), exact.size()});
}

std::vector<std::string> seeds_and_corpus(const Target& target) {
  std::vector<std::string> all = target.seeds();
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(fs::path(DAYBOOK_CORPUS) / target.name)) {
    files.push_back(entry.path());
  }
  // A folder lists them in any order.
  std::ranges::sort(files);
  std::ranges::transform(files, std::back_inserter(all), content_of);
  return all;
}

/// One of `inputs` with one to eight changes, some of which bring pieces of another; a function of `number`.
std::string changed(const std::vector<std::string>& inputs, std::uint64_t number) {
  std::mt19937_64 random(number);
  const auto below = [&](std::size_t bound) { return static_cast<std::size_t>(random() % bound); };
  std::string bytes = inputs[below(inputs.size())];
  for (std::size_t changes = 1 + below(8); changes > 0; --changes) {
    const std::string& other = inputs[below(inputs.size())];
    const std::size_t at = below(bytes.size() + 1);
    const std::size_t size = 1 + below(8);
    switch (below(5)) {
      case 0:
        bytes.insert(at, other.substr(below(other.size() + 1), size * size));
        break;
      case 1:
        bytes.erase(at, size);
        break;
      case 2:
        bytes.insert(at, size, static_cast<char>(below(256)));
        break;
      case 3:
        bytes.replace(at, size, other, below(other.size() + 1), size);
        break;
      default:
        if (at < bytes.size()) {
          bytes[at] = static_cast<char>(below(2) == 0 ? bytes[at] ^ (1 << below(8)) : below(256));
        }
    }
  }
  return bytes;
}

/// What is being tried, for when it stops the program.
volatile std::uint64_t number_tried = 0;

void say_number(int /*signal*/) { std::fprintf(stderr, "stopped by change number %llu\n", static_cast<unsigned long long>(number_tried)); }

/// A failure is a stopped program; the trace says which file it was.
class Corpus : public testing::TestWithParam<Target> {};

TEST_P(Corpus, is_taken) {
  for (const std::string& seed : GetParam().seeds()) {
    run(GetParam(), seed);
  }
  const fs::path folder = fs::path(DAYBOOK_CORPUS) / GetParam().name;
  std::size_t files = 0;
  for (const auto& entry : fs::directory_iterator(folder)) {
    SCOPED_TRACE(entry.path().string());
    run(GetParam(), content_of(entry.path()));
    ++files;
  }
  EXPECT_GT(files, 0U) << folder;
}

/// Every beginning of every seed: what is cut off anywhere.
TEST_P(Corpus, is_taken_when_cut_off) {
  for (const std::string& seed : GetParam().seeds()) {
    for (std::size_t size = 0; size < std::min<std::size_t>(seed.size(), 2'000); ++size) {
      run(GetParam(), seed.substr(0, size));
    }
  }
}

TEST_P(Corpus, is_taken_when_changed) {
  constexpr std::chrono::seconds time{5};
  const std::vector<std::string> inputs = seeds_and_corpus(GetParam());
  const auto before = std::signal(SIGABRT, say_number);
  for (const auto end = std::chrono::steady_clock::now() + time; std::chrono::steady_clock::now() < end;) {
    number_tried = number_tried + 1;
    run(GetParam(), changed(inputs, number_tried));
  }
  static_cast<void>(std::signal(SIGABRT, before));
  RecordProperty("changes", std::to_string(number_tried));
  EXPECT_GT(number_tried, 0U);
}

INSTANTIATE_TEST_SUITE_P(Fuzz, Corpus, testing::ValuesIn(targets().begin(), targets().end()),
                         [](const auto& each) { return std::string(each.param.name); });

TEST(Corpus, belongs_to_targets) {
  for (const auto& entry : fs::directory_iterator(DAYBOOK_CORPUS)) {
    EXPECT_NE(target_named(entry.path().filename().string()), nullptr) << entry.path();
  }
}

}  // namespace
}  // namespace daybook::fuzz
