// Ascending numbers that belong to a row: positions of its history, ids of its children.
//
// The newest ones are part of the row, which an event about them changes anyway; full blocks of older ones are rows of their own,
// written once. So a new entry costs a few bytes of a row and no row of its own.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/domain/entities.hpp"
#include "engine/row_space.hpp"

namespace daybook {

/// Numbers of a full block. Small: the newest are written again with every change of their row.
inline constexpr std::uint64_t block_numbers = 16;

/// A value; part of its row. Numbers are kept as they are written: the first, then differences, as varints.
struct NumberList {
  /// Full blocks of older numbers, numbered from 0.
  std::uint64_t blocks = 0;
  /// Of the newest.
  std::uint64_t count = 0;
  std::uint64_t last = 0;
  std::string bytes;

  /// Takes a number. Those not above the last one are in the list already: ids and positions are given in order. When the newest
  /// are a full block they are returned, as block `blocks - 1`, and `number` starts the next.
  std::optional<std::string> add(std::uint64_t number);
};

/// The numbers in `bytes`, ascending; nothing when the bytes are not some.
std::optional<std::vector<std::uint64_t>> numbers_in(std::string_view bytes);

struct ListedCustomer {
  Customer row;
  NumberList history;
  NumberList debts;
  NumberList communications;
  NumberList accounts;

  /// The list of one of a customer's spaces; null for other spaces.
  NumberList* list(RowSpace space);
};

struct ListedDebt {
  Debt row;
  NumberList history;
  NumberList payments;
  NumberList communications;

  /// The list of one of a debt's spaces; null for other spaces.
  NumberList* list(RowSpace space);
};

/// Whether the space lists what belongs to customers; other lists belong to debts.
constexpr bool is_of_customers(RowSpace space) {
  return space == RowSpace::customer_history || space == RowSpace::debts_of_customer || space == RowSpace::communications_of_customer ||
         space == RowSpace::accounts_of_customer;
}

}  // namespace daybook
