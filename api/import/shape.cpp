#include "api/import/shape.hpp"

#include <algorithm>

#include "engine/domain/command.hpp"
#include "events/require.hpp"

namespace daybook {
namespace {

/// Derived in the ledger, or unknown to the old database.
bool is_read(const Field& field) { return field.name != "days_past_due" && field.name != "debt_ids"; }

/// The old rows always say these, though a command may leave them out.
bool is_needed(const Field& field) {
  return field.presence == Presence::required || field.name == "current_balance" || field.name == "timestamp";
}

template <class Command>
SourceShape shape(std::string_view name, std::string_view order) {
  SourceShape shape{Command::table, name, {{"id", true}, {"created_at", false}, {"updated_at", false}}, order};
  const Command any{};
  Command::fields(any, [&](const Field& field, const auto&) {
    if (is_read(field)) {
      shape.columns.push_back({field.name, is_needed(field)});
    }
  });
  return shape;
}

}  // namespace

const SourceShape& shape_of(Table table) {
  static const std::array shapes{
      shape<CreateCustomer>("customers", "id"),
      shape<IssueDebt>("debts", "id"),
      shape<RecordPayment>("payments", "debt_id, id"),
      shape<LogCommunication>("communication_logs", "id"),
      shape<LinkAccount>("accounts", "id"),
  };
  const auto* found = std::ranges::find(shapes, table, &SourceShape::table);
  require(found != shapes.end(), "the ledger itself is no table of the old database");
  return *found;
}

}  // namespace daybook
