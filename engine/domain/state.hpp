// What decide may ask and evolve may change.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/domain/entities.hpp"

namespace daybook {

/// Kinds of values that have one holder. Numbers stand in the views.
enum class UniqueKind : std::uint8_t {
  ssn = 1,                ///< token -> customer
  email = 2,              ///< token -> customer
  account_number = 3,     ///< token -> account
  transaction_id = 4,     ///< exact bytes -> payment
  idempotency_key = 5,    ///< exact bytes -> position of the command's first event
  external_customer = 6,  ///< `external_name` -> position of the event that imported it; likewise below
  external_debt = 7,
  external_payment = 8,
  external_communication = 9,
  external_account = 10,
  access_token = 11,  ///< hash of a token that is not revoked -> its id
};

/// Name of an imported row among the unique values of its table.
std::string external_name(std::string_view source, std::int64_t id);

/// Current state. Two implementations: `MapState` (plain maps) and `CurrentState` (rows under a bounded cache).
///
/// Owned by one thread at a time. Pointers and references stay good until the owner lets the cache shrink, which it
/// never does inside decide or evolve. An implementation that reads a disk remembers its first failure and answers
/// "absent" from then on; whoever drives it asks for that failure before believing any answer.
class State {
 public:
  virtual ~State() = default;

  virtual const LedgerFacts& facts() const = 0;
  /// Null when there is no such row.
  virtual const Customer* find(CustomerId id) const = 0;
  virtual const Debt* find(DebtId id) const = 0;
  virtual const Payment* find(PaymentId id) const = 0;
  virtual const Communication* find(CommunicationId id) const = 0;
  virtual const Account* find(AccountId id) const = 0;
  /// Who holds a unique value: an id's or a position's number.
  virtual std::optional<std::uint64_t> holder(UniqueKind kind, std::string_view value) const = 0;

  // For evolve alone. `edit` makes an empty row where there is none.
  virtual LedgerFacts& edit_facts() = 0;
  virtual Customer& edit(CustomerId id) = 0;
  virtual Debt& edit(DebtId id) = 0;
  virtual Payment& edit(PaymentId id) = 0;
  virtual Communication& edit(CommunicationId id) = 0;
  virtual Account& edit(AccountId id) = 0;
  virtual void hold(UniqueKind kind, std::string_view value, std::uint64_t holder) = 0;
  virtual void release(UniqueKind kind, std::string_view value) = 0;
};

}  // namespace daybook
