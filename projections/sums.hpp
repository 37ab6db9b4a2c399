// Law 8 for what is read: the portfolio and every customer's sums are those of the events.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/domain/laws.hpp"
#include "projections/row_source.hpp"

namespace daybook {

/// Every sum of `rows` that is not what the events say, at most `Laws::breaches_max`. `rows` must be as new as `laws`.
/// Reads all customers and debts in order, the debts once for each half a million customers. `corrupt` when the rows cannot be read.
Result<std::vector<Laws::Breach>> check_sums(const Laws& laws, const RowSource& rows);

/// Law 5 for all unique values at once: whether every payment holds its transaction id, every customer and account its own values, and
/// nobody else holds one. By sums of 64 bits: against errors of ours, not against somebody who makes rows on purpose.
class HeldValues {
 public:
  /// To be given every row of the views, in any order; others than unique values, payments, customers and accounts do not count.
  void take(std::string_view key, std::string_view value);

  bool transaction_ids_agree() const;
  bool tokens_agree() const;

 private:
  void use(UniqueKind kind, std::string_view value, std::uint64_t holder) { sum_of(kind) += pair_of(kind, value, holder); }
  void use_if(UniqueKind kind, const std::optional<Token>& token, std::uint64_t holder);
  static std::uint64_t pair_of(UniqueKind kind, std::string_view value, std::uint64_t holder);
  std::uint64_t& sum_of(UniqueKind kind) { return sums_.at(static_cast<std::size_t>(kind)); }

  /// By kind: what is used less what is held.
  std::array<std::uint64_t, 16> sums_{};
};

}  // namespace daybook
