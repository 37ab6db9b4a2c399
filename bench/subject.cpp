#include "bench/subject.hpp"

#include "bench/pipeline.hpp"
#include "events/require.hpp"

namespace daybook::bench {

Ledger& Subject::ledger() {
  if (!created_) {
    create();
  }
  if (!ledger_) {
    auto opened = Ledger::open(options());
    require(opened.has_value(), "the ledger opens");
    ledger_ = std::move(opened).value();
  }
  return *ledger_;
}

void Subject::close() {
  ledger();
  ledger_.reset();
}

void Subject::create() {
  auto made = Ledger::create(options());
  require(made.has_value(), "a ledger is created");
  ledger_ = std::move(made).value();
  fill(*ledger_, workload_);
  submit_all(*ledger_, {.first = take_numbers(settings_.payments), .count = settings_.payments},
             [this](std::uint64_t number) { return workload_.record_payment(number); });
  require(ledger_->flush().has_value(), "the views are flushed");
  created_ = true;
}

RawLimit& Subject::raw() {
  constexpr std::size_t file_bytes = 128U << 20U;
  if (!raw_) {
    raw_ = std::make_unique<RawLimit>(RawLimit{.rocksdb = raw_limit::into_rocksdb(settings_.folder / "raw"),
                                               .file = raw_limit::into_file(settings_.folder / "raw_file", file_bytes)});
  }
  return *raw_;
}

}  // namespace daybook::bench
