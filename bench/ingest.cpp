// A long bulk ingest, and what comes after it: a kill, opening, replay, verify. A line of JSON for each phase.
//
// Each phase runs in a process of its own, so that its memory and processor time are its own.
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "api/replay.hpp"
#include "api/verify.hpp"
#include "bench/measure.hpp"
#include "bench/pipeline.hpp"
#include "bench/program.hpp"
#include "bench/raw_limit.hpp"
#include "bench/workload.hpp"
#include "events/require.hpp"

namespace daybook::bench {
namespace {

struct Options {
  WorkloadOptions workload;
  BatchRange payments{.first = 1, .count = 1'000'000, .batch = 1'000, .threads = 2, .in_flight = 8};
  /// Ours and the raw limit take turns this often.
  unsigned rounds = 5;
  std::uint64_t window = 1'000'000;
  /// Payments that are neither flushed nor waited for when the process is killed.
  std::uint64_t killed = 300'000;
  bool without_raw = false;
  std::filesystem::path folder;
  std::vector<std::string> phases{"fill", "ingest", "kill", "open", "replay", "verify"};

  LedgerOptions ledger() const { return {.directory = folder / "ledger"}; }
};

constexpr std::size_t raw_file_bytes = 256U << 20U;

std::uint64_t mebibytes(std::uint64_t bytes) { return bytes >> 20U; }

double rate(std::uint64_t count, double seconds) { return seconds > 0 ? static_cast<double>(count) / seconds : 0; }

std::unique_ptr<Ledger> open_ledger(const Options& options) {
  auto ledger = Ledger::open(options.ledger());
  require(ledger.has_value(), "the ledger opens");
  return std::move(ledger).value();
}

void fill_phase(const Options& options) {
  const Workload workload(options.workload);
  auto ledger = Ledger::create(options.ledger());
  require(ledger.has_value(), "a ledger is created");
  const Stopwatch clock;
  fill(*ledger.value(), workload);
  require(ledger.value()->flush().has_value(), "the views are flushed");
  const double seconds = clock.seconds();
  print({{"phase", "fill"},
         {"customers", workload.customers()},
         {"debts", workload.debts()},
         {"events_per_s", rate(workload.customers() + workload.debts(), seconds)},
         {"seconds", seconds},
         {"peak_mib", mebibytes(peak_resident_bytes())}});
}

/// Tells how fast each window of answers of a round came.
class Windows {
 public:
  Windows(std::uint64_t window, std::uint64_t before) : window_(window), before_(before) {}

  void answered() {
    const std::uint64_t count = ++answered_;
    if (count % window_ == 0) {
      const std::lock_guard lock(mutex_);
      const double now = clock_.seconds();
      print({{"phase", "window"},
             {"payments", before_ + count},
             {"events_per_s", rate(window_, now - began_)},
             {"resident_mib", mebibytes(resident_bytes())}});
      began_ = now;
    }
  }

