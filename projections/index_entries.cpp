#include "projections/index_entries.hpp"

#include <algorithm>
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

using Visit = std::function<void(const IndexEntry&)>;

class Children {
 public:
  explicit Children(const Visit& visit) : visit_(visit) {}

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
  void add(RowSpace space, std::uint64_t parent, std::uint64_t child) const { visit_({space, parent, child}); }

  const Visit& visit_;
};

/// The debts an event is about; those a communication names among them.
template <class Row, class Take>
void for_each_debt(const Row& row, Take take) {
  if constexpr (std::is_same_v<Row, CommunicationLogged>) {
    std::ranges::for_each(row.debt_ids, take);
  } else if constexpr (std::is_same_v<Row, CreditApplied>) {
    take(row.from_debt_id);
    take(row.to_debt_id);
  } else if constexpr (AboutDebt<Row>) {
    take(row.debt_id);
  }
}

}  // namespace

void for_each_index_entry(const Record& record, const std::function<void(const IndexEntry&)>& visit) {
  const std::uint64_t position = record.envelope.position.value;
  if (record.envelope.customer) {
    visit({RowSpace::customer_history, record.envelope.customer.value, position});
  }
  if (std::holds_alternative<TokenCreated>(record.event) || std::holds_alternative<TokenRevoked>(record.event)) {
    visit({RowSpace::access, 0, position});
  }
  std::visit(
      [&](const auto& alternative) {
        const auto& row = row_of(alternative);
        for_each_debt(row, [&](DebtId debt) { visit({RowSpace::debt_history, debt.value, position}); });
        Children{visit}(row);
      },
      record.event);
}

}  // namespace daybook
