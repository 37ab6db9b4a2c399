// tamper: rewrites a log in random ways, with right checksums; `verify` must name the first bad position. See README.md.
#include <algorithm>
#include <array>
#include <filesystem>
#include <iostream>
#include <random>

#include <CLI/CLI.hpp>

#include "tests/damage/forge.hpp"
#include "tests/damage/scene.hpp"
#include "tests/damage/tries.hpp"

namespace daybook::damage {
namespace {

namespace fs = std::filesystem;

struct Options {
  Tries tries{.count = 20};
  std::uint64_t events = 1'000;
  bool verbose = false;
};

/// What was done, and between which positions the first bad one must be.
struct Done {
  std::string what;
  Position first;
  Position last;
};

/// A ledger of one customer with payments, in frames of up to 64.
void make_ledger(const fs::path& folder, std::uint64_t events) {
  TestClock clock;
  auto ledger = Ledger::create({.directory = folder, .clock = &clock}).value();
  const CustomerId customer{ledger->submit(CreateCustomer{.first_name = "Pat", .last_name = "Payer", .phone_primary = "5"}).value().id};
  const IssueDebt issue{.customer_id = customer, .debt_type = "loan", .original_amount = {1'000'000'000'000}, .issue_date = clock.now()};
  const DebtId debt{ledger->submit(issue).value().id};
  const RecordPayment payment{
      .customer_id = customer, .debt_id = debt, .amount = {100}, .payment_date = clock.now(), .status = PaymentStatus::completed};
  std::mt19937_64 random(1);
  for (std::uint64_t done = 3; done < events;) {
    const std::uint64_t size = std::min(events - done, 1 + random() % 64);
    for (const auto& answer : ledger->submit(std::vector<Request>(size, Request{payment, {}}))) {
      require(answer.has_value(), "the payments are accepted");
    }
    done += size;
  }
  require(ledger->flush().has_value(), "the views reach the disk");
}

class Tampering {
 public:
  Tampering(std::vector<Forged>& frames, std::uint64_t seed) : frames_(frames), random_(seed) {}

  Done run() {
    // The first three are the ledger, its customer and the debt.
    place_ = 3 + random_() % (frames_.size() - 4);
    switch (random_() % 7) {
      case 0:
        return change(false);
      case 1:
        return change(true);
      case 2:
        return remove_record();
      case 3:
        return remove_frame();
      case 4:
        return repeat_record();
      case 5:
        return swap_frames();
      default:
        return cut();
    }
  }

 private:
  Forged& frame() { return frames_[place_]; }
  std::size_t any_record() { return random_() % frame().frame.records.size(); }
  Done done(const std::string& what, Position first, Position last) {
    return {what + " in the frame at position " + std::to_string(frame().key.value), first, last};
  }

  Done change(bool rebuilds) {
    std::string& record = frame().frame.records[any_record()];
    record = changed(record, [](Record& decoded) {
      auto& payment = std::get<PaymentCompleted>(decoded.event);
      payment.amount.minor += 1;
      payment.applied.minor += 1;
    });
    if (!rebuilds) {
      return done("a record changed", frame().key, frame().key);
    }
    rebuild_chain(frames_);
    // Views keep a hash of every 256 events; HEAD names the end.
    return done("a record changed and the chain rebuilt", {(frame().key.value - 1) / 256 * 256 + 1}, frames_.back().last());
  }
  Done remove_record() {
    auto& records = frame().frame.records;
    const Position first = frame().key;
    const Position last = frame().last();
    if (records.size() == 1) {
      return remove_frame();
    }
    records.erase(records.begin() + static_cast<std::ptrdiff_t>(any_record()));
    return done("a record removed", first, last);
  }
  Done remove_frame() {
    const Done removed = done("everything removed", frame().key, frame().key);
    frames_.erase(frames_.begin() + static_cast<std::ptrdiff_t>(place_));
    return removed;
  }
  Done repeat_record() {
    auto& records = frame().frame.records;
    const std::size_t which = any_record();
    records.insert(records.begin() + static_cast<std::ptrdiff_t>(which), records[which]);
    return done("a record put in again", {frame().key.value + which + 1}, {frame().key.value + which + 1});
  }
  Done swap_frames() {
    std::swap(frame().frame, frames_[place_ + 1].frame);
    return done("the next frame's content", frame().key, frame().key);
  }
  Done cut() {
    const Position end = frame().last();
    const Done cut_off = done("nothing left after what is", {end.value + 1}, {end.value + 1});
    frames_.resize(place_ + 1);
    return cut_off;
  }

  std::vector<Forged>& frames_;
  std::mt19937_64 random_;
  std::size_t place_ = 0;
};

bool run(const Options& options) {
  const TempFolder folder;
  const fs::path data = folder.path() / "data";
  make_ledger(data, options.events);
  const std::vector<Forged> whole = frames_of(data);
  bool good = true;
  std::uint64_t done = 0;
  std::uint64_t events = 0;
  for (; options.tries.go_on(done); ++done) {
    std::vector<Forged> frames = whole;
    const Done tampered = Tampering(frames, options.tries.seed + done).run();
    write_log(data, frames);
    const VerifyReport report = verify({.directory = data}).value();
    events += report.events;
    const Position found = report.first_bad();
    const bool named = found >= tampered.first && found <= tampered.last;
    if (!named || options.verbose) {
      std::cerr << tampered.what << ": " << found.value << " is named as the first bad position; it is between " << tampered.first.value
                << " and " << tampered.last.value << '\n';
    }
    if (!named) {
      std::cerr << "again with: " << fs::canonical("/proc/self/exe").string() << " --events " << options.events << " --seed "
                << options.tries.seed + done << " --count 1 --verbose\n";
      good = false;
    }
  }
  std::cout << R"({"harness":"tamper","seed":)" << options.tries.seed << R"(,"count":)" << done << R"(,"events":)" << events
            << R"(,"seconds":)" << options.tries.seconds() << R"(,"ok":)" << (good ? "true" : "false") << "}\n"
            << std::flush;
  return good;
}

}  // namespace
}  // namespace daybook::damage

// NOLINTNEXTLINE(bugprone-exception-escape): ends the process, as it should
int main(int argc, char** argv) {
  daybook::damage::Options options;
  CLI::App app("Rewrites a log in random ways; fails unless verify names the first bad position");
  options.tries.add_to(app);
  app.add_option("--events", options.events, "On the log")->check(CLI::Range(100, 100'000'000));
  app.add_flag("--verbose", options.verbose, "Say what was done and what was found");
  CLI11_PARSE(app, argc, argv);
  return daybook::damage::run(options) ? 0 : 1;
}
