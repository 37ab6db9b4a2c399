#include "api/import/earlier_import.hpp"

#include <algorithm>

#include "events/require.hpp"

namespace daybook {
namespace {

/// Where a row went in, and its place among those asked for.
struct Place {
  Position position;
  std::size_t index = 0;
};

/// Events read at a time.
constexpr std::uint64_t stretch_positions = 2'000;

std::uint64_t id_of(const Event& event) {
  if (const auto* customer = std::get_if<CustomerImported>(&event)) {
    return customer->row.customer_id.value;
  }
  const auto* debt = std::get_if<DebtImported>(&event);
  require(debt != nullptr, "only events of the asked type are read");
  return debt->row.debt_id.value;
}

/// The imports from `from` on, as far as a stretch goes.
Result<std::vector<EventDetails>> read_stretch(const Snapshot& snapshot, Table table, Position from) {
  const std::uint64_t last = std::min(from.value + stretch_positions - 1, snapshot.position().value);
  EventQuery query;
  query.from = from;
  query.to.value = last;
  query.type = table == Table::customers ? "CustomerImported" : "DebtImported";
  query.limit = stretch_positions;
  return snapshot.events(query);
}

}  // namespace

Result<bool> EarlierImport::has(Table table, std::int64_t external_id) const {
  BOOST_OUTCOME_TRY(const auto position, ledger_.snapshot().imported_at(table, source_, external_id));
  return position.has_value();
}

Result<std::vector<std::uint64_t>> EarlierImport::ids(Table table, std::span<const std::int64_t> external_ids) const {
  const Snapshot snapshot = ledger_.snapshot();
  std::vector<Place> places;
  for (std::size_t i = 0; i < external_ids.size(); ++i) {
    BOOST_OUTCOME_TRY(const auto position, snapshot.imported_at(table, source_, external_ids[i]));
    require(position.has_value(), "the row was imported");
    places.push_back({*position, i});
  }
  std::ranges::sort(places, {}, &Place::position);

  std::vector<std::uint64_t> ids(external_ids.size());
  for (auto place = places.begin(); place != places.end();) {
    const Position first = place->position;
    BOOST_OUTCOME_TRY(const auto stretch, read_stretch(snapshot, table, first));
    for (const EventDetails& details : stretch) {
      if (place != places.end() && place->position == details.record.envelope.position) {
        ids[place->index] = id_of(details.record.event);
        ++place;
      }
    }
    if (place != places.end() && place->position == first) {
      return error(ErrorCode::corrupt, "no import at position " + std::to_string(first.value) + ", where the views know of one");
    }
  }
  return ids;
}

}  // namespace daybook
