// Keys of the rows in the views.
#pragma once

#include "engine/domain/state.hpp"
#include "engine/privacy/vault.hpp"
#include "engine/row_space.hpp"

namespace daybook {

inline std::string row_key(CustomerId id) { return RowKey(RowSpace::customers).number(id.value).bytes(); }
inline std::string row_key(DebtId id) { return RowKey(RowSpace::debts).number(id.value).bytes(); }
inline std::string row_key(PaymentId id) { return RowKey(RowSpace::payments).number(id.value).bytes(); }
inline std::string row_key(CommunicationId id) { return RowKey(RowSpace::communications).number(id.value).bytes(); }
inline std::string row_key(AccountId id) { return RowKey(RowSpace::accounts).number(id.value).bytes(); }

inline std::string facts_key() { return RowKey(RowSpace::facts).bytes(); }
inline std::string portfolio_key() { return RowKey(RowSpace::portfolio).bytes(); }
inline std::string schema_key() { return RowKey(RowSpace::schema).bytes(); }

inline std::string unique_key(UniqueKind kind, std::string_view value) {
  return RowKey(RowSpace::unique).byte(static_cast<std::uint8_t>(kind)).text(value).bytes();
}

inline std::string sealed_key(Table table, std::uint64_t id, GroupKind group) {
  return RowKey(RowSpace::sealed).byte(static_cast<std::uint8_t>(table)).number(id).byte(static_cast<std::uint8_t>(group)).bytes();
}

/// An entry of an index: the parent, then the child.
inline std::string index_key(RowSpace space, std::uint64_t parent, std::uint64_t child) {
  return RowKey(space).number(parent).number(child).bytes();
}

/// All entries of a parent.
inline std::string index_prefix(RowSpace space, std::uint64_t parent) { return RowKey(space).number(parent).bytes(); }

}  // namespace daybook
