// Where a snapshot's rows come from: the views as they are, or one customer as it was.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/domain/map_state.hpp"
#include "engine/integrity/tree.hpp"
#include "engine/privacy/vault.hpp"
#include "engine/row_space.hpp"
#include "engine/store/rows.hpp"
#include "events/result.hpp"
#include "projections/number_list.hpp"
#include "projections/summary.hpp"

namespace daybook {

/// A page of ids: above `after`, at most `limit`, ascending.
struct Page {
  std::uint64_t after = 0;
  std::size_t limit = 500;
};

/// A customer, and the ids of its debts, ascending.
struct CustomerWithDebts {
  Customer customer;
  std::vector<std::uint64_t> debts;
};

/// Immutable; any thread. Two implementations below.
class RowSource {
 public:
  virtual ~RowSource() = default;

  virtual const LedgerFacts& facts() const = 0;
  virtual Result<std::optional<Customer>> find(CustomerId id) const = 0;
  virtual Result<std::optional<CustomerWithDebts>> find_with_debts(CustomerId id) const = 0;
  virtual Result<std::optional<Debt>> find(DebtId id) const = 0;
  virtual Result<std::optional<Payment>> find(PaymentId id) const = 0;
  virtual Result<std::optional<Communication>> find(CommunicationId id) const = 0;
  virtual Result<std::optional<Account>> find(AccountId id) const = 0;
  virtual Result<std::optional<std::uint64_t>> holder(UniqueKind kind, std::string_view value) const = 0;
  /// A row's sealed group; empty when it has none.
  virtual Result<Sealed> sealed(Table table, std::uint64_t id, GroupKind kind) const = 0;
  /// Children of `parent` in one of the index spaces.
  virtual Result<std::vector<std::uint64_t>> children(RowSpace space, std::uint64_t parent, const Page& page) const = 0;
  virtual Result<Portfolio> portfolio() const = 0;
  /// Every debt, by id.
  virtual Result<void> for_each_debt(const std::function<void(const Debt&)>& visit) const = 0;
  /// Every customer from `first` to `last`, by id.
  virtual Result<void> for_each_customer(CustomerId first, CustomerId last,
                                         const std::function<void(const CustomerWithDebts&)>& visit) const = 0;
  /// Hash of the full subtree of `Tree::subtree_leaves` leaves with this number, from 0; `corrupt` when it is not there.
  virtual Result<Hash> subtree(std::uint64_t number) const = 0;
  /// The right edge of the tree.
  virtual Result<Tree> tree() const = 0;
  /// Customers whose primary phone has this token, ascending.
  virtual Result<std::vector<CustomerId>> customers_with_phone(const Token& phone) const = 0;
};

/// The portfolio as the rows have it; `corrupt` when it cannot be read.
Result<Portfolio> read_portfolio(const RowSnapshot& rows);

/// The views at one moment.
class ViewSource final : public RowSource {
  /// Only `open` has one.
  struct Opened {};

 public:
  ViewSource(Opened, std::unique_ptr<const RowSnapshot> rows) : rows_(std::move(rows)) {}
  static Result<std::shared_ptr<const ViewSource>> open(std::unique_ptr<const RowSnapshot> rows);

  const LedgerFacts& facts() const override { return facts_; }
  Result<std::optional<Customer>> find(CustomerId id) const override;
  Result<std::optional<CustomerWithDebts>> find_with_debts(CustomerId id) const override;
  Result<std::optional<Debt>> find(DebtId id) const override;
  Result<std::optional<Payment>> find(PaymentId id) const override;
  Result<std::optional<Communication>> find(CommunicationId id) const override;
  Result<std::optional<Account>> find(AccountId id) const override;
  Result<std::optional<std::uint64_t>> holder(UniqueKind kind, std::string_view value) const override;
  Result<Sealed> sealed(Table table, std::uint64_t id, GroupKind kind) const override;
  Result<std::vector<std::uint64_t>> children(RowSpace space, std::uint64_t parent, const Page& page) const override;
  Result<Portfolio> portfolio() const override;
  Result<void> for_each_debt(const std::function<void(const Debt&)>& visit) const override;
  Result<void> for_each_customer(CustomerId first, CustomerId last,
                                 const std::function<void(const CustomerWithDebts&)>& visit) const override;
  Result<Hash> subtree(std::uint64_t number) const override;
  Result<Tree> tree() const override;
  Result<std::vector<CustomerId>> customers_with_phone(const Token& phone) const override;

