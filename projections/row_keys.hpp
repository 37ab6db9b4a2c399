// Keys of the rows in the views.
#pragma once

#include <array>

#include "engine/domain/state.hpp"
#include "engine/privacy/vault.hpp"
#include "engine/row_space.hpp"
#include "projections/payment_block.hpp"

namespace daybook {

/// Days before 1970 are negative; numbers in keys are not.
inline constexpr std::int64_t due_day_zero = std::int64_t{1} << 31U;

inline std::string row_key(CustomerId id) { return RowKey(RowSpace::customers).number(id.value).bytes(); }
inline std::string row_key(DebtId id) { return RowKey(RowSpace::debts).number(id.value).bytes(); }
inline std::string row_key(CommunicationId id) { return RowKey(RowSpace::communications).number(id.value).bytes(); }
inline std::string row_key(AccountId id) { return RowKey(RowSpace::accounts).number(id.value).bytes(); }

/// Where a block of payments stands when the newest payment is `last`.
inline std::string payments_key(PaymentBlockId block, PaymentId last) {
  return last_in(block) <= last ? RowKey(RowSpace::payments).number(block.value).bytes() : RowKey(RowSpace::newest_payments).bytes();
}

/// Where a row of current state stands when the newest payment is `last`.
template <class Id>
std::string row_key(Id id, PaymentId /*last*/) {
  return row_key(id);
}
inline std::string row_key(PaymentBlockId block, PaymentId last) { return payments_key(block, last); }

inline std::string facts_key() { return RowKey(RowSpace::facts).bytes(); }
inline std::string portfolio_key() { return RowKey(RowSpace::portfolio).bytes(); }
inline std::string schema_key() { return RowKey(RowSpace::schema).bytes(); }

/// What stands before the value in the next one.
constexpr std::array<char, 2> start_of_unique_key(UniqueKind kind) {
  return {static_cast<char>(RowSpace::unique), static_cast<char>(kind)};
}
inline std::string unique_key(UniqueKind kind, std::string_view value) {
  const auto start = start_of_unique_key(kind);
  return std::string(start.begin(), start.end()).append(value);
}

inline std::string sealed_key(Table table, std::uint64_t id, GroupKind group) {
  return RowKey(RowSpace::sealed).byte(static_cast<std::uint8_t>(table)).number(id).byte(static_cast<std::uint8_t>(group)).bytes();
}

/// Entries of the customers with a primary phone.
inline std::string phone_prefix(const Token& token) { return RowKey(RowSpace::phones).text(token.view()).bytes(); }

/// A full block of a parent's list.
inline std::string block_key(RowSpace space, std::uint64_t parent, std::uint64_t block) {
  return RowKey(space).number(parent).number(block).bytes();
}

/// Open debts by due day; the order of keys is that of days.
inline std::string due_day_key(Date day) {
  return RowKey(RowSpace::due_days).number(static_cast<std::uint64_t>(std::int64_t{day.days} + due_day_zero)).bytes();
}

inline Date due_day_of(std::string_view key) {
  return Date{static_cast<std::int32_t>(static_cast<std::int64_t>(last_number(key).value_or(0)) - due_day_zero)};
}

}  // namespace daybook
