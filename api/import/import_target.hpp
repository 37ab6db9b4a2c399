// Where the importer puts rows: a ledger, or a rehearsal of one.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "api/ledger.hpp"

namespace daybook {

/// One thread at a time.
class ImportTarget {
 public:
  virtual ~ImportTarget() = default;

  /// Each row is accepted or refused by itself, and sees the earlier ones.
  virtual std::vector<Result<Receipt>> submit(std::span<const Import> rows) = 0;
  /// Whether an account that was submitted became its customer's primary one.
  virtual Result<bool> is_primary(AccountId account) const = 0;
};

/// Makes the rows durable. Holds a reference to the ledger.
class LedgerTarget final : public ImportTarget {
 public:
  LedgerTarget(Ledger& ledger, std::string actor) : ledger_(ledger), actor_(std::move(actor)) {}

  std::vector<Result<Receipt>> submit(std::span<const Import> rows) override { return ledger_.submit(rows, actor_); }
  Result<bool> is_primary(AccountId account) const override;

 private:
  Ledger& ledger_;
  std::string actor_;
};

/// Decides the rows by the ledger's own rules, in memory, over what was submitted here before and what stands in the ledger: the ids
/// that come next, values that are taken, debts that payments are added to, primary accounts. Memory grows with what is submitted.
class Rehearsal final : public ImportTarget {
 public:
  /// Holds a reference to the ledger.
  static Result<std::unique_ptr<Rehearsal>> of(const Ledger& ledger);
  ~Rehearsal() override;
  Rehearsal(const Rehearsal&) = delete;
  Rehearsal& operator=(const Rehearsal&) = delete;

  std::vector<Result<Receipt>> submit(std::span<const Import> rows) override;
  Result<bool> is_primary(AccountId account) const override;

 private:
  struct Parts;
  explicit Rehearsal(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace daybook
