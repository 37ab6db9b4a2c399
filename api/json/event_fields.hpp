// The names of each event's own fields, as they stand on log lines. Internal to api/json.
//
// `event_fields(event, visit)` calls `visit(name, value)` for each. Sealed groups are not fields: what is in them comes from
// `EventDetails`. Key slots and tokens mean nothing outside the engine and are left out.
#pragma once

#include "events/event.hpp"

namespace daybook {

void origin_fields(const ImportOrigin& origin, auto&& visit) {
  visit("source", origin.source);
  visit("external_id", origin.external_id);
  visit("created_at", origin.created_at);
  visit("updated_at", origin.updated_at);
}

void event_fields(const LedgerOpened& event, auto&& visit) {
  visit("ledger_id", event.ledger_id);
  visit("currency", event.currency);
}

void event_fields(const CustomerCreated& event, auto&& visit) { visit("customer_id", event.customer_id); }

void event_fields(const CustomerImported& event, auto&& visit) {
  event_fields(event.row, visit);
  visit("account_status", event.status);
  origin_fields(event.origin, visit);
}

void event_fields(const CustomerProfileChanged& event, auto&& visit) {
  visit("customer_id", event.customer_id);
  visit("changed", event.changed);
}

void event_fields(const CustomerFrozen& event, auto&& visit) { visit("customer_id", event.customer_id); }
void event_fields(const CustomerUnfrozen& event, auto&& visit) { visit("customer_id", event.customer_id); }
void event_fields(const CustomerClosed& event, auto&& visit) { visit("customer_id", event.customer_id); }
void event_fields(const CustomerReopened& event, auto&& visit) { visit("customer_id", event.customer_id); }

void event_fields(const DebtIssued& event, auto&& visit) {
  visit("debt_id", event.debt_id);
  visit("customer_id", event.customer_id);
  visit("debt_type", event.debt_type);
  visit("original_amount", event.original_amount);
  visit("current_balance", event.current_balance);
  visit("interest_rate", event.interest_rate);
  visit("minimum_payment", event.minimum_payment);
  visit("issue_date", event.issue_date);
  visit("due_date", event.due_date);
  visit("reference_number", event.reference_number);
}

void event_fields(const DebtImported& event, auto&& visit) {
  event_fields(event.row, visit);
  origin_fields(event.origin, visit);
}

void event_fields(const DebtStatusImported& event, auto&& visit) {
  visit("debt_id", event.debt_id);
  visit("status", event.status);
  visit("amount", event.amount);
}

void event_fields(const DebtTermsChanged& event, auto&& visit) {
  visit("debt_id", event.debt_id);
  visit("interest_rate", event.interest_rate);
  visit("minimum_payment", event.minimum_payment);
  visit("due_date", event.due_date);
  visit("reference_number", event.reference_number);
  visit("changed", event.changed);
}

void event_fields(const DebtBalanceAdjusted& event, auto&& visit) {
  visit("debt_id", event.debt_id);
  visit("amount", event.amount);
  visit("kind", event.kind);
  visit("effective_at", event.effective_at);
  visit("from_credit", event.from_credit);
}

void event_fields(const DebtDefaulted& event, auto&& visit) { visit("debt_id", event.debt_id); }
void event_fields(const DebtCured& event, auto&& visit) { visit("debt_id", event.debt_id); }
void event_fields(const DebtRecalled& event, auto&& visit) { visit("debt_id", event.debt_id); }
void event_fields(const DebtPaidOff& event, auto&& visit) { visit("debt_id", event.debt_id); }

void event_fields(const DebtPlacedInCollection& event, auto&& visit) {
  visit("debt_id", event.debt_id);
  visit("agency", event.agency);
}

void event_fields(const DebtWrittenOff& event, auto&& visit) {
  visit("debt_id", event.debt_id);
  visit("amount", event.amount);
}

void event_fields(const DebtSettled& event, auto&& visit) {
  visit("debt_id", event.debt_id);
  visit("forgiven", event.forgiven);
}

void event_fields(const DebtReopened& event, auto&& visit) {
  visit("debt_id", event.debt_id);
  visit("status", event.status);
  visit("unforgiven", event.unforgiven);
}

void event_fields(const CreditRefunded& event, auto&& visit) {
  visit("debt_id", event.debt_id);
  visit("amount", event.amount);
}

void event_fields(const CreditApplied& event, auto&& visit) {
  visit("from_debt_id", event.from_debt_id);
  visit("to_debt_id", event.to_debt_id);
  visit("amount", event.amount);
}

void event_fields(const PaymentInitiated& event, auto&& visit) {
  visit("payment_id", event.payment_id);
  visit("customer_id", event.customer_id);
  visit("debt_id", event.debt_id);
  visit("amount", event.amount);
  visit("payment_date", event.payment_date);
  visit("payment_method", event.payment_method);
  visit("transaction_id", event.transaction_id);
}

void event_fields(const PaymentCompleted& event, auto&& visit) {
  visit("payment_id", event.payment_id);
  visit("customer_id", event.customer_id);
  visit("debt_id", event.debt_id);
  visit("amount", event.amount);
  visit("payment_date", event.payment_date);
  visit("payment_method", event.payment_method);
  visit("transaction_id", event.transaction_id);
  visit("applied", event.applied);
  visit("credited", event.credited);
}

void event_fields(const PaymentImported& event, auto&& visit) {
  event_fields(event.row, visit);
  visit("status", event.status);
  visit("applied", event.applied);
  visit("credited", event.credited);
  origin_fields(event.origin, visit);
}

void event_fields(const PaymentFailed& event, auto&& visit) {
  visit("payment_id", event.payment_id);
  visit("debt_id", event.debt_id);
}

void event_fields(const PaymentRefunded& event, auto&& visit) {
  visit("payment_id", event.payment_id);
  visit("debt_id", event.debt_id);
  visit("amount", event.amount);
  visit("kind", event.kind);
  visit("refunded_at", event.refunded_at);
  visit("from_credit", event.from_credit);
  visit("restored", event.restored);
}

void event_fields(const CommunicationLogged& event, auto&& visit) {
  visit("communication_id", event.communication_id);
  visit("customer_id", event.customer_id);
  visit("communication_type", event.communication_type);
  visit("direction", event.direction);
  visit("timestamp", event.timestamp);
  visit("duration_seconds", event.duration_seconds);
  visit("outcome", event.outcome);
  visit("agent_id", event.agent_id);
  visit("debt_ids", event.debt_ids);
}

void event_fields(const CommunicationImported& event, auto&& visit) {
  event_fields(event.row, visit);
  origin_fields(event.origin, visit);
}

void event_fields(const CommunicationAmended& event, auto&& visit) {
  visit("communication_id", event.communication_id);
  visit("outcome", event.outcome);
  visit("duration_seconds", event.duration_seconds);
  visit("changed", event.changed);
}

void event_fields(const AccountLinked& event, auto&& visit) {
  visit("account_id", event.account_id);
  visit("customer_id", event.customer_id);
  visit("account_type", event.account_type);
  visit("bank_name", event.bank_name);
}

void event_fields(const AccountImported& event, auto&& visit) {
  event_fields(event.row, visit);
  visit("is_active", event.is_active);
  visit("is_primary", event.is_primary);
  origin_fields(event.origin, visit);
}

void event_fields(const AccountChanged& event, auto&& visit) {
  visit("account_id", event.account_id);
  visit("account_type", event.account_type);
  visit("bank_name", event.bank_name);
  visit("changed", event.changed);
}

void event_fields(const PrimaryAccountChanged& event, auto&& visit) {
  visit("customer_id", event.customer_id);
  visit("account_id", event.account_id);
}

void event_fields(const AccountDeactivated& event, auto&& visit) { visit("account_id", event.account_id); }
void event_fields(const AccountReactivated& event, auto&& visit) { visit("account_id", event.account_id); }

// The hash of a token means nothing outside the engine.
void event_fields(const TokenCreated& event, auto&& visit) {
  visit("role", event.role);
  visit("name", event.name);
  visit("expires_at", event.expires_at);
}

void event_fields(const TokenRevoked& event, auto&& visit) { visit("token_id", event.token_id); }

void event_fields(const DataRevealed& event, auto&& visit) {
  visit("customer_id", event.customer_id);
  std::vector<std::string_view> names;
  names.reserve(event.fields.size());
  for (const SealedField field : event.fields) {
    names.push_back(to_text(field));
  }
  visit("fields", names);
}

}  // namespace daybook
