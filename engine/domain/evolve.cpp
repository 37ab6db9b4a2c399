#include "engine/domain/evolve.hpp"

#include <algorithm>

#include "engine/domain/evolution.hpp"
#include "events/planted.hpp"

namespace daybook {

void Evolution::operator()(const LedgerOpened& event) {
  LedgerFacts& facts = state_.edit_facts();
  facts.ledger_id = event.ledger_id;
  facts.currency = event.currency;
}

void Evolution::operator()(const CustomerCreated& event) {
  Customer& customer = state_.edit(event.customer_id);
  LedgerFacts& facts = state_.edit_facts();
  facts.last_customer = event.customer_id;
  facts.last_key = std::max(facts.last_key, event.key_id);
  customer.id = event.customer_id;
  customer.key_id = event.key_id;
  customer.sealed_at = envelope_.position;
  customer.created_at = customer.updated_at = envelope_.recorded_at;
  customer.tokens = event.tokens;
  take(UniqueKind::ssn, event.tokens.ssn, event.customer_id.value);
  take(UniqueKind::email, event.tokens.email, event.customer_id.value);
}

void Evolution::operator()(const CustomerImported& event) {
  (*this)(event.row);
  Customer& customer = state_.edit(event.row.customer_id);
  customer.status = event.status;
  set_origin(customer, event.origin, UniqueKind::external_customer);
  customer.updated_at = event.origin.updated_at.value_or(customer.created_at);
}

void Evolution::operator()(const CustomerProfileChanged& event) {
  Customer& customer = state_.edit(event.customer_id);
  customer.sealed_at = envelope_.position;
  customer.updated_at = envelope_.recorded_at;
  const auto changes = [&](SealedField field) { return std::ranges::find(event.changed, field) != event.changed.end(); };
  if (changes(SealedField::ssn)) {
    replace(UniqueKind::ssn, customer.tokens.ssn, event.tokens.ssn, event.customer_id.value);
  }
  if (changes(SealedField::email)) {
    replace(UniqueKind::email, customer.tokens.email, event.tokens.email, event.customer_id.value);
  }
  if (changes(SealedField::phone_primary)) {
    customer.tokens.phone_primary = event.tokens.phone_primary;
  }
}

void Evolution::operator()(const CustomerFrozen& event) { set_status(event.customer_id, CustomerStatus::frozen); }

void Evolution::operator()(const CustomerUnfrozen& event) { set_status(event.customer_id, CustomerStatus::active); }

void Evolution::operator()(const CustomerClosed& event) { set_status(event.customer_id, CustomerStatus::closed); }

void Evolution::operator()(const CustomerReopened& event) { set_status(event.customer_id, CustomerStatus::active); }

void Evolution::operator()(const CommunicationLogged& event) {
  Communication& communication = state_.edit(event.communication_id);
  state_.edit_facts().last_communication = event.communication_id;
  communication.id = event.communication_id;
  communication.customer_id = event.customer_id;
  communication.communication_type = event.communication_type;
  communication.direction = event.direction;
  communication.timestamp = event.timestamp;
  communication.duration_seconds = event.duration_seconds;
  communication.outcome = event.outcome;
  communication.agent_id = event.agent_id;
  communication.debt_ids = event.debt_ids;
  communication.sealed_at = envelope_.position;
  Customer& customer = state_.edit(event.customer_id);
  ++customer.communication_count;
  customer.last_communication_at = std::max(customer.last_communication_at.value_or(event.timestamp), event.timestamp);
}

void Evolution::operator()(const CommunicationImported& event) {
  (*this)(event.row);
  hold_origin(state_.edit(event.row.communication_id), event.origin, UniqueKind::external_communication);
}

void Evolution::operator()(const CommunicationAmended& event) {
  Communication& communication = state_.edit(event.communication_id);
  event.outcome.apply_to(communication.outcome);
  event.duration_seconds.apply_to(communication.duration_seconds);
  if (!event.changed.empty()) {
    communication.sealed_at = envelope_.position;
  }
}

void Evolution::operator()(const AccountLinked& event) {
  Account& account = state_.edit(event.account_id);
  state_.edit_facts().last_account = event.account_id;
  account.id = event.account_id;
  account.customer_id = event.customer_id;
  account.account_type = event.account_type;
  account.bank_name = event.bank_name;
  account.sealed_at = envelope_.position;
  account.number_token = event.tokens.account_number;
  account.created_at = account.updated_at = envelope_.recorded_at;
  take(UniqueKind::account_number, event.tokens.account_number, event.account_id.value);
  ++state_.edit(event.customer_id).account_count;
}

void Evolution::operator()(const AccountImported& event) {
  (*this)(event.row);
  Account& account = state_.edit(event.row.account_id);
  set_origin(account, event.origin, UniqueKind::external_account);
  account.updated_at = event.origin.updated_at.value_or(account.created_at);
  account.is_active = event.is_active;
  account.is_primary = event.is_primary;
  if (event.is_primary) {
    state_.edit(event.row.customer_id).primary_account = event.row.account_id;
  }
}

void Evolution::operator()(const AccountChanged& event) {
  Account& account = touch(event.account_id);
  account.account_type = event.account_type.value_or(account.account_type);
  event.bank_name.apply_to(account.bank_name);
  if (!event.changed.empty()) {
    account.sealed_at = envelope_.position;
  }
}

void Evolution::operator()(const PrimaryAccountChanged& event) {
  Customer& customer = state_.edit(event.customer_id);
  if (customer.primary_account) {
    touch(customer.primary_account).is_primary = false;
  }
  touch(event.account_id).is_primary = true;
  state_.edit(event.customer_id).primary_account = event.account_id;
}

void Evolution::operator()(const AccountDeactivated& event) {
  Account& account = touch(event.account_id);
  account.is_active = false;
  if (account.is_primary) {
    account.is_primary = false;
    state_.edit(account.customer_id).primary_account = {};
  }
}

void Evolution::operator()(const AccountReactivated& event) { touch(event.account_id).is_active = true; }

void Evolution::operator()(const TokenCreated& event) {
  state_.hold(UniqueKind::access_token, event.hash.view(), envelope_.position.value);
}

void Evolution::operator()(const TokenRevoked& event) { state_.release(UniqueKind::access_token, event.hash.view()); }

void evolve(State& state, const Record& record) {
  const Envelope& envelope = record.envelope;
  std::visit(Evolution(state, envelope), record.event);
  LedgerFacts& facts = state.edit_facts();
  facts.position = envelope.position;
  facts.recorded_at = envelope.recorded_at;
  if (envelope.customer) {
    state.edit(envelope.customer).version = envelope.version;
  }
  if (!envelope.idempotency_key.empty() && !planted(Bug::lost_dedup)) {
    state.hold(UniqueKind::idempotency_key, envelope.idempotency_key, envelope.position.value);
  }
}

}  // namespace daybook
