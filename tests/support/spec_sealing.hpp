// Stands in for engine/privacy in tests: tokens and sealed groups are plain functions of the values, without a key.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "engine/domain/command.hpp"
#include "engine/domain/sealing.hpp"
#include "engine/domain/state.hpp"

namespace daybook::spec {

/// Values of a row's sealed fields, as text ("1980-01-02", "52000.00", "720").
using Values = std::map<SealedField, std::string>;

/// Equal values of one field have equal tokens. `comparable` is already normalized.
Token token_of(SealedField field, std::string_view comparable);

/// The tokens of the unique and searchable values among `values`.
Tokens tokens_of(const Values& values);

/// A readable blob; empty for no values.
Sealed seal(const Values& values);
Values open(const Sealed& sealed);

/// `ssn`, `account_number` and `routing_number` go into the secret group, apart from the others.
bool is_secret(SealedField field);

/// The sealed values a command gives; cleared ones are left out.
Values values_of(const Command& command);

/// Prepares commands as the caller's thread does, and remembers the values of every row.
class Sealer {
 public:
  /// The row whose groups an update replaces, and where they were last written; nowhere when there is no such row.
  struct Updated {
    Table table = Table::ledger;
    std::uint64_t id = 0;
    std::optional<Position> sealed_at;
  };

  /// What decide gets beside `command`.
  Sealing prepare(const State& state, const Command& command);
  /// Takes in the groups of a fact. Every fact is learned once, in order.
  void learn(const Event& event);
  /// All sealed values of a row.
  Values values(Table table, std::uint64_t id) const;

 private:
  struct Groups {
    Values personal;
    Values secret;
  };
  void prepare_update(const Updated& row, const Command& command, Sealing& sealing) const;

  std::map<std::pair<Table, std::uint64_t>, Groups> rows_;
  std::uint64_t keys_ = 0;
};

}  // namespace daybook::spec
