// The closed sets of the domain, spelled as in the bank's schema. Numbers are persisted: never renumber or reuse.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "events/require.hpp"

namespace daybook {

/// The five tables of the bank's schema; `ledger` is the ledger itself.
enum class Table : std::uint8_t { ledger = 0, customers = 1, debts = 2, payments = 3, communications = 4, accounts = 5 };

enum class CustomerStatus : std::uint8_t { active = 0, frozen = 1, closed = 2 };

enum class DebtStatus : std::uint8_t { active = 0, defaulted = 1, in_collection = 2, paid_off = 3, settled = 4, written_off = 5 };

enum class PaymentStatus : std::uint8_t { pending = 0, completed = 1, failed = 2, refunded = 3 };

enum class AdjustmentKind : std::uint8_t { interest = 0, fee = 1, waiver = 2, correction = 3, import = 4 };

enum class RefundKind : std::uint8_t { refund = 0, returned = 1, chargeback = 2, error = 3 };

enum class CommunicationType : std::uint8_t { call = 0, email = 1, sms = 2, letter = 3, in_person = 4 };

enum class Direction : std::uint8_t { inbound = 0, outbound = 1 };

/// What the bearer of an access token may do.
enum class Role : std::uint8_t { agent = 0, ingest = 1, auditor = 2, compliance = 3, admin = 4 };

/// The columns that are sealed, of all tables; the numbers stand inside sealed groups and in events.
enum class SealedField : std::uint8_t {
  first_name = 1,
  last_name = 2,
  middle_name = 3,
  date_of_birth = 4,
  ssn = 5,
  email = 6,
  phone_primary = 7,
  phone_secondary = 8,
  address_line1 = 9,
  address_line2 = 10,
  city = 11,
  state = 12,
  zip_code = 13,
  country = 14,
  employer_name = 15,
  employment_status = 16,
  annual_income = 17,
  credit_score = 18,
  notes = 19,
  account_number = 20,
  routing_number = 21,
  contact_phone = 22,
  contact_email = 23,
  /// Of the envelope: why a command was given, and the digest of a personal body.
  reason = 24,
  body_digest = 25,
};

/// One spelling of one member of a closed set.
template <class Enum>
struct Spelling {
  Enum value;
  std::string_view text;
};

inline constexpr std::array spellings_of_table{
    Spelling{Table::ledger, "ledger"},     Spelling{Table::customers, "customers"}, Spelling{Table::debts, "debts"},
    Spelling{Table::payments, "payments"}, Spelling{Table::accounts, "accounts"},   Spelling{Table::communications, "communications"},
};
inline constexpr std::array spellings_of_customer_status{
    Spelling{CustomerStatus::active, "active"}, Spelling{CustomerStatus::frozen, "frozen"}, Spelling{CustomerStatus::closed, "closed"}};
inline constexpr std::array spellings_of_debt_status{Spelling{DebtStatus::active, "ACTIVE"},
                                                     Spelling{DebtStatus::defaulted, "DEFAULTED"},
                                                     Spelling{DebtStatus::in_collection, "IN_COLLECTION"},
                                                     Spelling{DebtStatus::paid_off, "PAID_OFF"},
                                                     Spelling{DebtStatus::settled, "SETTLED"},
                                                     Spelling{DebtStatus::written_off, "WRITTEN_OFF"}};
inline constexpr std::array spellings_of_payment_status{
    Spelling{PaymentStatus::pending, "PENDING"}, Spelling{PaymentStatus::completed, "COMPLETED"}, Spelling{PaymentStatus::failed, "FAILED"},
    Spelling{PaymentStatus::refunded, "REFUNDED"}};
inline constexpr std::array spellings_of_adjustment_kind{
    Spelling{AdjustmentKind::interest, "INTEREST"}, Spelling{AdjustmentKind::fee, "FEE"}, Spelling{AdjustmentKind::waiver, "WAIVER"},
    Spelling{AdjustmentKind::correction, "CORRECTION"}, Spelling{AdjustmentKind::import, "IMPORT"}};
inline constexpr std::array spellings_of_refund_kind{Spelling{RefundKind::refund, "REFUND"}, Spelling{RefundKind::returned, "RETURN"},
                                                     Spelling{RefundKind::chargeback, "CHARGEBACK"}, Spelling{RefundKind::error, "ERROR"}};
inline constexpr std::array spellings_of_communication_type{
    Spelling{CommunicationType::call, "CALL"}, Spelling{CommunicationType::email, "EMAIL"}, Spelling{CommunicationType::sms, "SMS"},
    Spelling{CommunicationType::letter, "LETTER"}, Spelling{CommunicationType::in_person, "IN_PERSON"}};
inline constexpr std::array spellings_of_direction{Spelling{Direction::inbound, "inbound"}, Spelling{Direction::outbound, "outbound"}};
inline constexpr std::array spellings_of_role{Spelling{Role::agent, "agent"}, Spelling{Role::ingest, "ingest"},
                                              Spelling{Role::auditor, "auditor"}, Spelling{Role::compliance, "compliance"},
                                              Spelling{Role::admin, "admin"}};
inline constexpr std::array spellings_of_sealed_field{
    Spelling{SealedField::first_name, "first_name"},
    Spelling{SealedField::last_name, "last_name"},
    Spelling{SealedField::middle_name, "middle_name"},
    Spelling{SealedField::date_of_birth, "date_of_birth"},
    Spelling{SealedField::ssn, "ssn"},
    Spelling{SealedField::email, "email"},
    Spelling{SealedField::phone_primary, "phone_primary"},
    Spelling{SealedField::phone_secondary, "phone_secondary"},
    Spelling{SealedField::address_line1, "address_line1"},
    Spelling{SealedField::address_line2, "address_line2"},
    Spelling{SealedField::city, "city"},
    Spelling{SealedField::state, "state"},
    Spelling{SealedField::zip_code, "zip_code"},
    Spelling{SealedField::country, "country"},
    Spelling{SealedField::employer_name, "employer_name"},
    Spelling{SealedField::employment_status, "employment_status"},
    Spelling{SealedField::annual_income, "annual_income"},
    Spelling{SealedField::credit_score, "credit_score"},
    Spelling{SealedField::notes, "notes"},
    Spelling{SealedField::account_number, "account_number"},
    Spelling{SealedField::routing_number, "routing_number"},
    Spelling{SealedField::contact_phone, "contact_phone"},
    Spelling{SealedField::contact_email, "contact_email"},
    Spelling{SealedField::reason, "reason"},
    Spelling{SealedField::body_digest, "body_digest"},
};

constexpr const auto& spellings(Table) { return spellings_of_table; }
constexpr const auto& spellings(CustomerStatus) { return spellings_of_customer_status; }
constexpr const auto& spellings(DebtStatus) { return spellings_of_debt_status; }
constexpr const auto& spellings(PaymentStatus) { return spellings_of_payment_status; }
constexpr const auto& spellings(AdjustmentKind) { return spellings_of_adjustment_kind; }
constexpr const auto& spellings(RefundKind) { return spellings_of_refund_kind; }
constexpr const auto& spellings(CommunicationType) { return spellings_of_communication_type; }
constexpr const auto& spellings(Direction) { return spellings_of_direction; }
constexpr const auto& spellings(Role) { return spellings_of_role; }
constexpr const auto& spellings(SealedField) { return spellings_of_sealed_field; }

/// A closed set: an enum with a table of spellings.
template <class Enum>
concept Spelled = requires(Enum value) { spellings(value); };

/// How a member is written, in JSON and on the command line.
template <Spelled Enum>
constexpr std::string_view to_text(Enum value) {
  const auto& table = spellings(value);
  const auto row = std::ranges::find(table, value, &Spelling<Enum>::value);
  require(row != table.end(), "every member of a closed set is spelled");
  return row->text;
}

/// The member spelled `text`, exactly; nothing for any other text.
template <Spelled Enum>
constexpr std::optional<Enum> parse(std::string_view text) {
  const auto& table = spellings(Enum{});
  const auto row = std::ranges::find(table, text, &Spelling<Enum>::text);
  return row == table.end() ? std::nullopt : std::optional(row->value);
}

/// The member with the persisted number `number`; nothing when there is none.
template <Spelled Enum>
constexpr std::optional<Enum> from_number(unsigned number) {
  const auto& table = spellings(Enum{});
  const auto row = std::ranges::find_if(table, [number](const auto& entry) { return static_cast<unsigned>(entry.value) == number; });
  return row == table.end() ? std::nullopt : std::optional(row->value);
}

}  // namespace daybook