  const RowSnapshot& rows() const { return *rows_; }

 private:
  template <class Parse>
  Result<void> scan_rows(const std::string& prefix, const std::string& from, Parse parse) const;
  /// Numbers of a space that stands under no row.
  Result<std::vector<std::uint64_t>> scan(RowSpace space, const Page& page) const;
  Result<NumberList> list(RowSpace space, std::uint64_t parent) const;
  Result<std::vector<std::uint64_t>> numbers(const NumberList& list, RowSpace space, std::uint64_t parent, const Page& page) const;
  Result<std::vector<std::uint64_t>> block(RowSpace space, std::uint64_t parent, std::uint64_t number) const;
  Result<std::uint64_t> first_block(RowSpace space, std::uint64_t parent, std::uint64_t blocks, std::uint64_t after) const;

  std::unique_ptr<const RowSnapshot> rows_;
  LedgerFacts facts_;
};

/// One customer's rows at a position in the past, from that customer's part of the log.
class PastSource final : public RowSource {
 public:
  /// `facts`: the ledger's, with the position the source reflects.
  explicit PastSource(const LedgerFacts& facts) : facts_(facts) {}

  /// Applies a record of the customer, in order, before the source is shared.
  void apply(const Record& record);

  const LedgerFacts& facts() const override { return facts_; }
  Result<std::optional<Customer>> find(CustomerId id) const override { return copy(state_.find(id)); }
  Result<std::optional<CustomerWithDebts>> find_with_debts(CustomerId id) const override;
  Result<std::optional<Debt>> find(DebtId id) const override { return copy(state_.find(id)); }
  Result<std::optional<Payment>> find(PaymentId id) const override { return copy(state_.find(id)); }
  Result<std::optional<Communication>> find(CommunicationId id) const override { return copy(state_.find(id)); }
  Result<std::optional<Account>> find(AccountId id) const override { return copy(state_.find(id)); }
  Result<std::optional<std::uint64_t>> holder(UniqueKind kind, std::string_view value) const override { return state_.holder(kind, value); }
  Result<Sealed> sealed(Table table, std::uint64_t id, GroupKind kind) const override;
  Result<std::vector<std::uint64_t>> children(RowSpace space, std::uint64_t parent, const Page& page) const override;
  /// `invalid_field`, here and below: one customer is no portfolio.
  Result<Portfolio> portfolio() const override;
  Result<void> for_each_debt(const std::function<void(const Debt&)>& visit) const override;
  Result<void> for_each_customer(CustomerId first, CustomerId last,
                                 const std::function<void(const CustomerWithDebts&)>& visit) const override;
  /// `invalid_field`: one customer has no tree of its own.
  Result<Hash> subtree(std::uint64_t number) const override;
  Result<Tree> tree() const override;
  /// `invalid_field`: one customer is not looked for.
  Result<std::vector<CustomerId>> customers_with_phone(const Token& phone) const override;

 private:
  static Error only_customers();
  template <class Row>
  static std::optional<Row> copy(const Row* row) {
    return row == nullptr ? std::nullopt : std::optional(*row);
  }

  LedgerFacts facts_;
  MapState state_;
  std::map<std::string, Sealed> sealed_;
  std::map<std::pair<RowSpace, std::uint64_t>, std::set<std::uint64_t>> children_;
};

}  // namespace daybook
