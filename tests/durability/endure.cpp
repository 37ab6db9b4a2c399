// endure: what happens to a ledger when power, disks and processes fail. See README.md.
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <iostream>
#include <sys/mount.h>
#include <system_error>

#include <CLI/CLI.hpp>

#include "tests/durability/mishaps.hpp"
#include "tests/support/temp_folder.hpp"

namespace daybook::durability {
namespace {

using SteadyClock = std::chrono::steady_clock;

/// What CTest takes for "skipped".
constexpr int exit_skipped = 77;

struct Options {
  std::uint64_t seed = 1;
  std::uint64_t seeds = 1;
  double minutes = 0;
  std::size_t round = 0;
  std::string folder;
};

/// Runs seeds until there have been enough or the time is over.
int endure(const Options& options, const std::string& name, const std::function<std::string(std::uint64_t)>& mishap) {
  const auto start = SteadyClock::now();
  const auto seconds = [&] { return std::chrono::duration<double>(SteadyClock::now() - start).count(); };
  std::uint64_t done = 0;
  while (options.minutes > 0 ? seconds() < 60 * options.minutes : done < options.seeds) {
    const std::uint64_t seed = options.seed + done;
    if (const std::string wrong = mishap(seed); !wrong.empty()) {
      std::cout << "seed " << seed << ": " << wrong << "\nagain with: " << std::filesystem::canonical("/proc/self/exe").string() << ' '
                << name << " --seed " << seed << '\n'
                << std::flush;
      return 1;
    }
    ++done;
  }
  std::printf("%llu seeds, %llu mishaps, %.1f s\n", static_cast<unsigned long long>(done),
              static_cast<unsigned long long>(done) * mishaps_per_seed, seconds());
  return 0;
}

/// A small disk in memory. Needs the right to mount.
class SmallDisk {
 public:
  SmallDisk() : mounted_(::mount("daybook", folder_.path().c_str(), "tmpfs", 0, "size=160m") == 0) {}
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  ~SmallDisk() {
    if (mounted_) {
      ::umount2(folder_.path().c_str(), MNT_DETACH);
    }
  }
  bool is_there() const { return mounted_; }
  const std::filesystem::path& path() const { return folder_.path(); }

 private:
  TempFolder folder_;
  bool mounted_;
};

int fill(const Options& options, const std::string& name) {
  return endure(options, name, [](std::uint64_t seed) {
    const SmallDisk disk;
    return disk.is_there() ? fill_disk(seed, disk.path(), mishaps_per_seed) : "the disk cannot be mounted any more";
  });
}

bool may_mount() { return SmallDisk().is_there(); }

}  // namespace
}  // namespace daybook::durability

// NOLINTNEXTLINE(bugprone-exception-escape): ends the process, as it should
int main(int argc, char** argv) {
  using namespace daybook::durability;
  Options options;
  CLI::App app("Mishaps of a ledger, and whether it endures them");
  app.require_subcommand(1);
  const auto add = [&](const std::string& name, const std::string& what) {
    CLI::App* command = app.add_subcommand(name, what);
    command->add_option("--seed", options.seed, "The first seed; each brings ten mishaps");
    command->add_option("--seeds", options.seeds, "How many seeds");
    command->add_option("--minutes", options.minutes, "As many seeds as fit into this time");
    return command;
  };
  const CLI::App* power = add("power", "The power goes: what was not synced is forgotten");
  const CLI::App* fail = add("fail", "The n-th operation on a file fails");
  const CLI::App* full = add("full", "The disk is full, and free again; needs the right to mount");
  const CLI::App* kill = add("kill", "The process is killed");
  CLI::App* killed = add("killed", "")->group("");
  killed->add_option("--round", options.round);
  killed->add_option("--folder", options.folder);
  CLI11_PARSE(app, argc, argv);
  if (killed->parsed()) {
    return live_until_killed(options.seed, options.round, options.folder);
  }
  if (power->parsed()) {
    return endure(options, "power", [](std::uint64_t seed) { return lose_power(seed); });
  }
  if (fail->parsed()) {
    return endure(options, "fail", fail_operations);
  }
  if (full->parsed()) {
    if (!may_mount()) {
      std::cout << "skipped: no small disk can be mounted here; run it as root outside a container\n";
      return exit_skipped;
    }
    return fill(options, "full");
  }
  const std::string program = std::filesystem::canonical("/proc/self/exe");
  return kill->parsed() ? endure(options, "kill", [&](std::uint64_t seed) { return kill_process(seed, {program, "killed"}); }) : 2;
}
