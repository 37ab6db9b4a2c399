// Ascending numbers that belong to a row: positions of its history, ids of its children.
//
// The newest ones are part of the row, which an event about them changes anyway; full blocks of older ones are rows of their own,
// written once. So a new entry costs a few bytes of a row and no row of its own.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "engine/domain/entities.hpp"
#include "engine/row_space.hpp"

namespace daybook {

/// Numbers of a full block.
inline constexpr std::size_t block_numbers_max = 64;

/// A value; part of its row.
struct NumberList {
  /// Full blocks of older numbers, numbered from 0.
  std::uint64_t blocks = 0;
  std::vector<std::uint64_t> newest;

  /// Takes a number not below the last one; the last one again changes nothing. When the newest are full they are returned, as
  /// block `blocks - 1`, and `number` starts the next.
  std::optional<std::vector<std::uint64_t>> add(std::uint64_t number) {
    if (!newest.empty() && newest.back() == number) {
      return std::nullopt;
    }
    std::optional<std::vector<std::uint64_t>> full;
    if (newest.size() == block_numbers_max) {
      full = std::exchange(newest, {});
      ++blocks;
    }
    newest.push_back(number);
    return full;
  }
};

struct ListedCustomer {
  Customer row;
  NumberList history;
  NumberList debts;
  NumberList communications;
  NumberList accounts;

  static bool has(RowSpace space) { return ListedCustomer{}.list(space) != nullptr; }
  /// The list of one of a customer's spaces; null for other spaces.
  NumberList* list(RowSpace space) {
    switch (space) {
      case RowSpace::customer_history:
        return &history;
      case RowSpace::debts_of_customer:
        return &debts;
      case RowSpace::communications_of_customer:
        return &communications;
      case RowSpace::accounts_of_customer:
        return &accounts;
      default:
        return nullptr;
    }
  }
};

struct ListedDebt {
  Debt row;
  NumberList history;
  NumberList payments;
  NumberList communications;

  /// The list of one of a debt's spaces; null for other spaces.
  NumberList* list(RowSpace space) {
    switch (space) {
      case RowSpace::debt_history:
        return &history;
      case RowSpace::payments_of_debt:
        return &payments;
      case RowSpace::communications_of_debt:
        return &communications;
      default:
        return nullptr;
    }
  }
};

}  // namespace daybook
