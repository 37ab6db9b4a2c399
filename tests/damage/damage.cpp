// damage: hurts a ledger in random ways and sees whether anybody notices. See README.md.
#include <array>
#include <cstdio>
#include <filesystem>
#include <iostream>

#include <CLI/CLI.hpp>

#include "tests/damage/hurt.hpp"
#include "tests/damage/tries.hpp"

namespace daybook::damage {
namespace {

namespace fs = std::filesystem;

struct Options {
  Tries tries{.count = 200};
  bool verbose = false;
};

constexpr std::array<std::string_view, 4> fate_names{"named", "refused", "equal", "silent"};

struct Tally {
  std::uint64_t done = 0;
  std::array<std::uint64_t, fate_names.size()> fates{};
  std::uint64_t lies = 0;
};

/// A missing master key is no damage that can be named: `verify` says what it does not check.
bool is_of_master_key(const std::string& what) { return what.starts_with("master.key"); }

bool is_bad(const Judgement& judgement, const std::string& what) {
  return judgement.fate == Fate::silent || judgement.lies || (judgement.fate == Fate::refused && !is_of_master_key(what));
}

void print_result(const Options& options, const Tally& tally, double seconds) {
  std::cout << R"({"harness":"damage","seed":)" << options.tries.seed << R"(,"count":)" << tally.done;
  for (std::size_t fate = 0; fate < fate_names.size(); ++fate) {
    std::cout << ",\"" << fate_names.at(fate) << "\":" << tally.fates.at(fate);
  }
  std::cout << R"(,"lies":)" << tally.lies << R"(,"seconds":)" << seconds << R"(,"ok":)"
            << (tally.fates.back() + tally.lies == 0 ? "true" : "false") << "}\n"
            << std::flush;
}

/// True when every damage was noticed, or changed nothing that can be read.
bool run(const Options& options) {
  Scene scene;
  const TempFolder folder;
  Tally tally;
  bool good = true;
  for (std::uint64_t seed = options.tries.seed; options.tries.go_on(tally.done); ++seed) {
    const fs::path hurt_folder = folder.path() / "hurt";
    fs::remove_all(hurt_folder);
    fs::copy(scene.whole(), hurt_folder, fs::copy_options::recursive);
    const std::string what = hurt(scene, hurt_folder, seed);
    const Judgement judgement = judge(scene, hurt_folder);
    ++tally.done;
    ++tally.fates.at(static_cast<std::size_t>(judgement.fate));
    tally.lies += judgement.lies ? 1 : 0;
    const bool bad = is_bad(judgement, what);
    if (bad || options.verbose) {
      std::cerr << fate_names.at(static_cast<std::size_t>(judgement.fate)) << (judgement.lies ? ", opens and lies" : "") << ": " << what
                << ": " << judgement.detail << '\n';
    }
    if (bad) {
      std::cerr << "again with: " << fs::canonical("/proc/self/exe").string() << " --seed " << seed << " --count 1 --verbose\n";
      good = false;
    }
  }
  print_result(options, tally, options.tries.seconds());
  return good;
}

}  // namespace
}  // namespace daybook::damage

// NOLINTNEXTLINE(bugprone-exception-escape): ends the process, as it should
int main(int argc, char** argv) {
  daybook::damage::Options options;
  CLI::App app("Hurts a ledger in random ways; fails when nobody notices");
  options.tries.add_to(app);
  app.add_flag("--verbose", options.verbose, "Say what was done and what became of it");
  CLI11_PARSE(app, argc, argv);
  return daybook::damage::run(options) ? 0 : 1;
}
