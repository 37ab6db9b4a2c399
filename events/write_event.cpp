#include "events/codec_events.hpp"

namespace daybook {
namespace {

/// The sealed groups of `from`; an empty one stays absent.
template <class From, class Builder>
void write_groups(const From& from, Builder out) {
  if (!from.personal.empty()) {
    out.setPersonal(on_wire(from.personal));
  }
  if constexpr (requires { from.secret; }) {
    if (!from.secret.empty()) {
      out.setSecret(on_wire(from.secret));
    }
  }
}

template <class Builder>
void write_changed(const std::vector<SealedField>& fields, Builder out) {
  if (fields.empty()) {
    return;
  }
  auto numbers = out.initChanged(static_cast<unsigned>(fields.size()));
  for (unsigned i = 0; i < numbers.size(); ++i) {
    numbers.set(i, on_wire(fields[i]));
  }
}

void write_origin(const ImportOrigin& origin, wire::ImportOrigin::Builder out) {
  out.setSource(on_wire(origin.source));
  out.setExternalId(origin.external_id);
  write_optional(origin.created_at, out.getCreatedAt());
  write_optional(origin.updated_at, out.getUpdatedAt());
  if (origin.body_digest) {
    out.setBodyDigest(on_wire(*origin.body_digest));
  }
}

void write_row(const CustomerCreated& row, wire::CustomerCreated::Builder out) {
  out.setCustomerId(on_wire(row.customer_id));
  out.setKeyId(on_wire(row.key_id));
  write_groups(row, out);
}

void write_row(const DebtIssued& row, wire::DebtIssued::Builder out) {
  out.setDebtId(on_wire(row.debt_id));
  out.setCustomerId(on_wire(row.customer_id));
  out.setDebtType(on_wire(row.debt_type));
  out.setOriginalAmount(on_wire(row.original_amount));
  out.setCurrentBalance(on_wire(row.current_balance));
  write_optional(row.interest_rate, out.getInterestRate());
  write_optional(row.minimum_payment, out.getMinimumPayment());
  out.setIssueDate(on_wire(row.issue_date));
  write_optional(row.due_date, out.getDueDate());
  if (row.reference_number) {
    out.setReferenceNumber(on_wire(*row.reference_number));
  }
  write_groups(row, out);
}

/// The fields that every first event of a payment has.
template <class Payment, class Builder>
void write_payment(const Payment& payment, Builder out) {
  out.setPaymentId(on_wire(payment.payment_id));
  out.setCustomerId(on_wire(payment.customer_id));
  out.setDebtId(on_wire(payment.debt_id));
  out.setAmount(on_wire(payment.amount));
  out.setPaymentDate(on_wire(payment.payment_date));
  if (payment.payment_method) {
    out.setPaymentMethod(on_wire(*payment.payment_method));
  }
  if (payment.transaction_id) {
    out.setTransactionId(on_wire(*payment.transaction_id));
  }
  write_groups(payment, out);
}

void write_row(const CommunicationLogged& row, wire::CommunicationLogged::Builder out) {
  out.setCommunicationId(on_wire(row.communication_id));
  out.setCustomerId(on_wire(row.customer_id));
  out.setCommunicationType(on_wire(row.communication_type));
  out.setDirection(on_wire(row.direction));
  out.setTimestamp(on_wire(row.timestamp));
  write_optional(row.duration_seconds, out.getDurationSeconds());
  if (row.outcome) {
    out.setOutcome(on_wire(*row.outcome));
  }
  if (row.agent_id) {
    out.setAgentId(on_wire(*row.agent_id));
  }
  write_groups(row, out);
  if (!row.debt_ids.empty()) {
    auto ids = out.initDebtIds(static_cast<unsigned>(row.debt_ids.size()));
    for (unsigned i = 0; i < ids.size(); ++i) {
      ids.set(i, on_wire(row.debt_ids[i]));
    }
  }
}

void write_row(const AccountLinked& row, wire::AccountLinked::Builder out) {
  out.setAccountId(on_wire(row.account_id));
  out.setCustomerId(on_wire(row.customer_id));
  out.setAccountType(on_wire(row.account_type));
  if (row.bank_name) {
    out.setBankName(on_wire(*row.bank_name));
  }
  write_groups(row, out);
}

/// One function an event: an event without one does not compile.
struct EventWriter {
  wire::Record::Event::Builder record;

