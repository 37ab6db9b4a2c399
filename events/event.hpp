// The facts. Plain values, one struct an event, never edited once they are on the log.
//
// Personal fields stand in sealed groups: `personal` holds the L2 fields of the event, `secret` the L3 ones.
// `changed` names the sealed fields an update sets or clears; a group that changes is replaced as a whole.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "events/change.hpp"
#include "events/ids.hpp"
#include "events/kinds.hpp"
#include "events/money.hpp"
#include "events/sealed.hpp"
#include "events/time.hpp"

namespace daybook {

/// Where an imported row comes from. `external_id` is unique for each table and source.
struct ImportOrigin {
  std::string source;
  std::int64_t external_id = 0;
  std::optional<Instant> created_at;
  std::optional<Instant> updated_at;
  /// Of the old row, where it has no personal field; else it stands in the event's personal group.
  std::optional<Digest> body_digest;

  friend bool operator==(const ImportOrigin&, const ImportOrigin&) = default;
};

struct LedgerOpened {
  LedgerId ledger_id;
  Currency currency;
  friend bool operator==(const LedgerOpened&, const LedgerOpened&) = default;
};

struct CustomerCreated {
  CustomerId customer_id;
  KeyId key_id;
  Sealed personal;
  Sealed secret;
  Tokens tokens;
  friend bool operator==(const CustomerCreated&, const CustomerCreated&) = default;
};

struct CustomerImported {
  CustomerCreated row;
  CustomerStatus status = CustomerStatus::active;
  ImportOrigin origin;
  friend bool operator==(const CustomerImported&, const CustomerImported&) = default;
};

/// A group without changed fields is empty here and stays as it was.
struct CustomerProfileChanged {
  CustomerId customer_id;
  std::vector<SealedField> changed;
  Sealed personal;
  Sealed secret;
  Tokens tokens;
  friend bool operator==(const CustomerProfileChanged&, const CustomerProfileChanged&) = default;
};

struct CustomerFrozen {
  CustomerId customer_id;
  friend bool operator==(const CustomerFrozen&, const CustomerFrozen&) = default;
};
struct CustomerUnfrozen {
  CustomerId customer_id;
  friend bool operator==(const CustomerUnfrozen&, const CustomerUnfrozen&) = default;
};
struct CustomerClosed {
  CustomerId customer_id;
  friend bool operator==(const CustomerClosed&, const CustomerClosed&) = default;
};
struct CustomerReopened {
  CustomerId customer_id;
  friend bool operator==(const CustomerReopened&, const CustomerReopened&) = default;
};

struct DebtIssued {
  DebtId debt_id;
  CustomerId customer_id;
  std::string debt_type;
  Money original_amount;
  Money current_balance;
  std::optional<Rate> interest_rate;
  std::optional<Money> minimum_payment;
  Instant issue_date;
  std::optional<Instant> due_date;
  std::optional<std::string> reference_number;
  Sealed personal;
  Sealed secret;
  friend bool operator==(const DebtIssued&, const DebtIssued&) = default;
};

/// Enters as ACTIVE with `current_balance` = `original_amount`; an adjustment of kind IMPORT, the payments and a
/// DebtStatusImported follow in the same command where the old row asks for them.
struct DebtImported {
  DebtIssued row;
  ImportOrigin origin;
  friend bool operator==(const DebtImported&, const DebtImported&) = default;
};

/// The status an imported debt ends in. `amount`: forgiven (SETTLED) or the claim (WRITTEN_OFF), else 0.
struct DebtStatusImported {
  DebtId debt_id;
  DebtStatus status = DebtStatus::active;
  Money amount;
  friend bool operator==(const DebtStatusImported&, const DebtStatusImported&) = default;
};

struct DebtTermsChanged {
  DebtId debt_id;
  Change<Rate> interest_rate;
  Change<Money> minimum_payment;
  Change<Instant> due_date;
  Change<std::string> reference_number;
  std::vector<SealedField> changed;
  Sealed personal;
  Sealed secret;
  friend bool operator==(const DebtTermsChanged&, const DebtTermsChanged&) = default;
};

/// `amount` is signed. Of a positive one, `from_credit` used up credit; the rest is owed.
struct DebtBalanceAdjusted {
  DebtId debt_id;
  Money amount;
  AdjustmentKind kind = AdjustmentKind::interest;
  Instant effective_at;
  Money from_credit;
  friend bool operator==(const DebtBalanceAdjusted&, const DebtBalanceAdjusted&) = default;
};

struct DebtDefaulted {
  DebtId debt_id;
  friend bool operator==(const DebtDefaulted&, const DebtDefaulted&) = default;
};
struct DebtCured {
  DebtId debt_id;
  friend bool operator==(const DebtCured&, const DebtCured&) = default;
};
struct DebtPlacedInCollection {
  DebtId debt_id;
  std::string agency;
  friend bool operator==(const DebtPlacedInCollection&, const DebtPlacedInCollection&) = default;
};
struct DebtRecalled {
  DebtId debt_id;
  friend bool operator==(const DebtRecalled&, const DebtRecalled&) = default;
};
/// `amount`: the balance that became a claim.
struct DebtWrittenOff {
  DebtId debt_id;
  Money amount;
  friend bool operator==(const DebtWrittenOff&, const DebtWrittenOff&) = default;
};
struct DebtSettled {
  DebtId debt_id;
  Money forgiven;
  friend bool operator==(const DebtSettled&, const DebtSettled&) = default;
};
struct DebtPaidOff {
  DebtId debt_id;
  friend bool operator==(const DebtPaidOff&, const DebtPaidOff&) = default;
};
/// Back to `status`; `unforgiven` is what a settlement had forgiven and is owed again.
struct DebtReopened {
  DebtId debt_id;
  DebtStatus status = DebtStatus::active;
  Money unforgiven;
  friend bool operator==(const DebtReopened&, const DebtReopened&) = default;
};
struct CreditRefunded {
  DebtId debt_id;
  Money amount;
  friend bool operator==(const CreditRefunded&, const CreditRefunded&) = default;
};
struct CreditApplied {
  DebtId from_debt_id;
  DebtId to_debt_id;
  Money amount;
  friend bool operator==(const CreditApplied&, const CreditApplied&) = default;
};

struct PaymentInitiated {
  PaymentId payment_id;
  CustomerId customer_id;
  DebtId debt_id;
  Money amount;
  Instant payment_date;
  std::optional<std::string> payment_method;
  std::optional<std::string> transaction_id;
  Sealed personal;
  friend bool operator==(const PaymentInitiated&, const PaymentInitiated&) = default;
};

/// Of a payment recorded as COMPLETED this is the first event and carries everything; of one that was PENDING,
/// method, transaction id and notes stand in its PaymentInitiated.
struct PaymentCompleted {
  PaymentId payment_id;
  CustomerId customer_id;
  DebtId debt_id;
  Money amount;
  Instant payment_date;
  std::optional<std::string> payment_method;
  std::optional<std::string> transaction_id;
  Sealed personal;
  Money applied;
  Money credited;
  friend bool operator==(const PaymentCompleted&, const PaymentCompleted&) = default;
};

/// A payment of the old database with the status it has there. Only COMPLETED moves the balance.
struct PaymentImported {
  PaymentInitiated row;
  PaymentStatus status = PaymentStatus::pending;
  Money applied;
  Money credited;
  ImportOrigin origin;
  friend bool operator==(const PaymentImported&, const PaymentImported&) = default;
};

struct PaymentFailed {
  PaymentId payment_id;
  DebtId debt_id;
  friend bool operator==(const PaymentFailed&, const PaymentFailed&) = default;
};

/// `from_credit` came out of the debt's credit; `restored` is owed again.
struct PaymentRefunded {
  PaymentId payment_id;
  DebtId debt_id;
  Money amount;
  RefundKind kind = RefundKind::refund;
  Instant refunded_at;
  Money from_credit;
  Money restored;
  friend bool operator==(const PaymentRefunded&, const PaymentRefunded&) = default;
};

struct CommunicationLogged {
  CommunicationId communication_id;
  CustomerId customer_id;
  CommunicationType communication_type = CommunicationType::call;
  Direction direction = Direction::inbound;
  Instant timestamp;
  std::optional<std::int32_t> duration_seconds;
  std::optional<std::string> outcome;
  std::optional<std::string> agent_id;
  std::vector<DebtId> debt_ids;
  Sealed personal;
  friend bool operator==(const CommunicationLogged&, const CommunicationLogged&) = default;
};

struct CommunicationImported {
  CommunicationLogged row;
  ImportOrigin origin;
  friend bool operator==(const CommunicationImported&, const CommunicationImported&) = default;
};

struct CommunicationAmended {
  CommunicationId communication_id;
  Change<std::string> outcome;
  Change<std::int32_t> duration_seconds;
  std::vector<SealedField> changed;
  Sealed personal;
  friend bool operator==(const CommunicationAmended&, const CommunicationAmended&) = default;
};

/// Linked accounts are active and not primary; a PrimaryAccountChanged follows where asked for.
struct AccountLinked {
  AccountId account_id;
  CustomerId customer_id;
  std::string account_type;
  std::optional<std::string> bank_name;
  Sealed personal;
  Sealed secret;
  Tokens tokens;
  friend bool operator==(const AccountLinked&, const AccountLinked&) = default;
};

struct AccountImported {
  AccountLinked row;
  bool is_active = true;
  bool is_primary = false;
  ImportOrigin origin;
  friend bool operator==(const AccountImported&, const AccountImported&) = default;
};

/// The account number never changes; `secret` is replaced when the routing number does.
struct AccountChanged {
  AccountId account_id;
  std::optional<std::string> account_type;
  Change<std::string> bank_name;
  std::vector<SealedField> changed;
  Sealed personal;
  Sealed secret;
  friend bool operator==(const AccountChanged&, const AccountChanged&) = default;
};

/// `account_id` is the customer's primary account from now on; the one before is demoted.
struct PrimaryAccountChanged {
  CustomerId customer_id;
  AccountId account_id;
  friend bool operator==(const PrimaryAccountChanged&, const PrimaryAccountChanged&) = default;
};
struct AccountDeactivated {
  AccountId account_id;
  friend bool operator==(const AccountDeactivated&, const AccountDeactivated&) = default;
};
struct AccountReactivated {
  AccountId account_id;
  friend bool operator==(const AccountReactivated&, const AccountReactivated&) = default;
};

/// Whoever shows the token with this hash acts as `name`, with the rights of `role`, until it expires or is revoked.
/// On the ledger stream, as are the two below. Its id is its position.
struct TokenCreated {
  AccessHash hash;
  Role role = Role::agent;
  std::string name;
  std::optional<Instant> expires_at;
  friend bool operator==(const TokenCreated&, const TokenCreated&) = default;
};
struct TokenRevoked {
  AccessId token_id;
  AccessHash hash;
  friend bool operator==(const TokenRevoked&, const TokenRevoked&) = default;
};
/// The actor was shown these fields of the customer in full; why stands in the envelope.
struct DataRevealed {
  CustomerId customer_id;
  std::vector<SealedField> fields;
  friend bool operator==(const DataRevealed&, const DataRevealed&) = default;
};

/// Order is the order of `EventType`; the numbers on the log are those of the union in `ledger.capnp`.
using Event =
    std::variant<LedgerOpened, CustomerCreated, CustomerProfileChanged, CustomerFrozen, CustomerUnfrozen, CustomerClosed, CustomerReopened,
                 DebtIssued, DebtTermsChanged, DebtBalanceAdjusted, DebtDefaulted, DebtCured, DebtPlacedInCollection, DebtRecalled,
                 DebtWrittenOff, DebtSettled, DebtPaidOff, DebtReopened, CreditRefunded, CreditApplied, PaymentInitiated, PaymentCompleted,
                 PaymentFailed, PaymentRefunded, CommunicationLogged, CommunicationAmended, AccountLinked, AccountChanged,
                 PrimaryAccountChanged, AccountDeactivated, AccountReactivated, CustomerImported, DebtImported, DebtStatusImported,
                 PaymentImported, CommunicationImported, AccountImported, TokenCreated, TokenRevoked, DataRevealed>;

/// "PaymentCompleted": the name of an event, as on the log's lines.
std::string_view name_of(const Event& event);

/// All event names, in the order of the variant.
std::span<const std::string_view> event_names();

}  // namespace daybook
