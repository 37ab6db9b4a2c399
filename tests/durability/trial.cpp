#include "tests/durability/trial.hpp"

#include <algorithm>
#include <chrono>
#include <set>
#include <span>
#include <thread>

#include "api/verify.hpp"
#include "tests/simulation/reads.hpp"

namespace daybook::durability {
namespace {

std::string complain(const Error& error) { return std::string(to_text(error.code)) + ": " + error.detail; }

/// What a read may be refused with while a disk fails: that is no damage.
bool is_of_the_disk(ErrorCode code) { return code == ErrorCode::read_only || code == ErrorCode::busy; }

/// `may_fail` is asked when something has failed: until then it may not have.
std::string read_something(const Ledger& ledger, const std::function<bool()>& may_fail) {
  const Snapshot snapshot = ledger.snapshot();
  const auto portfolio = snapshot.portfolio();
  if (!portfolio && !(is_of_the_disk(portfolio.error().code) && may_fail())) {
    return "reading while the disk fails: " + complain(portfolio.error());
  }
  const auto events = snapshot.events({.from = {1}, .limit = 3});
  if (!events && !(is_of_the_disk(events.error().code) && may_fail())) {
    return "reading the log while the disk fails: " + complain(events.error());
  }
  return {};
}

}  // namespace

Round Script::next(std::size_t requests) {
  Round round;
  const Step first = generator_.next();
  round.now = first.now;
  round.asked.push_back({++asked_, first.request});
  while (round.asked.size() < requests) {
    round.asked.push_back({++asked_, generator_.next_at_once().request});
  }
  round.salt = generator_.below(1'000'000'007);
  return round;
}

Fate fate_of(const model::Answer& answer) {
  if (answer.faults.size() != 1) {
    return Fate::answered;
  }
  switch (answer.faults.front().code) {
    case ErrorCode::busy:
    case ErrorCode::storage_full:
    case ErrorCode::read_only:
      return Fate::not_written;
    case ErrorCode::outcome_unknown:
      return Fate::unknown;
    default:
      return Fate::answered;
  }
}

std::string failure_of(const Result<void>& result) { return result ? "" : complain(result.error()); }

std::string live(Ledger& ledger, Round& round, const Hear& hear, const std::function<bool()>& goes_on,
                 const std::function<bool()>& reads_may_fail) {
  std::mt19937_64 random(round.salt);
  std::string wrong;
  std::size_t asked = 0;
  while (asked < round.asked.size() && wrong.empty() && goes_on()) {
    const std::size_t size = std::min<std::size_t>(1 + random() % 16, round.asked.size() - asked);
    const auto group = std::span<const Asked>(round.asked).subspan(asked, size);
    if (random() % 3 == 0) {
      static_cast<void>(simulation::compete(ledger, group, random(), hear));
    } else {
      hear(simulation::submit_together(ledger, group));
    }
    asked += size;
    if (random() % 4 == 0) {
      static_cast<void>(ledger.flush());
    }
    wrong = read_something(ledger, reads_may_fail);
  }
  round.asked.resize(asked);
  return wrong;
}

Command sure_write() { return CreateCustomer{.first_name = "Jane", .last_name = "Smith", .phone_primary = "+1987654321"}; }

std::string await_writes(Ledger& ledger, Round& round, const Hear& hear) {
  constexpr std::chrono::seconds back_within{10};
  // No number of the script.
  const Asked asked{2'000'000'000 + round.salt, {.command = sure_write()}};
  const auto deadline = std::chrono::steady_clock::now() + back_within;
  round.asked.push_back(asked);
  while (std::chrono::steady_clock::now() < deadline) {
    const std::vector<Heard> heard = simulation::submit_together(ledger, std::span(&asked, 1));
    if (fate_of(heard.front().answer) == Fate::answered) {
      hear(heard);
      return {};
    }
    if (fate_of(heard.front().answer) == Fate::unknown) {
      return "the outcome of a write is unknown though there is space again";
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return "no writes though there has been space for 10 s";
}

Trial::Trial(std::uint64_t seed, const std::filesystem::path& place)
    : folder_(place.empty() ? std::optional<TempFolder>(std::in_place) : std::nullopt),
      home_((place.empty() ? folder_->path() : place) / "ledger", seed),
      script_(seed),
      random_(seed) {
  home_.flush_often();
}

std::string Trial::begin() {
  Round round = next(30);
  home_.clock().set(round.now);
  if (std::string failure = failure_of(home_.create()); !failure.empty()) {
    return failure;
  }
  Record record;
  std::string wrong = live(home_.ledger(), round, record.hear(), [] { return true; }, [] { return false; });
  home_.close();
  return wrong.empty() ? judge(round, record.heard()) : wrong;
}

std::string Trial::judge(const Round& round, const std::vector<Heard>& heard) {
  home_.use(nullptr);
  home_.clock().set(round.now);
  if (std::string failure = failure_of(home_.open()); !failure.empty()) {
    return "it does not open: " + failure;
  }
  std::set<std::size_t> refused;
  std::vector<Heard> answered;
  for (const Heard& one : heard) {
    const Fate fate = fate_of(one.answer);
    if (fate == Fate::answered) {
      answered.push_back(one);
    } else if (fate == Fate::not_written) {
      refused.insert(one.number);
    }
  }
  std::vector<Asked> asked = round.asked;
  std::erase_if(asked, [&](const Asked& one) { return refused.contains(one.number); });
  std::string difference = oracle_.follow(home_.ledger().snapshot(), asked, answered, round.now);
  if (difference.empty()) {
    difference = ask_again(round, answered);
  }
  if (difference.empty()) {
    difference = simulation::difference_of_reads(home_.ledger().snapshot(), oracle_.model(), oracle_.history());
  }
  home_.close();
  return difference.empty() ? check_folder() : difference;
}

std::string Trial::ask_again(const Round& round, const std::vector<Heard>& answered) {
  std::vector<Asked> again = round.asked;
  std::erase_if(again, [&](const Asked& asked) {
    return asked.request.idempotency_key.empty() || std::ranges::find(answered, asked.number, &Heard::number) != answered.end();
  });
  if (again.empty()) {
    return {};
  }
  const std::vector<Heard> heard = simulation::submit_together(home_.ledger(), again);
  return oracle_.follow(home_.ledger().snapshot(), again, heard, round.now);
}

std::string Trial::check_folder() const {
  const auto report = verify({.directory = home_.directory()});
  if (!report) {
    return "verify: " + complain(report.error());
  }
  return report.value().faults.empty() ? "" : "verify: " + report.value().faults.front().kind + ": " + report.value().faults.front().detail;
}

}  // namespace daybook::durability
