// What a bulk ingest and reading do to those who pay one by one: their latency with nothing else going on, and in the midst of it.
#include <atomic>
#include <thread>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "bench/measure.hpp"
#include "bench/pipeline.hpp"
#include "bench/program.hpp"
#include "bench/slice.hpp"
#include "bench/workload.hpp"
#include "events/require.hpp"

namespace daybook::bench {
namespace {

struct Options {
  WorkloadOptions workload{.debts = 100'000};
  double slice_seconds = 2;
  unsigned rounds = 5;
  /// Clients that pay one by one.
  unsigned clients = 1;
  std::uint64_t reads_per_second = 2'000;
  std::uint64_t batch = 1'000;
  unsigned in_flight = 8;
  std::filesystem::path folder;
};

/// Batches one after the other until it is told to stop.
class BulkClient {
 public:
  BulkClient(Ledger& ledger, const Workload& workload, std::atomic<std::uint64_t>& next_number, const Options& options)
      : thread_([&, batches = BatchRange{.batch = options.batch, .threads = 1, .in_flight = options.in_flight}] {
          while (!stopping_) {
            BatchRange range = batches;
            range.count = range.batch * range.in_flight * 4;
            range.first = next_number.fetch_add(range.count);
            submit_all(ledger, range, [&](std::uint64_t number) { return workload.record_payment(number); });
            payments_ += range.count;
          }
        }) {}
  BulkClient(const BulkClient&) = delete;
  BulkClient& operator=(const BulkClient&) = delete;
  ~BulkClient() { stop(); }

  void stop() {
    stopping_ = true;
    if (thread_.joinable()) {
      thread_.join();
    }
  }
  std::uint64_t payments() const { return payments_; }

 private:
  std::atomic<bool> stopping_ = false;
  std::atomic<std::uint64_t> payments_ = 0;
  std::thread thread_;
};

/// Summaries at a steady pace until it is told to stop.
class Reader {
 public:
  Reader(const Ledger& ledger, const Workload& workload, std::uint64_t reads_per_second)
      : thread_([&, pause = std::chrono::nanoseconds(std::chrono::seconds(1)) / reads_per_second] {
          auto next = std::chrono::steady_clock::now();
          for (std::uint64_t number = 1; !stopping_; ++number) {
            const Stopwatch clock;
            const auto found = ledger.snapshot().summary(CustomerId{Workload::customer_of(workload.debt(number))});
            require(found.has_value(), "the customer is there");
            latencies_.push_back(clock.nanoseconds());
            next += pause;
            std::this_thread::sleep_until(next);
          }
        }) {}
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
  ~Reader() { stop(); }

  void stop() {
    stopping_ = true;
    if (thread_.joinable()) {
      thread_.join();
    }
  }
  /// After `stop`.
  const std::vector<std::int64_t>& latencies() const { return latencies_; }

 private:
  std::atomic<bool> stopping_ = false;
  std::vector<std::int64_t> latencies_;
  std::thread thread_;
};

struct Found {
  std::vector<std::int64_t> idle;
  std::vector<std::int64_t> mixed;
  std::vector<std::int64_t> reads;
  std::vector<double> ratios;
  std::vector<double> bulk_rates;
};

void add(std::vector<std::int64_t>& all, const std::vector<std::int64_t>& more) { all.insert(all.end(), more.begin(), more.end()); }

class MixedLoad {
 public:
  MixedLoad(Ledger& ledger, const Options& options) : ledger_(ledger), options_(options), workload_(options.workload) {}

  Found run() {
    fill(ledger_, workload_);
    for (unsigned round = 0; round < options_.rounds; ++round) {
      require(ledger_.flush().has_value(), "the views are flushed");
      settle();
      const Slice idle = pay_singly();
      const Slice mixed = pay_amid_others();
      add(found_.idle, idle.latencies);
      add(found_.mixed, mixed.latencies);
      found_.ratios.push_back(percentiles(mixed.latencies).p99 / percentiles(idle.latencies).p99);
    }
    return std::move(found_);
  }

 private:
  Slice pay_singly() {
    return run_slice({.seconds = options_.slice_seconds, .threads = options_.clients, .events = 1}, [&](unsigned) {
      require(ledger_.submit(workload_.record_payment(next_number_++).command).has_value(), "the payment is taken");
    });
  }

  Slice pay_amid_others() {
    BulkClient bulk(ledger_, workload_, next_number_, options_);
    Reader reader(ledger_, workload_, options_.reads_per_second);
    const Stopwatch clock;
    Slice slice = pay_singly();
    bulk.stop();
    found_.bulk_rates.push_back(static_cast<double>(bulk.payments()) / clock.seconds());
    reader.stop();
    add(found_.reads, reader.latencies());
    return slice;
  }

  Ledger& ledger_;
  const Options& options_;
  Workload workload_;
  std::atomic<std::uint64_t> next_number_ = 1;
  Found found_;
};

void report(const Found& found) {
  const Spread ratio = spread_of(found.ratios);
  print({{"idle", as_microseconds(percentiles(found.idle))},
         {"mixed", as_microseconds(percentiles(found.mixed))},
         {"reads", as_microseconds(percentiles(found.reads))},
         {"payments_idle", found.idle.size()},
         {"payments_mixed", found.mixed.size()},
         {"bulk_per_s", spread_of(found.bulk_rates).median},
         {"p99_ratio", ratio.median},
         {"p99_ratio_spread", ratio.spread}});
}

void add_options(CLI::App& app, Options& options) {
  app.add_option("--debts", options.workload.debts, "debts in the ledger, two a customer")->capture_default_str();
  app.add_option("--slice", options.slice_seconds, "seconds a turn")->capture_default_str();
  app.add_option("--rounds", options.rounds, "turns of each kind")->capture_default_str();
  app.add_option("--clients", options.clients, "clients that pay one by one")->capture_default_str();
  app.add_option("--reads", options.reads_per_second, "summaries read a second")->capture_default_str();
  app.add_option("--batch", options.batch, "payments a batch of the bulk ingest")->capture_default_str();
  app.add_option("--in-flight", options.in_flight, "batches it has in flight")->capture_default_str();
  app.add_option("--seed", options.workload.seed, "of the workload")->capture_default_str();
  app.add_flag_callback("--zipf", [&] { options.workload.skew = Skew::zipf; }, "few debts get most payments");
  app.add_option("--directory", options.folder, "new folder to work in, kept; default: a temporary one");
}

int run(int argument_count, char** arguments) {
  Options options;
  CLI::App app("Single payments with nothing else going on, and beside a bulk ingest and reads; a line of JSON.");
  add_options(app, options);
  CLI11_PARSE(app, argument_count, arguments);
  const WorkFolder folder(options.folder);
  options.folder = folder.path();
  auto ledger = Ledger::create({.directory = options.folder / "ledger"});
  require(ledger.has_value(), "a ledger is created");
  report(MixedLoad(*ledger.value(), options).run());
  return 0;
}

}  // namespace
}  // namespace daybook::bench

int main(int argument_count, char** arguments) { return daybook::bench::guard(daybook::bench::run, argument_count, arguments); }
