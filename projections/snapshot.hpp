// Reading: the ledger as it is at one position.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/integrity/tree.hpp"
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

/// One personal or external value by which a customer may be looked for. `field` is ssn, email, phone_primary or account_number;
/// none: `value` is a transaction id.
struct SearchQuery {
  std::optional<SealedField> field{};
  std::string value{};
};

/// An access token as it is shown: never the token, nor its hash.
struct AccessToken {
  AccessId id{};
  std::string name{};
  Role role{};
  Instant created_at{};
  std::string created_by{};
  std::optional<Instant> expires_at{};
  std::optional<Instant> revoked_at{};
  AccessHash hash{};

  static void fields(auto& self, auto&& visit) {
    visit("id", self.id);
    visit("name", self.name);
    visit("role", self.role);
    visit("created_at", self.created_at);
    visit("created_by", self.created_by);
    visit("expires_at", self.expires_at);
    visit("revoked_at", self.revoked_at);
  }
};

/// A secret field of one row, in full.
struct SecretValue {
  Table table{};
  std::uint64_t id = 0;
  SealedField field{};
  std::string value{};
};

/// The tree over the first `size` events.
struct TreeHead {
  Position size{};
  Hash root{};
};

/// That the event at `position` is in the tree over the first `size`: RFC 9162, 2.1.3.
struct InclusionProof {
  Position position{};
  Position size{};
  /// The event's stored bytes, whose hash is `leaf`: personal fields are sealed in them.
  std::string record{};
  Hash leaf{};
  Hash root{};
  std::vector<Hash> path{};
};

/// That the tree over the first `to` events begins with the one over the first `from`: RFC 9162, 2.1.4.
struct ConsistencyProof {
  Position from{};
  Position to{};
  Hash from_root{};
  Hash to_root{};
  std::vector<Hash> path{};
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

  /// The version of a customer's stream; `customer_not_found`. Opens nothing that is sealed.
  Result<Version> version(CustomerId id) const;

  /// Customers with this value now, ascending; by phone there may be several.
  Result<std::vector<CustomerId>> search(const SearchQuery& query) const;

  /// All access tokens there ever were, oldest first.
  Result<std::vector<AccessToken>> access_tokens() const;

  /// The secret fields of a customer, and of its debts and accounts, unmasked. Whoever shows them has recorded that before.
  /// `customer_not_found`; `erased`.
  Result<std::vector<SecretValue>> secrets(CustomerId id, const std::vector<SealedField>& fields) const;

  // Over the log up to this snapshot's position. `date_in_future` past its end, `invalid_field` for what is no part of it.
  // They read a hash for every 256 events; the newest tree head reads none.
  Result<TreeHead> tree_head() const;
  Result<TreeHead> tree_head(Position size) const;
  Result<InclusionProof> prove_inclusion(Position which, Position size) const;
  Result<ConsistencyProof> prove_consistency(Position from, Position to) const;

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
