// What is about to be asked of State, so that it can be read many at a time.
#pragma once

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/domain/state.hpp"

namespace daybook {

/// Rows and unique values that commands or events name. The texts are somebody else's.
struct Named {
  std::vector<CustomerId> customers;
  std::vector<DebtId> debts;
  std::vector<PaymentId> payments;
  std::vector<std::pair<UniqueKind, std::string_view>> values;

  void clear() {
    customers.clear();
    debts.clear();
    payments.clear();
    values.clear();
  }
};

/// Adds what one command or event names in fields of its own. What it leads to beyond that (a payment's debt) is not known yet.
template <class Fact>
void add_named(const Fact& fact, Named& named) {
  if constexpr (requires {
                  { fact.customer_id } -> std::convertible_to<CustomerId>;
                }) {
    named.customers.push_back(fact.customer_id);
  }
  if constexpr (requires {
                  { fact.debt_id } -> std::convertible_to<DebtId>;
                }) {
    named.debts.push_back(fact.debt_id);
  }
  if constexpr (requires {
                  { fact.to_debt_id } -> std::convertible_to<DebtId>;
                }) {
    named.debts.push_back(fact.from_debt_id);
    named.debts.push_back(fact.to_debt_id);
  }
  if constexpr (requires {
                  { fact.payment_id } -> std::convertible_to<PaymentId>;
                }) {
    named.payments.push_back(fact.payment_id);
  }
  if constexpr (requires {
                  { fact.transaction_id } -> std::convertible_to<std::optional<std::string>>;
                }) {
    if (fact.transaction_id) {
      named.values.emplace_back(UniqueKind::transaction_id, *fact.transaction_id);
    }
  }
}

}  // namespace daybook
