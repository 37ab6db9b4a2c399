// The seeds and the kept corpus of each target, without a fuzzer.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>

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

INSTANTIATE_TEST_SUITE_P(Fuzz, Corpus, testing::ValuesIn(targets().begin(), targets().end()),
                         [](const auto& each) { return std::string(each.param.name); });

TEST(Corpus, belongs_to_targets) {
  for (const auto& entry : fs::directory_iterator(DAYBOOK_CORPUS)) {
    EXPECT_NE(target_named(entry.path().filename().string()), nullptr) << entry.path();
  }
}

}  // namespace
}  // namespace daybook::fuzz
