// Current state of the five tables: rows under a bounded cache, read through from the views and written behind.
#pragma once

#include <cstddef>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/domain/named.hpp"
#include "engine/domain/state.hpp"
#include "engine/store/rows.hpp"
#include "events/result.hpp"
#include "projections/claims.hpp"
#include "projections/index_entries.hpp"
#include "projections/number_list.hpp"
#include "projections/payment_block.hpp"
#include "projections/row_cache.hpp"

namespace daybook {

/// One thread. Must not outlive its Rows.
class CurrentState final : public State {
 public:
  /// `before_change` is called with a debt as it was, before it first changes after a `collect`; `after_change` with
  /// the debt as it is at `collect`.
  using DebtObserver = std::function<void(const Debt&)>;

  /// Keeps rows of about `bytes_max` in memory, most of them debts and customers.
  CurrentState(const Rows& rows, std::size_t bytes_max, DebtObserver before_change, DebtObserver after_change);

  /// Reads the ledger's facts; forgets everything else.
  Result<void> reset();
  /// The first read that failed since `reset`.
  const std::optional<Error>& failure() const { return failure_; }
  /// Before so many records: reads all debts and customers when they fit into memory and many of them will be needed.
  void expect(std::uint64_t records);
  /// Reads rows and values that are not in memory, all at once, and has those that are there fetched by the processor. What is read of
  /// values is good until the next `load` or `written`.
  void load(const Named& named);
  /// Puts the rows of the tables changed so far into `batch`, which `collect` will be called with.
  void gather(RowBatch& batch);
  /// Puts every row changed since the last call into `batch`.
  void collect(RowBatch& batch);
  /// The same, but for debts and customers while they fit into memory, and facts: for a rebuild.
  void collect_settled(RowBatch& batch);
  /// Some of the debts and customers that `collect_settled` left; whether there were any.
  bool collect_some(RowBatch& batch);
  /// How many batches have been collected.
  std::uint64_t collected() const { return collected_; }
  /// As many collected batches are in the rows now.
  void written(std::uint64_t batches);

  const LedgerFacts& facts() const override { return facts_; }
  const Customer* find(CustomerId id) const override;
  const Debt* find(DebtId id) const override;
  const Payment* find(PaymentId id) const override;
  const Communication* find(CommunicationId id) const override;
  const Account* find(AccountId id) const override;
  std::optional<std::uint64_t> holder(UniqueKind kind, std::string_view value) const override;

  LedgerFacts& edit_facts() override { return facts_; }
  Customer& edit(CustomerId id) override;
  Debt& edit(DebtId id) override;
  Payment& edit(PaymentId id) override;
  Communication& edit(CommunicationId id) override;
  Account& edit(AccountId id) override;
  void hold(UniqueKind kind, std::string_view value, std::uint64_t holder) override;
  void release(UniqueKind kind, std::string_view value) override;

  /// Adds the entry to its parent's list; the parent is there.
  void add(const IndexEntry& entry);

 private:
  /// A full block of a list.
  struct Block {
    RowSpace space;
    std::uint64_t parent;
    std::uint64_t number;
    std::string content;
  };

  std::optional<std::string> read(const std::string& key) const;
  // Ids are given in order: above the last one there is nothing to read.
  bool is_given(CustomerId id) const { return id <= facts_.last_customer; }
  bool is_given(DebtId id) const { return id <= facts_.last_debt; }
  bool is_given(PaymentBlockId block) const { return block <= block_of(facts_.last_payment); }
  bool is_given(CommunicationId id) const { return id <= facts_.last_communication; }
  bool is_given(AccountId id) const { return id <= facts_.last_account; }
  template <class Id, class Row>
  std::vector<std::uint64_t> missing_groups(const RowCache<Id, Row>& cache, const std::vector<Id>& ids) const;
  template <class Id, class Row>
  Result<void> load_groups(RowCache<Id, Row>& cache, const std::vector<std::uint64_t>& groups) const;
  template <class Id, class Row>
  Result<void> load_table(RowCache<Id, Row>& cache) const;
  void load_neighbours(const Named& named);
  void note(const Result<void>& loaded);
  void read_lists(const Named& named) const;
  bool busy_rows_fit() const;
  /// Where what is read by `load` goes.
  class Loading;
  template <class Id, class Row>
  Row* look_up(RowCache<Id, Row>& cache, Id id) const;
  template <class Id, class Row>
  Row& edit_in(RowCache<Id, Row>& cache, Id id, bool* first = nullptr);
  ListedDebt& edit_listed(DebtId id);
  void gather_busy(RowBatch& batch, std::size_t rows_max = std::numeric_limits<std::size_t>::max());
  void gather_payments(RowBatch& batch);
  void gather_settled(RowBatch& batch);

  const Rows* rows_;
  std::size_t bytes_max_;
  DebtObserver before_change_;
  DebtObserver after_change_;
  LedgerFacts facts_;
  mutable RowCache<CustomerId, ListedCustomer> customers_;
  mutable RowCache<DebtId, ListedDebt> debts_;
  mutable RowCache<PaymentBlockId, PaymentBlock> payments_;
  mutable RowCache<CommunicationId, Communication> communications_;
  mutable RowCache<AccountId, Account> accounts_;
  Claims claims_;
  std::vector<Block> full_blocks_;
  mutable std::optional<Error> failure_;
  std::uint64_t collected_ = 0;
};

}  // namespace daybook
