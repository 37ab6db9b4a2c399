// What earlier imports from the same source brought in.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "api/ledger.hpp"

namespace daybook {

/// Holds a reference to the ledger. One thread at a time.
class EarlierImport {
 public:
  EarlierImport(const Ledger& ledger, std::string source) : ledger_(ledger), source_(std::move(source)) {}

  Result<bool> has(Table table, std::int64_t external_id) const;
  /// Whether the row, its parents among it, differs from what was imported; nothing when it was not.
  Result<std::optional<bool>> differs(const Import& row) const { return ledger_.import_differs(row); }
  /// The ids that customers or debts got, in the order of `external_ids`; all of them were imported. Reads the log where
  /// they are, a stretch at a time: cheap for ids that went in one after another.
  Result<std::vector<std::uint64_t>> ids(Table table, std::span<const std::int64_t> external_ids) const;

 private:
  const Ledger& ledger_;
  std::string source_;
};

}  // namespace daybook
