// The same work on daybook, SQLite and PostgreSQL, in turns. A line of JSON for each case and bank.
#include <atomic>
#include <map>
#include <stdexcept>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "bench/measure.hpp"
#include "bench/peers/bank.hpp"
#include "bench/program.hpp"
#include "bench/slice.hpp"
#include "events/require.hpp"

namespace daybook::bench {
namespace {

struct Options {
  WorkloadOptions workload;
  std::uint64_t memory_mebibytes = 512;
  double slice_seconds = 2;
  std::uint64_t bulk = 1'000'000;
  unsigned rounds = 5;
  std::filesystem::path folder;
  std::vector<std::string> banks{"postgresql", "sqlite", "daybook"};
};

constexpr std::uint64_t bulk_batch = 1'000;

/// Connections that each bank is given, by its name; a bank without any does not take part.
struct Case {
  std::string name;
  /// Payments a transaction; 0: summaries are read instead.
  std::uint64_t batch;
  std::map<std::string, unsigned> clients;
  /// Every bank takes as many payments (`--bulk`), however long it needs, and so is as big as the others; otherwise all have as much time.
  bool same_count = false;
};

/// As many clients as each does best with: a batch of ours overlaps with others, SQLite has one writer. First the bulk, after which all
/// banks hold the same.
const std::vector<Case>& cases() {
  static const std::vector<Case> all{
      {"1000 a commit", bulk_batch, {{"daybook", 8}, {"sqlite", 1}, {"postgresql", 2}}, true},
      {"one client, 1 a commit", 1, {{"daybook", 1}, {"sqlite", 1}, {"postgresql", 1}}},
      {"16 clients, 1 a commit", 1, {{"daybook", 16}, {"postgresql", 16}}},
      {"64 clients, 1 a commit", 1, {{"daybook", 64}, {"postgresql", 64}}},
      {"100 a commit", 100, {{"daybook", 8}, {"sqlite", 1}, {"postgresql", 2}}},
      {"10000 a commit", 10'000, {{"daybook", 4}, {"sqlite", 1}, {"postgresql", 2}}},
      {"summary read, one client", 0, {{"daybook", 1}, {"sqlite", 1}, {"postgresql", 1}}},
  };
  return all;
}

/// A bank at work, and how far it has come in the stream of payments, which is the same for all.
struct Contender {
  std::unique_ptr<Bank> bank;
  std::atomic<std::uint64_t> next_number = 1;
};

using Contenders = std::map<std::string, Contender>;

std::unique_ptr<Bank> make_bank(const std::string& name, const BankOptions& options) {
  std::filesystem::create_directories(options.folder);
  if (name == "postgresql") {
    return make_postgres_bank(options);
  }
  return name == "sqlite" ? make_sqlite_bank(options) : make_daybook_bank(options);
}

void open_banks(const Options& options, const Workload& workload, Contenders& contenders) {
  for (const std::string& name : options.banks) {
    Contender& contender = contenders[name];
    contender.bank = make_bank(name, {.folder = options.folder / name, .memory_mebibytes = options.memory_mebibytes});
    const Stopwatch clock;
    contender.bank->fill(workload);
    boost::json::object line{{"bank", name}, {"fill_seconds", clock.seconds()}};
    for (const auto& [setting, value] : contender.bank->settings()) {
      line[setting] = value;
    }
    print(line);
  }
}

std::vector<PaymentValues> next_payments(Contender& contender, const Workload& workload, std::uint64_t count) {
  const std::uint64_t first = contender.next_number.fetch_add(count);
  std::vector<PaymentValues> payments;
  payments.reserve(count);
  for (std::uint64_t number = first; number < first + count; ++number) {
    payments.push_back(workload.payment(number));
  }
  return payments;
}

Slice run_turn(const Options& options, const Workload& workload, const Case& work, Contender& contender) {
  std::vector<std::unique_ptr<Client>> clients;
  for (unsigned i = 0; i < work.clients.at(contender.bank->name()); ++i) {
    clients.push_back(contender.bank->connect());
  }
  SliceOptions slice{.threads = static_cast<unsigned>(clients.size()), .events = std::max<std::uint64_t>(work.batch, 1)};
  if (work.same_count) {
    slice.calls = options.bulk / options.rounds / work.batch;
  } else {
    slice.seconds = options.slice_seconds;
  }
  if (work.batch > 1) {
    slice.finish = [&] { contender.bank->finish(); };
  }
  std::atomic<std::uint64_t> read = 0;
  const Slice taken = run_slice(slice, [&](unsigned thread) {
    if (work.batch > 0) {
      clients[thread]->pay(next_payments(contender, workload, work.batch));
    } else {
      clients[thread]->summary(Workload::customer_of(workload.debt(++read)));
    }
  });
  contender.bank->rest();
  return taken;
}

struct Results {
  std::vector<double> rates;
  std::vector<double> ratios;
  std::vector<std::int64_t> latencies;
};

void report(const Case& work, const std::string& bank, const Results& results) {
  const Spread rate = spread_of(results.rates);
  boost::json::object line = as_microseconds(percentiles(results.latencies));
  line["case"] = work.name;
  line["bank"] = bank;
  line["clients"] = work.clients.at(bank);
  line["batch"] = work.batch;
  line["per_s"] = rate.median;
  line["spread"] = rate.spread;
  line["daybook_ratio"] = spread_of(results.ratios).median;
  line["daybook_ratio_spread"] = spread_of(results.ratios).spread;
  print(line);
}

void run_case(const Options& options, const Workload& workload, const Case& work, Contenders& contenders) {
  std::map<std::string, Results> results;
  for (unsigned round = 0; round < options.rounds; ++round) {
    for (auto& [name, contender] : contenders) {
      if (work.clients.contains(name)) {
        const Slice taken = run_turn(options, workload, work, contender);
        Results& found = results[name];
        found.rates.push_back(taken.rate());
        found.latencies.insert(found.latencies.end(), taken.latencies.begin(), taken.latencies.end());
        // "daybook" comes first in the alphabet.
        found.ratios.push_back(contenders.contains("daybook") ? results["daybook"].rates.back() / taken.rate() : 0);
      }
    }
  }
  for (const auto& [name, found] : results) {
    report(work, name, found);
  }
}

/// What is owed and what was paid is together what was lent: no payment was lost or counted twice.
void check(const Workload& workload, Contenders& contenders) {
  constexpr std::uint64_t customers_looked_at = 1'000;
  for (auto& [name, contender] : contenders) {
    const auto client = contender.bank->connect();
    for (std::uint64_t customer = 1; customer <= std::min(customers_looked_at, workload.customers() - 1); ++customer) {
      const auto [owed, paid] = client->summary(customer);
      require(owed + paid == static_cast<std::int64_t>(Workload::debts_per_customer) * Workload::original_amount,
              "each customer's sums are right");
    }
  }
}

void add_options(CLI::App& app, Options& options) {
  app.add_option("--debts", options.workload.debts, "debts in each bank, two a customer")->capture_default_str();
  app.add_option("--memory", options.memory_mebibytes, "MiB for the peers' page caches")->capture_default_str();
  app.add_option("--bulk", options.bulk, "payments that each bank takes in thousands, in all turns together")->capture_default_str();
  app.add_option("--slice", options.slice_seconds, "seconds a turn of every other case")->capture_default_str();
  app.add_option("--rounds", options.rounds, "turns of each bank in each case")->capture_default_str();
  app.add_option("--seed", options.workload.seed, "of the workload")->capture_default_str();
  app.add_flag_callback("--zipf", [&] { options.workload.skew = Skew::zipf; }, "few debts get most payments");
  app.add_option("--banks", options.banks, "of: daybook postgresql sqlite")->delimiter(',');
  app.add_option("--directory", options.folder, "new folder to work in, kept; default: a temporary one");
}

int run(int argument_count, char** arguments) {
  Options options;
  CLI::App app("The same payments on daybook, SQLite and PostgreSQL, in turns; a line of JSON for each case and bank.");
  add_options(app, options);
  CLI11_PARSE(app, argument_count, arguments);
  if (options.rounds == 0 || options.bulk / options.rounds < bulk_batch) {
    throw std::invalid_argument("--bulk: at least a thousand a turn");
  }
  const WorkFolder folder(options.folder);
  options.folder = folder.path();
  // PostgreSQL's user must get to its own folder in it.
  std::filesystem::permissions(options.folder, std::filesystem::perms::others_exec, std::filesystem::perm_options::add);
  const Workload workload(options.workload);
  Contenders contenders;
  open_banks(options, workload, contenders);
  for (const Case& work : cases()) {
    run_case(options, workload, work, contenders);
  }
  check(workload, contenders);
  return 0;
}

}  // namespace
}  // namespace daybook::bench

int main(int argument_count, char** arguments) { return daybook::bench::guard(daybook::bench::run, argument_count, arguments); }
