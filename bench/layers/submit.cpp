// Payments through the whole engine, in turns with the raw limit under the same arrivals.
#include "bench/compare.hpp"
#include "bench/subject.hpp"
#include "events/require.hpp"

namespace daybook::bench {
namespace {

/// `range` threads, one payment each, waiting for it. The raw limit: as many threads, a record each.
void submit_singles(benchmark::State& state, Subject& subject) {
  Ledger& ledger = subject.ledger();
  RawLimit& raw = subject.raw();
  const std::string record = raw_limit::encode_records(1);
  raw_limit::Arrivals rocksdb([&raw](std::string_view frame) { raw.rocksdb(frame); });
  raw_limit::Arrivals file([&raw](std::string_view frame) { raw.file(frame); });
  const auto pay = [&](unsigned) {
    Request request = subject.workload().record_payment(subject.take_numbers(1));
    require(ledger.submit(std::move(request.command)).has_value(), "the payment is taken");
  };
  const SliceOptions slice{.seconds = subject.settings().slice_seconds, .threads = static_cast<unsigned>(state.range(0)), .events = 1};
  run_round(state, slice,
            {.ours = pay, .raw_rocksdb = [&](unsigned) { rocksdb.append(record); }, .raw_file = [&](unsigned) { file.append(record); }});
}

/// One client, `range` payments at a time, waiting for them. The raw limit: a frame of as many records.
void submit_batches(benchmark::State& state, Subject& subject) {
  Ledger& ledger = subject.ledger();
  RawLimit& raw = subject.raw();
  const auto payments = static_cast<std::uint64_t>(state.range(0));
  const std::string records = raw_limit::encode_records(payments);
  const auto pay = [&](unsigned) {
    const std::vector<Request> requests = subject.workload().record_payments(subject.take_numbers(payments), payments);
    for (const Result<Receipt>& answer : ledger.submit(requests)) {
      require(answer.has_value(), "the payment is taken");
    }
  };
  const SliceOptions slice{.seconds = subject.settings().slice_seconds, .threads = 1, .events = payments};
  run_round(state, slice,
            {.ours = pay, .raw_rocksdb = [&](unsigned) { raw.rocksdb(records); }, .raw_file = [&](unsigned) { raw.file(records); }});
}

}  // namespace

void register_submit(Subject& subject) {
  const int rounds = subject.settings().rounds;
  const auto singles = [&subject](benchmark::State& state) { submit_singles(state, subject); };
  const auto batches = [&subject](benchmark::State& state) { submit_batches(state, subject); };
  in_rounds(benchmark::RegisterBenchmark("submit/threads", singles)->Arg(1)->Arg(8)->Arg(64)->Arg(256), rounds);
  in_rounds(benchmark::RegisterBenchmark("submit/batch", batches)->RangeMultiplier(10)->Range(1, 10'000), rounds);
}

}  // namespace daybook::bench
