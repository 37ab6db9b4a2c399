#include "api/import/report.hpp"

#include <algorithm>

#include "api/import/shape.hpp"
#include "api/json/writer.hpp"

namespace daybook {
namespace {

void write_row(JsonWriter& writer, const ImportRow& row) {
  writer.member("table", table_name(row.table));
  writer.member("id", row.id);
}

void write_entry(JsonWriter& writer, const ImportAdjustment& adjustment) {
  writer.member("debt_id", adjustment.debt_id);
  writer.member("external_id", adjustment.external_id);
  writer.member("amount", adjustment.amount);
}

void write_entry(JsonWriter& writer, const ImportRejection& rejection) {
  write_row(writer, rejection.row);
  writer.member("code", rejection.code);
  writer.member("reason", rejection.reason);
}

void write_entry(JsonWriter& writer, const ImportRow& row) { write_row(writer, row); }

void write_entry(JsonWriter& writer, const ImportListing& listing) {
  write_row(writer, listing.row);
  writer.member("reason", listing.reason);
}

void write_list(JsonWriter& writer, std::string_view name, const auto& entries) {
  writer.name(name);
  writer.begin_array();
  for (const auto& entry : entries) {
    writer.begin_object();
    write_entry(writer, entry);
    writer.end_object();
  }
  writer.end_array();
}

void write_totals(JsonWriter& writer, const ImportReport& report) {
  writer.member("source", report.source);
  writer.member("database", report.database);
  writer.member("dry_run", report.dry_run);
  writer.name("totals");
  writer.begin_object();
  for (const Table table : imported_tables()) {
    writer.name(table_name(table));
    writer.begin_object();
    write_fields(writer, report.of(table));
    writer.end_object();
  }
  writer.member("adjustments_sum", report.adjustments_sum);
  writer.end_object();
}

}  // namespace

void ImportReport::adjust(const ImportAdjustment& adjustment) {
  adjustments.push_back(adjustment);
  adjustments_sum += adjustment.amount;
}

void ImportReport::reject(const ImportRow& row, const Error& error) {
  ++of(row.table).rejected;
  std::string reason;
  for (const Error& each : flatten(error)) {
    reason += (reason.empty() ? "" : "; ") + each.detail;
  }
  rejected.push_back({row, to_text(error.code), std::move(reason)});
}

void ImportReport::reject_child(const ImportRow& row) {
  ++of(row.table).rejected;
  rejected.push_back({row, "parent_rejected", "parent_rejected"});
}

void ImportReport::change(const ImportRow& row) {
  ++of(row.table).changed;
  changed.push_back(row);
}

void ImportReport::list(const ImportRow& row, std::string reason) { listed.push_back({row, std::move(reason)}); }

void ImportReport::sort() {
  std::ranges::stable_sort(rejected, {}, &ImportRejection::row);
  std::ranges::stable_sort(changed);
  std::ranges::stable_sort(listed, {}, &ImportListing::row);
}

std::span<const Table> imported_tables() { return source_tables; }
std::string_view table_name(Table table) { return shape_of(table).name; }

std::string report_document(const ImportReport& report, const Currency& currency) {
  JsonWriter writer(currency);
  writer.begin_object();
  write_totals(writer, report);
  write_list(writer, "adjustments", report.adjustments);
  write_list(writer, "rejected", report.rejected);
  write_list(writer, "changed", report.changed);
  write_list(writer, "listed", report.listed);
  writer.end_object();
  return writer.take();
}

std::string totals_document(const ImportReport& report, const Currency& currency) {
  JsonWriter writer(currency);
  writer.begin_object();
  write_totals(writer, report);
  writer.end_object();
  return writer.take();
}

}  // namespace daybook
