// Ingests payments until it is killed, saying on stdout which are acknowledged.
//
//   crash_child FOLDER FIRST    opens the ledger in FOLDER and submits payments from number FIRST on, in batches
#include <cstdio>
#include <cstdlib>

#include "api/ledger.hpp"

int main(int argc, char** argv) {
  using namespace daybook;
  if (argc != 3) {
    return 2;
  }
  const auto ledger = Ledger::open({.directory = argv[1]});
  if (!ledger) {
    std::fprintf(stderr, "%s\n", ledger.error().detail.c_str());
    return 1;
  }
  for (unsigned long long next = std::strtoull(argv[2], nullptr, 10);;) {
    std::vector<Request> requests;
    for (int i = 0; i < 20; ++i, ++next) {
      const std::string name = "payment-" + std::to_string(next);
      requests.push_back({RecordPayment{.customer_id = {1 + next % 10},
                                        .debt_id = {1 + next % 10},
                                        .amount = {1},
                                        .payment_date = parse_instant("2025-01-31").value(),
                                        .transaction_id = name,
                                        .status = PaymentStatus::completed},
                          {.idempotency_key = name}});
    }
    for (const auto& answer : ledger.value()->submit(requests)) {
      if (!answer) {
        std::fprintf(stderr, "%s\n", answer.error().detail.c_str());
        return 1;
      }
    }
    std::printf("%llu\n", next - 1);
    std::fflush(stdout);
  }
}
