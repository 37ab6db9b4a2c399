// Ourselves, through the same interface as the others.
#include "bench/measure.hpp"
#include "bench/peers/bank.hpp"
#include "events/require.hpp"

namespace daybook::bench {
namespace {

class DaybookClient final : public Client {
 public:
  explicit DaybookClient(Ledger& ledger) : ledger_(ledger) {}

  void pay(std::span<const PaymentValues> payments) override {
    std::vector<Request> requests;
    requests.reserve(payments.size());
    for (const PaymentValues& payment : payments) {
      requests.push_back(Workload::request_of(payment));
    }
    for (const Result<Receipt>& answer : ledger_.submit(requests)) {
      require(answer.has_value(), "the payment is taken");
    }
  }

  std::pair<std::int64_t, std::int64_t> summary(std::uint64_t customer) override {
    const auto found = ledger_.snapshot().summary(CustomerId{customer});
    require(found.has_value(), "the customer is there");
    return {static_cast<std::int64_t>(found.value().totals.total_debt.low()),
            static_cast<std::int64_t>(found.value().totals.total_paid.low())};
  }

 private:
  Ledger& ledger_;
};

class DaybookBank final : public Bank {
 public:
  explicit DaybookBank(const BankOptions& options) : folder_(options.folder) {
    auto created = Ledger::create({.directory = folder_});
    require(created.has_value(), "a ledger is created");
    ledger_ = std::move(created).value();
  }

  std::string name() const override { return "daybook"; }
  std::vector<std::pair<std::string, std::string>> settings() override { return {{"memory", "its defaults"}}; }
  void fill(const Workload& workload) override { bench::fill(*ledger_, workload); }
  std::unique_ptr<Client> connect() override { return std::make_unique<DaybookClient>(*ledger_); }
  void finish() override { require(ledger_->flush().has_value(), "the views are flushed"); }
  void rest() override {
    finish();
    settle();
  }

 private:
  std::filesystem::path folder_;
  std::unique_ptr<Ledger> ledger_;
};

}  // namespace

std::unique_ptr<Bank> make_daybook_bank(const BankOptions& options) { return std::make_unique<DaybookBank>(options); }

}  // namespace daybook::bench
