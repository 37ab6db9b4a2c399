// Records and frames to bytes and back.
#include "events/codec.hpp"

#include <benchmark/benchmark.h>

#include "bench/plain_ledger.hpp"
#include "bench/subject.hpp"

namespace daybook::bench {
namespace {

constexpr std::uint64_t frame_records = 1'000;

Record payment_record() {
  const Workload workload({.debts = 1'000});
  return PlainLedger(workload).payment_record(1);
}

Frame payment_frame() {
  const Record record = payment_record();
  return {
      .first = {1}, .recorded_at = record.envelope.recorded_at, .records = std::vector<std::string>(frame_records, encode_record(record))};
}

void encode_record_of_payment(benchmark::State& state) {
  const Record record = payment_record();
  while (state.KeepRunning()) {
    benchmark::DoNotOptimize(encode_record(record));
  }
  state.SetItemsProcessed(state.iterations());
  state.counters["bytes_per_event"] = static_cast<double>(encode_record(record).size());
}

void decode_record_of_payment(benchmark::State& state) {
  const std::string bytes = encode_record(payment_record());
  while (state.KeepRunning()) {
    benchmark::DoNotOptimize(decode_record(bytes).value());
  }
  state.SetItemsProcessed(state.iterations());
}

void encode_frame_of_payments(benchmark::State& state) {
  const Frame frame = payment_frame();
  while (state.KeepRunning()) {
    benchmark::DoNotOptimize(encode_frame(frame));
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(frame_records));
}

void read_frame_of_payments(benchmark::State& state) {
  const std::string bytes = encode_frame(payment_frame());
  while (state.KeepRunning()) {
    const FrameReader reader = FrameReader::open(bytes).value();
    for (std::size_t i = 0; i < reader.size(); ++i) {
      benchmark::DoNotOptimize(reader.record(i).value());
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(frame_records));
}

/// Not the plain overload of RegisterBenchmark, which the analyzer takes for a leak.
void add(const char* name, void (*measured)(benchmark::State&)) {
  benchmark::RegisterBenchmark(name, [measured](benchmark::State& state) { measured(state); });
}

}  // namespace

void register_codec(Subject&) {
  add("codec/encode_record", encode_record_of_payment);
  add("codec/decode_record", decode_record_of_payment);
  add("codec/encode_frame", encode_frame_of_payments);
  add("codec/read_frame", read_frame_of_payments);
}

}  // namespace daybook::bench
