// What an import did: for people and programs. Never holds a personal value.
#pragma once

#include <array>
#include <compare>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "events/error.hpp"
#include "events/ids.hpp"
#include "events/kinds.hpp"
#include "events/money.hpp"
#include "projections/total.hpp"

namespace daybook {

/// Rows of one table. All that were read are one of the other four.
struct TableTotals {
  std::uint64_t read = 0;
  std::uint64_t imported = 0;
  /// Imported earlier, the same today.
  std::uint64_t unchanged = 0;
  /// Imported earlier, different today; not applied.
  std::uint64_t changed = 0;
  std::uint64_t rejected = 0;

  static void fields(auto& self, auto&& visit) {
    visit("read", self.read);
    visit("imported", self.imported);
    visit("unchanged", self.unchanged);
    visit("changed", self.changed);
    visit("rejected", self.rejected);
  }
};

/// Interest and fees that the old database had no column for.
struct ImportAdjustment {
  DebtId debt_id;
  std::int64_t external_id = 0;
  Money amount;
};

/// A row of the old database, by its table and its id there.
struct ImportRow {
  Table table = Table::customers;
  /// None when the row has no usable one.
  std::optional<std::int64_t> id{};

  friend auto operator<=>(const ImportRow&, const ImportRow&) = default;
};

struct ImportRejection {
  ImportRow row;
  /// An ErrorCode's name, or `parent_rejected`, which is its reason too.
  std::string_view code;
  std::string reason;
};

/// A row that went in though something about it is worth knowing.
struct ImportListing {
  ImportRow row;
  std::string reason;
};

struct ImportReport {
  std::string source{};
  /// Name of the file, without its folder.
  std::string database{};
  bool dry_run = false;
  /// By Table's number; the ledger's own stays 0.
  std::array<TableTotals, 6> totals{};
  Total adjustments_sum{};
  std::vector<ImportAdjustment> adjustments{};
  std::vector<ImportRejection> rejected{};
  std::vector<ImportRow> changed{};
  std::vector<ImportListing> listed{};

  TableTotals& of(Table table) { return totals[static_cast<std::size_t>(table)]; }
  const TableTotals& of(Table table) const { return totals[static_cast<std::size_t>(table)]; }

  void adjust(const ImportAdjustment& adjustment);
  /// All details of the error become the reason.
  void reject(const ImportRow& row, const Error& error);
  void reject_child(const ImportRow& row);
  void change(const ImportRow& row);
  void list(const ImportRow& row, std::string reason);
  /// Puts the lists of rows in order of table and id.
  void sort();
};

/// The tables of the old database, parents first, and the name of each there.
std::span<const Table> imported_tables();
std::string_view table_name(Table table);

/// One JSON document: `source`, `database`, `dry_run`, `totals` by table and `adjustments_sum`, then `adjustments`, `rejected`,
/// `changed` and `listed`. Tables have the old database's names.
std::string report_document(const ImportReport& report, const Currency& currency);
/// The same without the four lists.
std::string totals_document(const ImportReport& report, const Currency& currency);

}  // namespace daybook
