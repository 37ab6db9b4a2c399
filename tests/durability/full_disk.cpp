#include <fstream>
#include <thread>

#include "api/verify.hpp"
#include "engine/files/file.hpp"
#include "tests/durability/mishaps.hpp"
#include "tests/durability/trial.hpp"

namespace daybook::durability {
namespace {

namespace fs = std::filesystem;

/// Takes all but about `left` bytes of the disk that `file` is on.
void fill(const fs::path& file, std::uint64_t left) {
  std::ofstream out(file, std::ios::binary | std::ios::app);
  const std::string block(64 << 10, 'x');
  while (out && fs::space(file).available > left) {
    out << block << std::flush;
  }
}

class FullDisk {
 public:
  FullDisk(std::uint64_t seed, const fs::path& disk) : trial_(seed, disk), filler_(disk / "filler") {}

  std::string run(std::size_t cycles) {
    std::string wrong = trial_.begin();
    for (std::size_t cycle = 1; cycle <= cycles && wrong.empty(); ++cycle) {
      wrong = go_round(cycle);
      wrong = wrong.empty() ? "" : "cycle " + std::to_string(cycle) + ": " + wrong;
    }
    fs::remove(filler_);
    return wrong;
  }

 private:
  /// Filled while writes go on, refused, closed and opened while full, freed, written again.
  std::string go_round(std::size_t cycle) {
    Round round = trial_.next(60);
    trial_.home().clock().set(round.now);
    if (std::string failure = failure_of(trial_.home().open()); !failure.empty()) {
      return failure;
    }
    Record record;
    // Sometimes to the last byte, at once; sometimes only into the reserve.
    const std::uint64_t left = cycle % 3 == 0 ? 0 : disk_reserve_bytes / (cycle % 3 + 1);
    std::thread filling([&] { fill(filler_, left); });
    std::string wrong = live(trial_.home().ledger(), round, record.hear(), [] { return true; }, [] { return false; });
    filling.join();
    wrong = wrong.empty() ? refuse() : wrong;
    if (wrong.empty() && cycle % 2 == 0) {
      wrong = close_and_open(left);
    }
    fs::remove(filler_);
    wrong = wrong.empty() ? await_writes(trial_.home().ledger(), round, record.hear()) : wrong;
    trial_.home().close();
    return wrong.empty() ? trial_.judge(round, record.heard()) : wrong;
  }

  /// The disk is full: writes are refused for that reason, reads go on, and the folder can be verified.
  std::string refuse() {
    const auto refused = trial_.home().ledger().submit(sure_write());
    if (refused || refused.error().code != ErrorCode::storage_full) {
      return "on a full disk: " + (refused ? std::string("accepted") : std::string(to_text(refused.error().code)));
    }
    if (!trial_.home().ledger().snapshot().portfolio()) {
      return "on a full disk nothing can be read";
    }
    const auto report = verify({.directory = trial_.home().directory()});
    return report && report.value().faults.empty() ? "" : "on a full disk verify fails";
  }

  /// With some of the reserve left that must work.
  std::string close_and_open(std::uint64_t left) {
    trial_.home().close();
    const auto opened = trial_.home().open();
    if (opened) {
      return {};
    }
    if (left > 0 || opened.error().code != ErrorCode::storage_full) {
      return "opening on a full disk: " + failure_of(opened);
    }
    fs::remove(filler_);
    return failure_of(trial_.home().open());
  }

  Trial trial_;
  fs::path filler_;
};

}  // namespace

std::string fill_disk(std::uint64_t seed, const fs::path& disk, std::size_t cycles) { return FullDisk(seed, disk).run(cycles); }

}  // namespace daybook::durability
