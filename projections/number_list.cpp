#include "projections/number_list.hpp"

#include "projections/archive.hpp"

namespace daybook {

std::optional<std::string> NumberList::add(std::uint64_t number) {
  if (count > 0 && number <= last) {
    return std::nullopt;
  }
  std::optional<std::string> full;
  if (count == block_numbers) {
    full = std::exchange(bytes, {});
    ++blocks;
    count = 0;
    last = 0;
  }
  GrowingBytes difference;
  ArchiveWriter(difference).number_of(number - last);
  bytes.append(difference.view());
  ++count;
  last = number;
  return full;
}

std::optional<std::vector<std::uint64_t>> numbers_in(std::string_view bytes) {
  std::vector<std::uint64_t> numbers;
  const bool readable = for_each_number(bytes, [&numbers](std::uint64_t number) { numbers.push_back(number); });
  return readable ? std::optional(std::move(numbers)) : std::nullopt;
}

NumberList* ListedCustomer::list(RowSpace space) {
  if (space == RowSpace::customer_history) {
    return &history;
  }
  if (space == RowSpace::debts_of_customer) {
    return &debts;
  }
  if (space == RowSpace::communications_of_customer) {
    return &communications;
  }
  return space == RowSpace::accounts_of_customer ? &accounts : nullptr;
}

NumberList* ListedDebt::list(RowSpace space) {
  if (space == RowSpace::debt_history) {
    return &history;
  }
  if (space == RowSpace::payments_of_debt) {
    return &payments;
  }
  return space == RowSpace::communications_of_debt ? &communications : nullptr;
}

}  // namespace daybook
