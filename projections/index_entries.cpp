#include "projections/index_entries.hpp"

#include <type_traits>

namespace daybook {
namespace {

template <class Event>
concept AboutDebt = requires(const Event& event) {
  { event.debt_id } -> std::convertible_to<DebtId>;
};

/// An event that makes a row, or the row inside an imported one.
template <class Made>
const auto& row_of(const Made& event) {
  if constexpr (requires { event.row; }) {
    return event.row;
  } else {
    return event;
  }
}

class Children {
 public:
  explicit Children(std::vector<IndexEntry>& entries) : entries_(entries) {}

  void operator()(const DebtIssued& row) const { add(RowSpace::debts_of_customer, row.customer_id.value, row.debt_id.value); }
  void operator()(const PaymentInitiated& row) const { add(RowSpace::payments_of_debt, row.debt_id.value, row.payment_id.value); }
  void operator()(const PaymentCompleted& row) const { add(RowSpace::payments_of_debt, row.debt_id.value, row.payment_id.value); }
  void operator()(const AccountLinked& row) const { add(RowSpace::accounts_of_customer, row.customer_id.value, row.account_id.value); }
  void operator()(const CommunicationLogged& row) const {
    add(RowSpace::communications_of_customer, row.customer_id.value, row.communication_id.value);
    for (const DebtId debt : row.debt_ids) {
      add(RowSpace::communications_of_debt, debt.value, row.communication_id.value);
    }
  }
  // All other events make no row that is listed under another.
  void operator()(const auto&) const {}

 private:
  void add(RowSpace space, std::uint64_t parent, std::uint64_t child) const { entries_.push_back({space, parent, child}); }

  std::vector<IndexEntry>& entries_;
};

}  // namespace

std::vector<DebtId> debts_of(const Event& event) {
  return std::visit(
      [](const auto& alternative) -> std::vector<DebtId> {
        const auto& row = row_of(alternative);
        using Row = std::remove_cvref_t<decltype(row)>;
        if constexpr (std::is_same_v<Row, CommunicationLogged>) {
          return row.debt_ids;
        } else if constexpr (std::is_same_v<Row, CreditApplied>) {
          return {row.from_debt_id, row.to_debt_id};
        } else if constexpr (AboutDebt<Row>) {
          return {row.debt_id};
        } else {
          return {};
        }
      },
      event);
}

std::vector<IndexEntry> index_entries(const Record& record) {
  std::vector<IndexEntry> entries;
  const std::uint64_t position = record.envelope.position.value;
  if (record.envelope.customer) {
    entries.push_back({RowSpace::customer_history, record.envelope.customer.value, position});
  }
  for (const DebtId debt : debts_of(record.event)) {
    entries.push_back({RowSpace::debt_history, debt.value, position});
  }
  std::visit([&](const auto& alternative) { Children{entries}(row_of(alternative)); }, record.event);
  return entries;
}

}  // namespace daybook
