// Google Benchmark over every layer. Its own flags (`--benchmark_filter` and the rest) come beside these.
#include <benchmark/benchmark.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "bench/program.hpp"
#include "bench/subject.hpp"

namespace daybook::bench {
namespace {

void register_all(Subject& subject) {
  register_codec(subject);
  register_decide(subject);
  register_evolve(subject);
  register_tree(subject);
  register_seal(subject);
  register_append(subject);
  register_submit(subject);
  register_read(subject);
  register_open(subject);
  register_replay(subject);
  register_verify(subject);
}

int run(int argument_count, char** arguments) {
  benchmark::Initialize(&argument_count, arguments);
  Settings settings;
  settings.workload.debts = 100'000;
  settings.payments = 500'000;
  CLI::App app("What each layer costs, and what the engine makes of the disk: in turns with the raw limit.");
  app.add_option("--debts", settings.workload.debts, "debts in the ledger, two a customer")->capture_default_str();
  app.add_option("--payments", settings.payments, "payments on it beforehand")->capture_default_str();
  app.add_option("--slice", settings.slice_seconds, "seconds a turn")->capture_default_str();
  app.add_option("--rounds", settings.rounds, "times that we and the raw limit take turns")->capture_default_str();
  app.add_option("--seed", settings.workload.seed, "of the workload")->capture_default_str();
  app.add_flag_callback("--zipf", [&] { settings.workload.skew = Skew::zipf; }, "few debts get most payments");
  app.add_option("--directory", settings.folder, "new folder to work in, kept; default: a temporary one");
  CLI11_PARSE(app, argument_count, arguments);
  const WorkFolder folder(settings.folder);
  settings.folder = folder.path();
  Subject subject(settings);
  register_all(subject);
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}

}  // namespace
}  // namespace daybook::bench

int main(int argument_count, char** arguments) { return daybook::bench::guard(daybook::bench::run, argument_count, arguments); }
