// What we and the peers have in common: banks that take payments and tell sums.
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "bench/workload.hpp"

namespace daybook::bench {

/// A connection. One thread.
class Client {
 public:
  virtual ~Client() = default;
  /// Records all of them and returns when they are durable. More than one: in one transaction, where there are any.
  virtual void pay(std::span<const PaymentValues> payments) = 0;
  /// What a customer owes and has paid, in cents.
  virtual std::pair<std::int64_t, std::int64_t> summary(std::uint64_t customer) = 0;
};

/// Aborts on any failure. The same checks in each: the transaction id is new, customer and debt exist and belong together, the
/// debt's balance falls; payments can be found by customer and by debt.
class Bank {
 public:
  virtual ~Bank() = default;
  virtual std::string name() const = 0;
  /// Versions and settings, for the report.
  virtual std::vector<std::pair<std::string, std::string>> settings() = 0;
  /// Creates the customers and debts, once.
  virtual void fill(const Workload& workload) = 0;
  virtual std::unique_ptr<Client> connect() = 0;
  /// Brings to disk what can be read, at the end of a bulk ingest: inside the clock.
  virtual void finish() {}
  /// Ends what was put off (checkpoints, compaction): outside the clock.
  virtual void rest() = 0;
};

struct BankOptions {
  /// New, for this bank alone.
  std::filesystem::path folder;
  /// For caching pages.
  std::uint64_t memory_mebibytes = 512;
};

std::unique_ptr<Bank> make_daybook_bank(const BankOptions& options);
std::unique_ptr<Bank> make_sqlite_bank(const BankOptions& options);
/// Starts a server of its own, which ends with the bank.
std::unique_ptr<Bank> make_postgres_bank(const BankOptions& options);

}  // namespace daybook::bench
