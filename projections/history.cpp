// The part of a snapshot that reads the log: events, and the past.
#include <algorithm>

#include "engine/record_reader.hpp"
#include "projections/row_source.hpp"
#include "projections/sealed_groups.hpp"
#include "projections/snapshot.hpp"

namespace daybook {
namespace {

std::string masked(SealedField field, const std::string& value) {
  if (field == SealedField::ssn) {
    return masked_ssn(value);
  }
  return group_of(field) == GroupKind::secret ? masked_number(value) : value;
}

/// Opens a group; one whose key was destroyed is empty.
Result<Group> open_group(const Vault& vault, GroupKind kind, const Sealed& sealed) {
  auto group = vault.open(kind, sealed);
  return !group && group.error().code == ErrorCode::erased ? Result<Group>(Group{}) : std::move(group);
}

Result<EventDetails> details_of(const Vault& vault, Record record) {
  EventDetails details;
  std::optional<Error> failure;
  for_each_sealed_group(record.event, [&](const SealedGroup& group) {
    const auto opened = open_group(vault, group.kind, group.sealed);
    if (!opened) {
      failure = opened.error();
      return;
    }
    for (const auto& [field, value] : opened.value()) {
      if (field != SealedField::body_digest) {
        details.personal.emplace_back(field, masked(field, value));
      }
    }
  });
  if (failure) {
    return *failure;
  }
  BOOST_OUTCOME_TRY(const Group note, open_group(vault, GroupKind::note, record.envelope.note));
  if (const auto reason = note.find(SealedField::reason); reason != note.end()) {
    details.reason = reason->second;
  }
  std::ranges::sort(details.personal);
  details.record = std::move(record);
  return details;
}

/// Positions of a history between two positions, page by page, until `take` has had enough.
Result<void> for_each_position(const RowSource& rows, RowSpace space, std::uint64_t parent, Position from, Position to,
                               const std::function<Result<bool>(Position)>& take) {
  Page page{from.value == 0 ? 0 : from.value - 1, 500};
  while (true) {
    BOOST_OUTCOME_TRY(const auto positions, rows.children(space, parent, page));
    for (const std::uint64_t position : positions) {
      if (position > to.value) {
        return success();
      }
      BOOST_OUTCOME_TRY(const bool more, take(Position{position}));
      if (!more) {
        return success();
      }
    }
    if (positions.empty()) {
      return success();
    }
    page.after = positions.back();
  }
}

Result<void> check_event_query(const RowSource& rows, const EventQuery& query) {
  if (!query.type.empty() && std::ranges::find(event_names(), query.type) == event_names().end()) {
    return error(ErrorCode::invalid_field, "no event has such a name", "/type");
  }
  if (query.customer) {
    BOOST_OUTCOME_TRY(const auto customer, rows.find(query.customer));
    if (!customer) {
      return error(ErrorCode::customer_not_found, "no customer " + std::to_string(query.customer.value), "/customer");
    }
  }
  if (query.debt) {
    BOOST_OUTCOME_TRY(const auto debt, rows.find(query.debt));
    if (!debt) {
      return error(ErrorCode::debt_not_found, "no debt " + std::to_string(query.debt.value), "/debt");
    }
  }
  return success();
}

/// Position of the last record recorded at or before `instant`, up to `newest`.
Result<Position> last_until(const Log& log, Instant instant, Position newest) {
  RecordReader reader(log);
  std::uint64_t low = 0;
  std::uint64_t high = newest.value;
  while (low < high) {
    const std::uint64_t middle = low + (high - low + 1) / 2;
    BOOST_OUTCOME_TRY(const FrameReader* frame, reader.frame(Position{middle}));
    if (frame == nullptr) {
      return error(ErrorCode::corrupt, "no record at position " + std::to_string(middle));
    }
    if (frame->recorded_at() <= instant) {
      low = std::min(frame->last().value, newest.value);
    } else {
      high = frame->first().value - 1;
    }
  }
  return Position{low};
}

/// The end of the last whole command at or before `position`.
Result<Position> end_of_command(const Log& log, Position position) {
  RecordReader reader(log);
  for (; position; --position.value) {
    BOOST_OUTCOME_TRY(const Record record, reader.record(position));
    if (record.envelope.following == 0) {
      break;
    }
  }
  return position;
}

Result<CustomerId> customer_of(const RowSource& rows, Table table, std::uint64_t id) {
  const auto owner = [](const auto& found, ErrorCode code, std::string_view what, std::uint64_t number) -> Result<CustomerId> {
    BOOST_OUTCOME_TRY(const auto& row, found);
    if (!row) {
      return error(code, "no " + std::string(what) + " " + std::to_string(number), "/id");
    }
    if constexpr (requires { row->customer_id; }) {
      return row->customer_id;
    } else {
      return row->id;
    }
  };
  switch (table) {
    case Table::customers:
      return owner(rows.find(CustomerId{id}), ErrorCode::customer_not_found, "customer", id);
    case Table::debts:
      return owner(rows.find(DebtId{id}), ErrorCode::debt_not_found, "debt", id);
    case Table::payments:
      return owner(rows.find(PaymentId{id}), ErrorCode::payment_not_found, "payment", id);
    case Table::communications:
      return owner(rows.find(CommunicationId{id}), ErrorCode::communication_not_found, "communication", id);
    case Table::accounts:
      return owner(rows.find(AccountId{id}), ErrorCode::account_not_found, "account", id);
    case Table::ledger:
      break;
  }
  return error(ErrorCode::invalid_field, "the ledger itself has no rows", "/id");
}

UniqueKind external_kind(Table table) {
  switch (table) {
    case Table::customers:
      return UniqueKind::external_customer;
    case Table::debts:
      return UniqueKind::external_debt;
    case Table::payments:
      return UniqueKind::external_payment;
    case Table::communications:
      return UniqueKind::external_communication;
    case Table::accounts:
    case Table::ledger:
      break;
  }
  return UniqueKind::external_account;
}

}  // namespace

Result<EventDetails> open_details(const Vault& vault, Record record) { return details_of(vault, std::move(record)); }

Result<std::vector<EventDetails>> Snapshot::events(const EventQuery& query) const {
  BOOST_OUTCOME_TRY(check_event_query(*rows_, query));
  const Position to = query.to ? std::min(query.to, position()) : position();
  std::vector<EventDetails> found;
  const auto take = [&](Record record) -> Result<bool> {
    const bool matches =
        (query.type.empty() || name_of(record.event) == query.type) && (!query.customer || record.envelope.customer == query.customer);
    if (matches) {
      BOOST_OUTCOME_TRY(EventDetails details, details_of(*vault_, std::move(record)));
      found.push_back(std::move(details));
    }
    return found.size() < query.limit;
  };
  if (query.limit == 0 || query.from > to) {
    return found;
  }
  if (query.customer || query.debt) {
    RecordReader reader(*log_);
    const RowSpace space = query.debt ? RowSpace::debt_history : RowSpace::customer_history;
    BOOST_OUTCOME_TRY(for_each_position(*rows_, space, query.debt ? query.debt.value : query.customer.value, query.from, to,
                                        [&](Position position) -> Result<bool> {
                                          BOOST_OUTCOME_TRY(Record record, reader.record(position));
                                          return take(std::move(record));
                                        }));
    return found;
  }
  std::optional<Error> failure;
  const Position from = std::max(query.from, Position{1});
  BOOST_OUTCOME_TRY(scan_records(*log_, from, to, [&](Record&& record) {
    const auto more = take(std::move(record));
    if (!more) {
      failure = more.error();
    }
    return more && more.value();
  }));
  if (failure) {
    return *failure;
  }
  return found;
}

Result<PastMoment> resolve(const Log& log, Position newest, const Moment& moment, Instant now) {
  if (moment.instant) {
    if (*moment.instant > now) {
      return error(ErrorCode::date_in_future, "later than now", "/as_of");
    }
    BOOST_OUTCOME_TRY(const Position until, last_until(log, *moment.instant, newest));
    return PastMoment{until, day_of(*moment.instant)};
  }
  if (!moment.position) {
    return error(ErrorCode::invalid_field, "positions count from 1", "/as_of_position");
  }
  if (moment.position > newest) {
    return error(ErrorCode::date_in_future, "the log ends at position " + std::to_string(newest.value), "/as_of_position");
  }
  RecordReader reader(log);
  BOOST_OUTCOME_TRY(const Record record, reader.record(moment.position));
  BOOST_OUTCOME_TRY(const Position until, end_of_command(log, moment.position));
  return PastMoment{until, day_of(record.envelope.recorded_at)};
}

Result<Snapshot> Snapshot::as_of(const Moment& moment, Table table, std::uint64_t id, Instant now) const {
  BOOST_OUTCOME_TRY(const CustomerId customer, customer_of(*rows_, table, id));
  BOOST_OUTCOME_TRY(const PastMoment past_moment, resolve(*log_, position(), moment, now));
  const Position until = past_moment.until;
  LedgerFacts facts = rows_->facts();
  facts.position = until;
  const auto past = std::make_shared<PastSource>(facts);
  RecordReader reader(*log_);
  BOOST_OUTCOME_TRY(
      for_each_position(*rows_, RowSpace::customer_history, customer.value, Position{1}, until, [&](Position position) -> Result<bool> {
        BOOST_OUTCOME_TRY(const Record record, reader.record(position));
        past->apply(record);
        return true;
      }));
  return Snapshot(past, *log_, *vault_, past_moment.day);
}

Result<std::optional<Position>> Snapshot::imported_at(Table table, const std::string& source, std::int64_t external_id) const {
  BOOST_OUTCOME_TRY(const auto position, rows_->holder(external_kind(table), external_name(source, external_id)));
  return position ? std::optional(Position{*position}) : std::nullopt;
}

}  // namespace daybook