  void operator()(const LedgerOpened& event) {
    auto out = record.initLedgerOpened();
    out.setLedgerId(on_wire(event.ledger_id));
    out.setCurrency(on_wire(event.currency.text()));
    out.setDigits(event.currency.digits);
  }

  void operator()(const CustomerCreated& event) { write_row(event, record.initCustomerCreated()); }

  void operator()(const CustomerProfileChanged& event) {
    auto out = record.initCustomerProfileChanged();
    out.setCustomerId(on_wire(event.customer_id));
    write_changed(event.changed, out);
    write_groups(event, out);
  }

  void operator()(const CustomerFrozen& event) { record.initCustomerFrozen().setCustomerId(on_wire(event.customer_id)); }
  void operator()(const CustomerUnfrozen& event) { record.initCustomerUnfrozen().setCustomerId(on_wire(event.customer_id)); }
  void operator()(const CustomerClosed& event) { record.initCustomerClosed().setCustomerId(on_wire(event.customer_id)); }
  void operator()(const CustomerReopened& event) { record.initCustomerReopened().setCustomerId(on_wire(event.customer_id)); }

  void operator()(const DebtIssued& event) { write_row(event, record.initDebtIssued()); }

  void operator()(const DebtTermsChanged& event) {
    auto out = record.initDebtTermsChanged();
    out.setDebtId(on_wire(event.debt_id));
    write_change(event.interest_rate, out.getInterestRate());
    write_change(event.minimum_payment, out.getMinimumPayment());
    write_change(event.due_date, out.getDueDate());
    write_change(event.reference_number, out.getReferenceNumber());
    write_changed(event.changed, out);
    write_groups(event, out);
  }

  void operator()(const DebtBalanceAdjusted& event) {
    auto out = record.initDebtBalanceAdjusted();
    out.setDebtId(on_wire(event.debt_id));
    out.setAmount(on_wire(event.amount));
    out.setKind(on_wire(event.kind));
    out.setEffectiveAt(on_wire(event.effective_at));
    out.setFromCredit(on_wire(event.from_credit));
  }

  void operator()(const DebtDefaulted& event) { record.initDebtDefaulted().setDebtId(on_wire(event.debt_id)); }
  void operator()(const DebtCured& event) { record.initDebtCured().setDebtId(on_wire(event.debt_id)); }

  void operator()(const DebtPlacedInCollection& event) {
    auto out = record.initDebtPlacedInCollection();
    out.setDebtId(on_wire(event.debt_id));
    out.setAgency(on_wire(event.agency));
  }

  void operator()(const DebtRecalled& event) { record.initDebtRecalled().setDebtId(on_wire(event.debt_id)); }

  void operator()(const DebtWrittenOff& event) {
    auto out = record.initDebtWrittenOff();
    out.setDebtId(on_wire(event.debt_id));
    out.setAmount(on_wire(event.amount));
  }

  void operator()(const DebtSettled& event) {
    auto out = record.initDebtSettled();
    out.setDebtId(on_wire(event.debt_id));
    out.setForgiven(on_wire(event.forgiven));
  }

  void operator()(const DebtPaidOff& event) { record.initDebtPaidOff().setDebtId(on_wire(event.debt_id)); }

  void operator()(const DebtReopened& event) {
    auto out = record.initDebtReopened();
    out.setDebtId(on_wire(event.debt_id));
    out.setStatus(on_wire(event.status));
    out.setUnforgiven(on_wire(event.unforgiven));
  }

  void operator()(const CreditRefunded& event) {
    auto out = record.initCreditRefunded();
    out.setDebtId(on_wire(event.debt_id));
    out.setAmount(on_wire(event.amount));
  }

  void operator()(const CreditApplied& event) {
    auto out = record.initCreditApplied();
    out.setFromDebtId(on_wire(event.from_debt_id));
    out.setToDebtId(on_wire(event.to_debt_id));
    out.setAmount(on_wire(event.amount));
  }

  void operator()(const PaymentInitiated& event) { write_payment(event, record.initPaymentInitiated()); }

  void operator()(const PaymentCompleted& event) {
    auto out = record.initPaymentCompleted();
    write_payment(event, out);
    out.setApplied(on_wire(event.applied));
    out.setCredited(on_wire(event.credited));
  }

  void operator()(const PaymentFailed& event) {
    auto out = record.initPaymentFailed();
    out.setPaymentId(on_wire(event.payment_id));
    out.setDebtId(on_wire(event.debt_id));
  }