 private:
  std::uint64_t window_;
  std::uint64_t before_;
  std::atomic<std::uint64_t> answered_ = 0;
  std::mutex mutex_;
  Stopwatch clock_;
  double began_ = 0;
};

/// What rounds of the same work took, ours and the raw limit's.
struct Rounds {
  std::uint64_t payments = 0;
  std::vector<double> ours;
  std::vector<double> rocksdb;
  std::vector<double> file;
  std::vector<std::int64_t> latencies;
  double cpu = 0;
  double flush = 0;
  double debt = 0;
};

/// The clock stops when the views are flushed.
void run_round(const Options& options, Ledger& ledger, const Workload& workload, const BatchRange& range, Rounds& rounds) {
  Windows windows(std::min(options.window, range.count), range.first - 1);
  const double cpu = cpu_seconds();
  const Stopwatch clock;
  const auto latencies = submit_all(
      ledger, range, [&](std::uint64_t number) { return workload.record_payment(number); },
      [&](std::uint64_t, const Receipt&) { windows.answered(); });
  const Stopwatch flushing;
  require(ledger.flush().has_value(), "the views are flushed");
  rounds.payments += range.count;
  rounds.flush += flushing.seconds();
  rounds.ours.push_back(rate(range.count, clock.seconds()));
  rounds.cpu += cpu_seconds() - cpu;
  rounds.debt += settle();
  rounds.latencies.insert(rounds.latencies.end(), latencies.begin(), latencies.end());
}

/// Records a second, from a process of its own.
double raw_rate(const Options& options, const std::string& kind, const BatchRange& range) {
  const std::string program = std::filesystem::read_symlink("/proc/self/exe");
  const std::string command = "'" + program + "' --directory '" + options.folder.string() + "' --raw " + kind + " --payments " +
                              std::to_string(range.count) + " --batch " + std::to_string(range.batch);
  std::FILE* answer = ::popen(command.c_str(), "r");
  require(answer != nullptr, "the raw limit's process starts");
  double seconds = 0;
  require(std::fscanf(answer, "%lf", &seconds) == 1, "the raw limit answers");
  require(::pclose(answer) == 0, "the raw limit's process ends well");
  return rate(range.count, seconds);
}

void raw_phase(const Options& options, const std::string& kind) {
  auto folder = options.folder / "raw";
  std::filesystem::create_directory(folder);
  const std::string frame = raw_limit::encode_records(options.payments.batch);
  const raw_limit::Append append =
      kind == "file" ? raw_limit::into_file(folder / "file", raw_file_bytes) : raw_limit::into_rocksdb(folder / "rocksdb");
  const Stopwatch clock;
  for (std::uint64_t done = 0; done < options.payments.count; done += options.payments.batch) {
    append(frame);
  }
  std::cout << clock.seconds() << '\n';
  std::filesystem::remove_all(folder);
}

boost::json::object ratio(const std::vector<double>& ours, const std::vector<double>& theirs) {
  std::vector<double> ratios;
  ratios.reserve(theirs.size());
  for (std::size_t i = 0; i < theirs.size(); ++i) {
    ratios.push_back(ours[i] / theirs[i]);
  }
  return as_json(spread_of(ratios));
}

/// Each round, by the payments on the ledger at its end.
boost::json::array rounds_of(const Options& options, const Rounds& rounds) {
  boost::json::array all;
  for (std::size_t i = 0; i < rounds.ours.size(); ++i) {
    boost::json::object round{{"payments", (i + 1) * (rounds.payments / rounds.ours.size())}, {"per_s", rounds.ours[i]}};
    if (!options.without_raw) {
      round["raw_rocksdb_per_s"] = rounds.rocksdb[i];
      round["raw_file_per_s"] = rounds.file[i];
    }
    all.push_back(std::move(round));
  }
  return all;
}

void report(const Options& options, const Rounds& rounds) {
  const auto payments = static_cast<double>(rounds.payments);
  const Percentiles batches = percentiles(rounds.latencies);
  boost::json::object line{{"phase", "ingest"},
                           {"payments", rounds.payments},
                           {"batch", options.payments.batch},
                           {"threads", options.payments.threads},
                           {"events_per_s", as_json(spread_of(rounds.ours))},
                           {"cpu_us_per_event", rounds.cpu * 1e6 / payments},
                           {"debt_cpu_us_per_event", rounds.debt * 1e6 / payments},
                           {"flush_seconds", rounds.flush},
                           {"batch_p50_ms", batches.p50 * 1e-6},
                           {"batch_p99_ms", batches.p99 * 1e-6},
                           {"batch_p999_ms", batches.p999 * 1e-6},
                           {"peak_mib", mebibytes(peak_resident_bytes())}};
  line["rounds"] = rounds_of(options, rounds);
  if (!options.without_raw) {
    line["raw_rocksdb_per_s"] = as_json(spread_of(rounds.rocksdb));
    line["raw_file_per_s"] = as_json(spread_of(rounds.file));
    line["ratio_to_raw_rocksdb"] = ratio(rounds.ours, rounds.rocksdb);
    line["ratio_to_raw_file"] = ratio(rounds.ours, rounds.file);
  }
  print(line);
}

boost::json::object sizes(const Options& options) {
  return {{"log_bytes", folder_bytes(options.ledger().directory / "log")},
          {"views_bytes", folder_bytes(options.ledger().directory / "views")}};
}

void ingest_phase(const Options& options) {
  const Workload workload(options.workload);
  const auto ledger = open_ledger(options);
  // Opening has moved the log's tail into table files: what is there now is all there is.
  boost::json::object before = sizes(options);
  before["phase"] = "before";
  before["position"] = ledger->snapshot().position().value;
  print(before);
  Rounds rounds;
  for (unsigned i = 0; i < options.rounds; ++i) {
    BatchRange range = options.payments;
    range.count = options.payments.count / options.rounds;
    range.first = 1 + i * range.count;
    if (!options.without_raw) {
      rounds.rocksdb.push_back(raw_rate(options, "rocksdb", range));
      rounds.file.push_back(raw_rate(options, "file", range));
    }
    run_round(options, *ledger, workload, range, rounds);
  }
  report(options, rounds);
}

/// Ends by SIGKILL with batches in flight.
void kill_phase(const Options& options) {
  const Workload workload(options.workload);
  const auto ledger = open_ledger(options);
  BatchRange range = options.payments;
  range.first = options.payments.count + 1;
  range.count = 2 * options.killed;
  std::atomic<std::uint64_t> answered = 0;
  submit_all(
      *ledger, range, [&](std::uint64_t number) { return workload.record_payment(number); },
      [&](std::uint64_t, const Receipt&) {
        if (++answered == options.killed) {
          print({{"phase", "kill"}, {"answered", options.killed}});
          std::raise(SIGKILL);
        }
      });
}

void open_phase(const Options& options) {
  const Stopwatch clock;
  const auto ledger = open_ledger(options);
  const auto row = ledger->snapshot().row(DebtId{1});
  const double seconds = clock.seconds();
  require(row.has_value(), "the first debt is there");
  boost::json::object line = sizes(options);
  line["phase"] = "open";
  line["seconds"] = seconds;
  line["position"] = ledger->snapshot().position().value;
  line["peak_mib"] = mebibytes(peak_resident_bytes());
  print(line);
}

void replay_phase(const Options& options) {
  const auto replayed = replay(options.ledger(), {});
  require(replayed.has_value(), "the views are rebuilt");
  const ReplayReport& report = replayed.value();
  print({{"phase", "replay"},
         {"events", report.events},
         {"seconds", report.seconds},
         {"events_per_s", rate(report.events, report.seconds)},
         {"cpu_us_per_event", cpu_seconds() * 1e6 / static_cast<double>(report.events)},
         {"peak_mib", mebibytes(peak_resident_bytes())}});
}

void verify_phase(const Options& options) {
  const auto verified = verify({.directory = options.ledger().directory});
  require(verified.has_value(), "there is a ledger to verify");
  const VerifyReport& report = verified.value();
  for (const Fault& fault : report.faults) {
    std::cerr << fault.kind << ": " << fault.detail << '\n';
  }
  require(report.faults.empty(), "verify finds nothing wrong");
  print({{"phase", "verify"},
         {"events", report.events},
         {"seconds", report.seconds},
         {"events_per_s", rate(report.events, report.seconds)},
         {"cpu_us_per_event", cpu_seconds() * 1e6 / static_cast<double>(report.events)},
         {"peak_mib", mebibytes(peak_resident_bytes())}});
}

using Phase = void (*)(const Options&);

const std::map<std::string, Phase>& phases() {
  static const std::map<std::string, Phase> all{{"fill", fill_phase}, {"ingest", ingest_phase}, {"kill", kill_phase},
                                                {"open", open_phase}, {"replay", replay_phase}, {"verify", verify_phase}};
  return all;
}

/// Whether the phase ended as it should: by itself, or the kill phase by its kill.
bool run_phase(const Options& options, const std::string& name) {
  const pid_t child = ::fork();
  if (child == 0) {
    phases().at(name)(options);
    std::cout.flush();
    std::_Exit(name == "kill" ? 1 : 0);
  }
  int status = 0;
  require(::waitpid(child, &status, 0) == child, "the phase's process ends");
  return name == "kill" ? WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL : WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

void add_options(CLI::App& app, Options& options, std::string& raw) {
  app.add_option("--debts", options.workload.debts, "debts in the ledger, two a customer")->capture_default_str();
  app.add_option("--payments", options.payments.count, "payments to ingest")->capture_default_str();
  app.add_option("--batch", options.payments.batch, "payments a batch")->capture_default_str();
  app.add_option("--threads", options.payments.threads, "threads that submit")->capture_default_str();
  app.add_option("--in-flight", options.payments.in_flight, "batches in flight, a thread")->capture_default_str();
  app.add_option("--rounds", options.rounds, "times that we and the raw limit take turns")->capture_default_str();
  app.add_option("--window", options.window, "payments a line of progress")->capture_default_str();
  app.add_option("--killed", options.killed, "payments after which the process is killed")->capture_default_str();
  app.add_option("--seed", options.workload.seed, "of the workload")->capture_default_str();
  app.add_flag_callback("--zipf", [&] { options.workload.skew = Skew::zipf; }, "few debts get most payments");
  app.add_flag("--without-raw", options.without_raw, "do not measure the raw limit");
  app.add_option("--directory", options.folder, "folder to work in, kept; default: a temporary one");
  app.add_option("--phases", options.phases, "of: fill ingest kill open replay verify")->delimiter(',');
  app.add_option("--raw", raw, "measures the raw limit alone: rocksdb or file")->group("");
}

int run(int argument_count, char** arguments) {
  Options options;
  std::string raw;
  CLI::App app("Bulk ingest of payments, and what comes after it; a line of JSON for each phase.");
  add_options(app, options, raw);
  CLI11_PARSE(app, argument_count, arguments);
  const WorkFolder folder(options.folder);
  options.folder = folder.path();
  if (!raw.empty()) {
    raw_phase(options, raw);
    return 0;
  }
  for (const std::string& name : options.phases) {
    if (!run_phase(options, name)) {
      std::cerr << "the phase '" << name << "' failed\n";
      return 1;
    }
  }
  return 0;
}

}  // namespace
}  // namespace daybook::bench

int main(int argument_count, char** arguments) { return daybook::bench::guard(daybook::bench::run, argument_count, arguments); }
