// make_golden FOLDER: a new golden ledger, for a format that is about to be released. See README.md.
#include <fstream>
#include <iostream>

#include "tests/golden/golden.hpp"
#include "tests/golden/tell.hpp"
#include "tests/support/seeded_randomness.hpp"
#include "tests/support/test_clock.hpp"

namespace daybook::golden {
namespace {

namespace fs = std::filesystem;

void write_lines(const fs::path& file, const std::vector<std::string>& lines) {
  std::ofstream out(file);
  for (const std::string& line : lines) {
    out << line << '\n';
  }
}

/// What RocksDB writes anew when it opens, and the views, which are rebuilt.
void remove_what_is_not_kept(const fs::path& directory) {
  fs::remove_all(directory / "views");
  for (const fs::directory_entry& entry : fs::directory_iterator(directory / "log")) {
    const std::string name = entry.path().filename();
    if (name.starts_with("OPTIONS") || name == "LOCK") {
      fs::remove(entry);
    }
  }
}

Result<void> make_golden(const fs::path& directory) {
  TestClock clock;
  SeededRandomness randomness(1);
  const LedgerOptions options{.directory = directory / "ledger", .actor = "golden", .clock = &clock, .randomness = &randomness};
  BOOST_OUTCOME_TRY(auto ledger, tell_story(options, clock));
  BOOST_OUTCOME_TRY(const auto documents, documents_of(*ledger));
  write_lines(directory / "documents", documents);
  ledger.reset();
  write_lines(directory / "digests", digests_of(options.directory));
  remove_what_is_not_kept(options.directory);
  return success();
}

}  // namespace
}  // namespace daybook::golden

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: make_golden FOLDER\n";
    return 2;
  }
  const auto made = daybook::golden::make_golden(argv[1]);
  if (!made) {
    std::cerr << to_text(made.error().code) << ": " << made.error().detail << '\n';
  }
  return made ? 0 : 1;
}