  void operator()(const PaymentRefunded& event) {
    auto out = record.initPaymentRefunded();
    out.setPaymentId(on_wire(event.payment_id));
    out.setDebtId(on_wire(event.debt_id));
    out.setAmount(on_wire(event.amount));
    out.setKind(on_wire(event.kind));
    out.setRefundedAt(on_wire(event.refunded_at));
    out.setFromCredit(on_wire(event.from_credit));
    out.setRestored(on_wire(event.restored));
  }

  void operator()(const CommunicationLogged& event) { write_row(event, record.initCommunicationLogged()); }

  void operator()(const CommunicationAmended& event) {
    auto out = record.initCommunicationAmended();
    out.setCommunicationId(on_wire(event.communication_id));
    write_change(event.outcome, out.getOutcome());
    write_change(event.duration_seconds, out.getDurationSeconds());
    write_changed(event.changed, out);
    write_groups(event, out);
  }

  void operator()(const AccountLinked& event) { write_row(event, record.initAccountLinked()); }

  void operator()(const AccountChanged& event) {
    auto out = record.initAccountChanged();
    out.setAccountId(on_wire(event.account_id));
    if (event.account_type) {
      out.setAccountType(on_wire(*event.account_type));
    }
    write_change(event.bank_name, out.getBankName());
    write_changed(event.changed, out);
    write_groups(event, out);
  }

  void operator()(const PrimaryAccountChanged& event) {
    auto out = record.initPrimaryAccountChanged();
    out.setCustomerId(on_wire(event.customer_id));
    out.setAccountId(on_wire(event.account_id));
  }

  void operator()(const AccountDeactivated& event) { record.initAccountDeactivated().setAccountId(on_wire(event.account_id)); }
  void operator()(const AccountReactivated& event) { record.initAccountReactivated().setAccountId(on_wire(event.account_id)); }

  void operator()(const CustomerImported& event) {
    auto out = record.initCustomerImported();
    write_row(event.row, out.initRow());
    write_origin(event.origin, out.initOrigin());
    out.setStatus(on_wire(event.status));
  }

  void operator()(const DebtImported& event) {
    auto out = record.initDebtImported();
    write_row(event.row, out.initRow());
    write_origin(event.origin, out.initOrigin());
  }

  void operator()(const DebtStatusImported& event) {
    auto out = record.initDebtStatusImported();
    out.setDebtId(on_wire(event.debt_id));
    out.setStatus(on_wire(event.status));
    out.setAmount(on_wire(event.amount));
  }

  void operator()(const PaymentImported& event) {
    auto out = record.initPaymentImported();
    write_payment(event.row, out.initRow());
    write_origin(event.origin, out.initOrigin());
    out.setStatus(on_wire(event.status));
    out.setApplied(on_wire(event.applied));
    out.setCredited(on_wire(event.credited));
  }

  void operator()(const CommunicationImported& event) {
    auto out = record.initCommunicationImported();
    write_row(event.row, out.initRow());
    write_origin(event.origin, out.initOrigin());
  }

  void operator()(const AccountImported& event) {
    auto out = record.initAccountImported();
    write_row(event.row, out.initRow());
    write_origin(event.origin, out.initOrigin());
    out.setIsActive(event.is_active);
    out.setIsPrimary(event.is_primary);
  }

  void operator()(const TokenCreated& event) {
    auto out = record.initTokenCreated();
    out.setHash(on_wire(event.hash));
    out.setRole(on_wire(event.role));
    out.setName(on_wire(event.name));
    write_optional(event.expires_at, out.getExpiresAt());
  }

  void operator()(const TokenRevoked& event) {
    auto out = record.initTokenRevoked();
    out.setTokenId(on_wire(event.token_id));
    out.setHash(on_wire(event.hash));
  }

  void operator()(const DataRevealed& event) {
    auto out = record.initDataRevealed();
    out.setCustomerId(on_wire(event.customer_id));
    auto numbers = out.initFields(static_cast<unsigned>(event.fields.size()));
    for (unsigned i = 0; i < numbers.size(); ++i) {
      numbers.set(i, on_wire(event.fields[i]));
    }
  }
};

}  // namespace

void write_event(const Event& event, wire::Record::Event::Builder out) { std::visit(EventWriter{out}, event); }

}  // namespace daybook
