// The log alone: encoded frames of payments made durable, in turns with the raw limit.
#include "bench/compare.hpp"
#include "bench/plain_ledger.hpp"
#include "bench/subject.hpp"
#include "engine/store/log.hpp"
#include "events/codec.hpp"
#include "events/require.hpp"

namespace daybook::bench {
namespace {

std::string frame_of(std::uint64_t records) {
  constexpr std::uint64_t different = 1'000;
  const Workload workload({.debts = different});
  const PlainLedger ledger(workload);
  Frame frame{.first = {1}, .recorded_at = {}, .records = {}};
  for (std::uint64_t number = 1; number <= records; ++number) {
    frame.records.push_back(number <= different ? encode_record(ledger.payment_record(number)) : frame.records[number % different]);
  }
  return encode_frame(frame);
}

void append_frames(benchmark::State& state, Subject& subject) {
  const auto records = static_cast<std::uint64_t>(state.range(0));
  const std::string frame = frame_of(records);
  const std::string raw_frame = raw_limit::encode_records(records);
  const std::filesystem::path folder = subject.settings().folder / "append";
  auto log = Log::create(folder);
  require(log.has_value(), "a log can be made");
  Position position{1};
  const Contest contest{.ours =
                            [&](unsigned) {
                              require(log.value()->append(position, frame).has_value(), "the log takes the frame");
                              position.value += records;
                            },
                        .raw_rocksdb = [&](unsigned) { subject.raw().rocksdb(raw_frame); },
                        .raw_file = [&](unsigned) { subject.raw().file(raw_frame); }};
  run_round(state, {.seconds = subject.settings().slice_seconds, .threads = 1, .events = records}, contest);
  state.counters["bytes_per_event"] = static_cast<double>(frame.size()) / static_cast<double>(records);
  log.value().reset();
  std::filesystem::remove_all(folder);
}

}  // namespace

void register_append(Subject& subject) {
  const auto append = [&subject](benchmark::State& state) { append_frames(state, subject); };
  auto* registered = benchmark::RegisterBenchmark("append/frame", append)->RangeMultiplier(10)->Range(1, 10'000);
  in_rounds(registered, subject.settings().rounds);
}

}  // namespace daybook::bench
