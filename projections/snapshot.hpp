// Reading: the ledger as it is at one position.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "events/record.hpp"
#include "events/result.hpp"
#include "projections/row.hpp"
#include "projections/summary.hpp"

namespace daybook {

class RowSource;
class Log;
class Vault;

/// Which rows of a table to list. Empty members do not filter.
struct ListQuery {
  CustomerId customer{};
  /// Payments of this debt; communications about it.
  DebtId debt{};
  /// As spelled in the table: "ACTIVE", "COMPLETED", "active"; "active" and "inactive" for accounts.
  std::string status{};
  /// Only ids above this one: the last of the page before.
  std::uint64_t after = 0;
  /// At most this many.
  std::size_t limit = 500;
};

/// Which events to list, in order of position.
struct EventQuery {
  CustomerId customer{};
  DebtId debt{};
  Position from{1};
  /// None: to the end of the snapshot.
  Position to{};
  /// An event's name.
  std::string type{};
  std::size_t limit = 500;
};

/// A moment in the past, by time or by position.
struct Moment {
  std::optional<Instant> instant{};
  Position position{};
};

/// Personal fields of an event, unsealed, the secret ones masked; empty for events without any.
struct EventDetails {
  Record record{};
  std::vector<std::pair<SealedField, std::string>> personal{};
  std::optional<std::string> reason{};
};

/// What a moment means on a log: the end of the last whole command until then (0 before the first), and the UTC day
/// that days past due are counted to.
struct PastMoment {
  Position until{};
  Date day{};
};

/// `date_in_future` when `moment` is later than `now` or past `newest`; `invalid_field` for position 0.
Result<PastMoment> resolve(const Log& log, Position newest, const Moment& moment, Instant now);

/// Opens and masks the personal fields of a record; `corrupt` when a group cannot be opened.
Result<EventDetails> open_details(const Vault& vault, Record record);

/// The ledger at one position: every answer agrees with every other. Any thread. Must not outlive its Ledger.
///
/// Reading is from memory and disk, never from what is not durable. Beside the codes named, every function may
/// return `corrupt` (damage was met) and `read_only` (the disk failed).
class Snapshot {
 public:
  Snapshot(std::shared_ptr<const RowSource> rows, const Log& log, const Vault& vault, Date today);

  /// The position this snapshot reflects, and the currency of its amounts.
  Position position() const;
  const Currency& currency() const;
  /// The UTC day that `days_past_due` is counted to.
  Date today() const { return today_; }

  // One row; `…_not_found` when there is none.
  Result<CustomerRow> row(CustomerId id) const;
  Result<DebtRow> row(DebtId id) const;
  Result<PaymentRow> row(PaymentId id) const;
  Result<CommunicationRow> row(CommunicationId id) const;
  Result<AccountRow> row(AccountId id) const;

  // Rows by id, ascending. `customer_not_found` and `debt_not_found` for a filter that names none;
  // `invalid_field` for a status the table does not know.
  Result<std::vector<CustomerRow>> customers(const ListQuery& query) const;
  Result<std::vector<DebtRow>> debts(const ListQuery& query) const;
  Result<std::vector<PaymentRow>> payments(const ListQuery& query) const;
  Result<std::vector<CommunicationRow>> communications(const ListQuery& query) const;
  Result<std::vector<AccountRow>> accounts(const ListQuery& query) const;

  /// `customer_not_found`.
  Result<CustomerSummary> summary(CustomerId id) const;
  Result<PortfolioSummary> portfolio() const;

  /// Events with their personal fields opened and masked. `customer_not_found`, `debt_not_found`;
  /// `invalid_field` for a name that is no event's.
  Result<std::vector<EventDetails>> events(const EventQuery& query) const;

  /// What was known at `moment` of the customer that the row belongs to: rows, lists and summary of that customer.
  /// `date_in_future` when it is later than now or past the end; `…_not_found` when the row is not there today.
  Result<Snapshot> as_of(const Moment& moment, Table table, std::uint64_t id, Instant now) const;

  /// Where the row of the old database is, by its imported event; nothing when it was not imported.
  Result<std::optional<Position>> imported_at(Table table, const std::string& source, std::int64_t external_id) const;

 private:
  std::shared_ptr<const RowSource> rows_;
  const Log* log_;
  const Vault* vault_;
  Date today_;
};

}  // namespace daybook
