#include <algorithm>
#include <array>
#include <variant>

#include "events/codec_events.hpp"

namespace daybook {
namespace {

ImportOrigin read(wire::ImportOrigin::Reader in, ValueReader& values) {
  return {.source = values.text(in.getSource()),
          .external_id = in.getExternalId(),
          .created_at = values.optional<Instant>(in.getCreatedAt()),
          .updated_at = values.optional<Instant>(in.getUpdatedAt()),
          .body_digest = in.hasBodyDigest() ? std::optional(values.fixed<Digest>(in.getBodyDigest())) : std::nullopt};
}

/// Only the shape is checked: a currency that ISO 4217 withdraws later must not make its ledgers unreadable.
Currency read_currency(capnp::Text::Reader code, unsigned digits, ValueReader& values) {
  const auto is_capital = [](char letter) { return letter >= 'A' && letter <= 'Z'; };
  Currency currency;
  values.expect(code.size() == currency.code.size() && std::ranges::all_of(code, is_capital) && digits <= currency_digits_max,
                "a currency is none");
  std::copy_n(code.begin(), std::min(code.size(), currency.code.size()), currency.code.begin());
  currency.digits = static_cast<std::uint8_t>(digits);
  return currency;
}

LedgerOpened read(wire::LedgerOpened::Reader in, ValueReader& values) {
  return {.ledger_id = values.fixed<LedgerId>(in.getLedgerId()), .currency = read_currency(in.getCurrency(), in.getDigits(), values)};
}

CustomerCreated read(wire::CustomerCreated::Reader in, ValueReader& values) {
  return {.customer_id = values.id<CustomerId>(in.getCustomerId()),
          .key_id = values.id<KeyId>(in.getKeyId()),
          .personal = values.sealed(in.getPersonal()),
          .secret = values.sealed(in.getSecret()),
          .tokens = {}};
}

CustomerProfileChanged read(wire::CustomerProfileChanged::Reader in, ValueReader& values) {
  return {.customer_id = values.id<CustomerId>(in.getCustomerId()),
          .changed = values.changed(in.getChanged()),
          .personal = values.sealed(in.getPersonal()),
          .secret = values.sealed(in.getSecret()),
          .tokens = {}};
}

CustomerFrozen read(wire::CustomerFrozen::Reader in, ValueReader& values) { return {values.id<CustomerId>(in.getCustomerId())}; }
CustomerUnfrozen read(wire::CustomerUnfrozen::Reader in, ValueReader& values) { return {values.id<CustomerId>(in.getCustomerId())}; }
CustomerClosed read(wire::CustomerClosed::Reader in, ValueReader& values) { return {values.id<CustomerId>(in.getCustomerId())}; }
CustomerReopened read(wire::CustomerReopened::Reader in, ValueReader& values) { return {values.id<CustomerId>(in.getCustomerId())}; }

DebtIssued read(wire::DebtIssued::Reader in, ValueReader& values) {
  return {.debt_id = values.id<DebtId>(in.getDebtId()),
          .customer_id = values.id<CustomerId>(in.getCustomerId()),
          .debt_type = values.text(in.getDebtType()),
          .original_amount = {in.getOriginalAmount()},
          .current_balance = {in.getCurrentBalance()},
          .interest_rate = values.optional<Rate>(in.getInterestRate()),
          .minimum_payment = values.optional<Money>(in.getMinimumPayment()),
          .issue_date = values.instant(in.getIssueDate()),
          .due_date = values.optional<Instant>(in.getDueDate()),
          .reference_number = values.text_if(in.hasReferenceNumber(), in.getReferenceNumber()),
          .personal = values.sealed(in.getPersonal()),
          .secret = values.sealed(in.getSecret())};
}

DebtTermsChanged read(wire::DebtTermsChanged::Reader in, ValueReader& values) {
  return {.debt_id = values.id<DebtId>(in.getDebtId()),
          .interest_rate = values.change<Rate>(in.getInterestRate()),
          .minimum_payment = values.change<Money>(in.getMinimumPayment()),
          .due_date = values.change<Instant>(in.getDueDate()),
          .reference_number = values.change<std::string>(in.getReferenceNumber()),
          .changed = values.changed(in.getChanged()),
          .personal = values.sealed(in.getPersonal()),
          .secret = values.sealed(in.getSecret())};
}

DebtBalanceAdjusted read(wire::DebtBalanceAdjusted::Reader in, ValueReader& values) {
  return {.debt_id = values.id<DebtId>(in.getDebtId()),
          .amount = {in.getAmount()},
          .kind = values.member<AdjustmentKind>(in.getKind()),
          .effective_at = values.instant(in.getEffectiveAt()),
          .from_credit = {in.getFromCredit()}};
}

DebtDefaulted read(wire::DebtDefaulted::Reader in, ValueReader& values) { return {values.id<DebtId>(in.getDebtId())}; }
DebtCured read(wire::DebtCured::Reader in, ValueReader& values) { return {values.id<DebtId>(in.getDebtId())}; }

DebtPlacedInCollection read(wire::DebtPlacedInCollection::Reader in, ValueReader& values) {
  return {.debt_id = values.id<DebtId>(in.getDebtId()), .agency = values.text(in.getAgency())};
}

DebtRecalled read(wire::DebtRecalled::Reader in, ValueReader& values) { return {values.id<DebtId>(in.getDebtId())}; }

DebtWrittenOff read(wire::DebtWrittenOff::Reader in, ValueReader& values) {
  return {.debt_id = values.id<DebtId>(in.getDebtId()), .amount = {in.getAmount()}};
}

DebtSettled read(wire::DebtSettled::Reader in, ValueReader& values) {
  return {.debt_id = values.id<DebtId>(in.getDebtId()), .forgiven = {in.getForgiven()}};
}

DebtPaidOff read(wire::DebtPaidOff::Reader in, ValueReader& values) { return {values.id<DebtId>(in.getDebtId())}; }

DebtReopened read(wire::DebtReopened::Reader in, ValueReader& values) {
  return {.debt_id = values.id<DebtId>(in.getDebtId()),
          .status = values.member<DebtStatus>(in.getStatus()),
          .unforgiven = {in.getUnforgiven()}};
}

CreditRefunded read(wire::CreditRefunded::Reader in, ValueReader& values) {
  return {.debt_id = values.id<DebtId>(in.getDebtId()), .amount = {in.getAmount()}};
}

CreditApplied read(wire::CreditApplied::Reader in, ValueReader& values) {
  return {
      .from_debt_id = values.id<DebtId>(in.getFromDebtId()), .to_debt_id = values.id<DebtId>(in.getToDebtId()), .amount = {in.getAmount()}};
}

PaymentInitiated read(wire::PaymentInitiated::Reader in, ValueReader& values) {
  return {.payment_id = values.id<PaymentId>(in.getPaymentId()),
          .customer_id = values.id<CustomerId>(in.getCustomerId()),
          .debt_id = values.id<DebtId>(in.getDebtId()),
          .amount = {in.getAmount()},
          .payment_date = values.instant(in.getPaymentDate()),
          .payment_method = values.text_if(in.hasPaymentMethod(), in.getPaymentMethod()),
          .transaction_id = values.text_if(in.hasTransactionId(), in.getTransactionId()),
          .personal = values.sealed(in.getPersonal())};
}

PaymentCompleted read(wire::PaymentCompleted::Reader in, ValueReader& values) {
  return {.payment_id = values.id<PaymentId>(in.getPaymentId()),
          .customer_id = values.id<CustomerId>(in.getCustomerId()),
          .debt_id = values.id<DebtId>(in.getDebtId()),
          .amount = {in.getAmount()},
          .payment_date = values.instant(in.getPaymentDate()),
          .payment_method = values.text_if(in.hasPaymentMethod(), in.getPaymentMethod()),
          .transaction_id = values.text_if(in.hasTransactionId(), in.getTransactionId()),
          .personal = values.sealed(in.getPersonal()),
          .applied = {in.getApplied()},
          .credited = {in.getCredited()}};
}

PaymentFailed read(wire::PaymentFailed::Reader in, ValueReader& values) {
  return {.payment_id = values.id<PaymentId>(in.getPaymentId()), .debt_id = values.id<DebtId>(in.getDebtId())};
}

PaymentRefunded read(wire::PaymentRefunded::Reader in, ValueReader& values) {
  return {.payment_id = values.id<PaymentId>(in.getPaymentId()),
          .debt_id = values.id<DebtId>(in.getDebtId()),
          .amount = {in.getAmount()},
          .kind = values.member<RefundKind>(in.getKind()),
          .refunded_at = values.instant(in.getRefundedAt()),
          .from_credit = {in.getFromCredit()},
          .restored = {in.getRestored()}};
}

CommunicationLogged read(wire::CommunicationLogged::Reader in, ValueReader& values) {
  return {.communication_id = values.id<CommunicationId>(in.getCommunicationId()),
          .customer_id = values.id<CustomerId>(in.getCustomerId()),
          .communication_type = values.member<CommunicationType>(in.getCommunicationType()),
          .direction = values.member<Direction>(in.getDirection()),
          .timestamp = values.instant(in.getTimestamp()),
          .duration_seconds = values.optional<std::int32_t>(in.getDurationSeconds()),
          .outcome = values.text_if(in.hasOutcome(), in.getOutcome()),
          .agent_id = values.text_if(in.hasAgentId(), in.getAgentId()),
          .debt_ids = values.debts(in.getDebtIds()),
          .personal = values.sealed(in.getPersonal())};
}

CommunicationAmended read(wire::CommunicationAmended::Reader in, ValueReader& values) {
  return {.communication_id = values.id<CommunicationId>(in.getCommunicationId()),
          .outcome = values.change<std::string>(in.getOutcome()),
          .duration_seconds = values.change<std::int32_t>(in.getDurationSeconds()),
          .changed = values.changed(in.getChanged()),
          .personal = values.sealed(in.getPersonal())};
}

AccountLinked read(wire::AccountLinked::Reader in, ValueReader& values) {
  return {.account_id = values.id<AccountId>(in.getAccountId()),
          .customer_id = values.id<CustomerId>(in.getCustomerId()),
          .account_type = values.text(in.getAccountType()),
          .bank_name = values.text_if(in.hasBankName(), in.getBankName()),
          .personal = values.sealed(in.getPersonal()),
          .secret = values.sealed(in.getSecret()),
          .tokens = {}};
}

AccountChanged read(wire::AccountChanged::Reader in, ValueReader& values) {
  return {.account_id = values.id<AccountId>(in.getAccountId()),
          .account_type = values.text_if(in.hasAccountType(), in.getAccountType()),
          .bank_name = values.change<std::string>(in.getBankName()),
          .changed = values.changed(in.getChanged()),
          .personal = values.sealed(in.getPersonal()),
          .secret = values.sealed(in.getSecret())};
}

PrimaryAccountChanged read(wire::PrimaryAccountChanged::Reader in, ValueReader& values) {
  return {.customer_id = values.id<CustomerId>(in.getCustomerId()), .account_id = values.id<AccountId>(in.getAccountId())};
}

AccountDeactivated read(wire::AccountDeactivated::Reader in, ValueReader& values) { return {values.id<AccountId>(in.getAccountId())}; }
AccountReactivated read(wire::AccountReactivated::Reader in, ValueReader& values) { return {values.id<AccountId>(in.getAccountId())}; }

CustomerImported read(wire::CustomerImported::Reader in, ValueReader& values) {
  return {
      .row = read(in.getRow(), values), .status = values.member<CustomerStatus>(in.getStatus()), .origin = read(in.getOrigin(), values)};
}

DebtImported read(wire::DebtImported::Reader in, ValueReader& values) {
  return {.row = read(in.getRow(), values), .origin = read(in.getOrigin(), values)};
}

DebtStatusImported read(wire::DebtStatusImported::Reader in, ValueReader& values) {
  return {.debt_id = values.id<DebtId>(in.getDebtId()), .status = values.member<DebtStatus>(in.getStatus()), .amount = {in.getAmount()}};
}

PaymentImported read(wire::PaymentImported::Reader in, ValueReader& values) {
  return {.row = read(in.getRow(), values),
          .status = values.member<PaymentStatus>(in.getStatus()),
          .applied = {in.getApplied()},
          .credited = {in.getCredited()},
          .origin = read(in.getOrigin(), values)};
}

CommunicationImported read(wire::CommunicationImported::Reader in, ValueReader& values) {
  return {.row = read(in.getRow(), values), .origin = read(in.getOrigin(), values)};
}

AccountImported read(wire::AccountImported::Reader in, ValueReader& values) {
  return {.row = read(in.getRow(), values),
          .is_active = in.getIsActive(),
          .is_primary = in.getIsPrimary(),
          .origin = read(in.getOrigin(), values)};
}

TokenCreated read(wire::TokenCreated::Reader in, ValueReader& values) {
  return {.hash = values.fixed<AccessHash>(in.getHash()),
          .role = values.member<Role>(in.getRole()),
          .name = values.text(in.getName()),
          .expires_at = values.optional<Instant>(in.getExpiresAt())};
}

TokenRevoked read(wire::TokenRevoked::Reader in, ValueReader& values) {
  return {.token_id = values.id<AccessId>(in.getTokenId()), .hash = values.fixed<AccessHash>(in.getHash())};
}

DataRevealed read(wire::DataRevealed::Reader in, ValueReader& values) {
  return {.customer_id = values.id<CustomerId>(in.getCustomerId()), .fields = values.changed(in.getFields())};
}

using Union = wire::Record::Event::Reader;

template <auto get>
Event read_member(Union in, ValueReader& values) {
  return read((in.*get)(), values);
}

/// By event number.
constexpr std::array readers{
    &read_member<&Union::getLedgerOpened>,
    &read_member<&Union::getCustomerCreated>,
    &read_member<&Union::getCustomerProfileChanged>,
    &read_member<&Union::getCustomerFrozen>,
    &read_member<&Union::getCustomerUnfrozen>,
    &read_member<&Union::getCustomerClosed>,
    &read_member<&Union::getCustomerReopened>,
    &read_member<&Union::getDebtIssued>,
    &read_member<&Union::getDebtTermsChanged>,
    &read_member<&Union::getDebtBalanceAdjusted>,
    &read_member<&Union::getDebtDefaulted>,
    &read_member<&Union::getDebtCured>,
    &read_member<&Union::getDebtPlacedInCollection>,
    &read_member<&Union::getDebtRecalled>,
    &read_member<&Union::getDebtWrittenOff>,
    &read_member<&Union::getDebtSettled>,
    &read_member<&Union::getDebtPaidOff>,
    &read_member<&Union::getDebtReopened>,
    &read_member<&Union::getCreditRefunded>,
    &read_member<&Union::getCreditApplied>,
    &read_member<&Union::getPaymentInitiated>,
    &read_member<&Union::getPaymentCompleted>,
    &read_member<&Union::getPaymentFailed>,
    &read_member<&Union::getPaymentRefunded>,
    &read_member<&Union::getCommunicationLogged>,
    &read_member<&Union::getCommunicationAmended>,
    &read_member<&Union::getAccountLinked>,
    &read_member<&Union::getAccountChanged>,
    &read_member<&Union::getPrimaryAccountChanged>,
    &read_member<&Union::getAccountDeactivated>,
    &read_member<&Union::getAccountReactivated>,
    &read_member<&Union::getCustomerImported>,
    &read_member<&Union::getDebtImported>,
    &read_member<&Union::getDebtStatusImported>,
    &read_member<&Union::getPaymentImported>,
    &read_member<&Union::getCommunicationImported>,
    &read_member<&Union::getAccountImported>,
    &read_member<&Union::getTokenCreated>,
    &read_member<&Union::getTokenRevoked>,
    &read_member<&Union::getDataRevealed>,
};
static_assert(readers.size() == std::variant_size_v<Event>, "every event is read");

}  // namespace

std::size_t known_events() { return readers.size(); }

Event read_event(Union in, ValueReader& values) { return readers.at(static_cast<std::size_t>(in.which()))(in, values); }

}  // namespace daybook
