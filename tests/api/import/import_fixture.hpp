// A ledger and an old database in a folder of their own.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

#include "api/import/importer.hpp"
#include "tests/api/import/old_database.hpp"
#include "tests/support/temp_folder.hpp"

namespace daybook {

class ImportTest : public testing::Test {
 protected:
  /// Always 2026-01-01.
  class FixedClock final : public Clock {
   public:
    Instant now() override { return parse_instant("2026-01-01").value(); }
  };

  explicit ImportTest(OldDatabase::Constraints constraints = OldDatabase::Constraints::kept)
      : old(path("bank.sqlite"), constraints), ledger(Ledger::create(ledger_options("ledger")).value()) {}

  LedgerOptions ledger_options(const std::string& name) {
    LedgerOptions options;
    options.directory = folder_.path() / name;
    options.clock = &clock_;
    return options;
  }

  std::filesystem::path path(const std::string& name) const { return folder_.path() / name; }

  ImportReport import(bool dry_run = false) { return import_into(*ledger, dry_run); }
  ImportReport import_into(Ledger& target, bool dry_run = false) {
    ImportOptions options;
    options.file = old.file();
    options.dry_run = dry_run;
    return import_database(target, options).value();
  }

  Position newest() const { return ledger->snapshot().position(); }
  std::vector<EventDetails> events(const std::string& type) const {
    EventQuery query;
    query.type = type;
    query.limit = 100'000;
    return ledger->snapshot().events(query).value();
  }

  /// "payments 7 invalid_field", one a rejection.
  static std::vector<std::string> rejections(const ImportReport& report) {
    std::vector<std::string> found;
    for (const ImportRejection& each : report.rejected) {
      const std::string id = each.row.id ? std::to_string(*each.row.id) : "none";
      found.push_back(std::string(table_name(each.row.table)) + " " + id + " " + std::string(each.code));
    }
    return found;
  }
  /// "payments 7"
  static std::vector<std::string> changes(const ImportReport& report) {
    std::vector<std::string> found;
    found.reserve(report.changed.size());
    for (const ImportRow& each : report.changed) {
      found.push_back(std::string(table_name(each.table)) + " " + std::to_string(*each.id));
    }
    return found;
  }
  /// "payments 7: payment_date is …"
  static std::vector<std::string> listings(const ImportReport& report) {
    std::vector<std::string> found;
    found.reserve(report.listed.size());
    for (const ImportListing& each : report.listed) {
      found.push_back(std::string(table_name(each.row.table)) + " " + std::to_string(*each.row.id) + ": " + each.reason);
    }
    return found;
  }
  static std::uint64_t sum(const ImportReport& report, std::uint64_t TableTotals::* count) {
    std::uint64_t sum = 0;
    for (const Table table : imported_tables()) {
      sum += report.of(table).*count;
    }
    return sum;
  }

 private:
  TempFolder folder_;
  FixedClock clock_;

 protected:
  // NOLINTBEGIN(readability-identifier-naming): the words of the tests
  OldDatabase old;
  std::unique_ptr<Ledger> ledger;
  // NOLINTEND(readability-identifier-naming)
};

/// The same over a database that takes NULLs and duplicates.
class BrokenImportTest : public ImportTest {
 protected:
  BrokenImportTest() : ImportTest(OldDatabase::Constraints::dropped) {}
};

}  // namespace daybook
