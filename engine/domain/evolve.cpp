#include "engine/domain/evolve.hpp"

#include <algorithm>

namespace daybook {
namespace {

void raise(Money& money, Money by) { money.minor += by.minor; }
void lower(Money& money, Money by) { money.minor -= by.minor; }

External external_of(const ImportOrigin& origin) { return {origin.source, origin.external_id}; }

/// Applies one event; the overloads are the events, one each.
class Evolution {
 public:
  Evolution(State& state, const Envelope& envelope) : state_(state), envelope_(envelope) {}

  void operator()(const LedgerOpened& event) {
    LedgerFacts& facts = state_.edit_facts();
    facts.ledger_id = event.ledger_id;
    facts.currency = event.currency;
  }

  void operator()(const CustomerCreated& event) {
    state_.edit_facts().last_customer = event.customer_id;
    Customer& customer = state_.edit(event.customer_id);
    customer.id = event.customer_id;
    customer.key_id = event.key_id;
    customer.sealed_at = envelope_.position;
    customer.created_at = customer.updated_at = envelope_.recorded_at;
    customer.tokens = event.tokens;
    take(UniqueKind::ssn, event.tokens.ssn, event.customer_id.value);
    take(UniqueKind::email, event.tokens.email, event.customer_id.value);
  }

  void operator()(const CustomerImported& event) {
    (*this)(event.row);
    Customer& customer = state_.edit(event.row.customer_id);
    customer.status = event.status;
    set_origin(customer, event.origin, UniqueKind::external_customer);
    customer.updated_at = event.origin.updated_at.value_or(customer.created_at);
  }

  void operator()(const CustomerProfileChanged& event) {
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

  void operator()(const CustomerFrozen& event) { set_status(event.customer_id, CustomerStatus::frozen); }
  void operator()(const CustomerUnfrozen& event) { set_status(event.customer_id, CustomerStatus::active); }
  void operator()(const CustomerClosed& event) { set_status(event.customer_id, CustomerStatus::closed); }
  void operator()(const CustomerReopened& event) { set_status(event.customer_id, CustomerStatus::active); }

  void operator()(const DebtIssued& event) {
    state_.edit_facts().last_debt = event.debt_id;
    Debt& debt = state_.edit(event.debt_id);
    debt.id = event.debt_id;
    debt.customer_id = event.customer_id;
    debt.debt_type = event.debt_type;
    debt.original_amount = event.original_amount;
    debt.current_balance = event.current_balance;
    debt.interest_rate = event.interest_rate;
    debt.minimum_payment = event.minimum_payment;
    debt.issue_date = event.issue_date;
    debt.due_date = event.due_date;
    debt.reference_number = event.reference_number;
    debt.sealed_at = envelope_.position;
    debt.created_at = debt.updated_at = envelope_.recorded_at;
    Customer& customer = state_.edit(event.customer_id);
    ++customer.debt_count;
    ++customer.open_debts;
  }

  void operator()(const DebtImported& event) {
    (*this)(event.row);
    Debt& debt = state_.edit(event.row.debt_id);
    set_origin(debt, event.origin, UniqueKind::external_debt);
    debt.updated_at = event.origin.updated_at.value_or(debt.created_at);
  }

  void operator()(const DebtStatusImported& event) {
    Debt& debt = state_.edit(event.debt_id);
    change_status(debt, event.status);
    if (event.status == DebtStatus::settled) {
      debt.forgiven_amount = event.amount;
      lower(debt.current_balance, event.amount);
    } else if (event.status == DebtStatus::written_off) {
      debt.written_off = true;
      debt.written_off_amount = event.amount;
    }
  }

  void operator()(const DebtTermsChanged& event) {
    Debt& debt = touch(event.debt_id);
    event.interest_rate.apply_to(debt.interest_rate);
    event.minimum_payment.apply_to(debt.minimum_payment);
    event.due_date.apply_to(debt.due_date);
    event.reference_number.apply_to(debt.reference_number);
    if (!event.changed.empty()) {
      debt.sealed_at = envelope_.position;
    }
  }

  void operator()(const DebtBalanceAdjusted& event) {
    Debt& debt = state_.edit(event.debt_id);
    if (event.kind != AdjustmentKind::import) {
      debt.updated_at = envelope_.recorded_at;
    }
    lower(debt.credit_balance, event.from_credit);
    raise(debt.current_balance, event.amount);
    lower(debt.current_balance, event.from_credit);
    recover(debt, event.from_credit);
  }

  void operator()(const DebtDefaulted& event) { change_status(touch(event.debt_id), DebtStatus::defaulted); }
  void operator()(const DebtCured& event) { change_status(touch(event.debt_id), DebtStatus::active); }
  void operator()(const DebtPlacedInCollection& event) { change_status(touch(event.debt_id), DebtStatus::in_collection); }
  void operator()(const DebtRecalled& event) { change_status(touch(event.debt_id), DebtStatus::active); }
  void operator()(const DebtPaidOff& event) { change_status(touch(event.debt_id), DebtStatus::paid_off); }

  void operator()(const DebtWrittenOff& event) {
    Debt& debt = touch(event.debt_id);
    change_status(debt, DebtStatus::written_off);
    debt.written_off = true;
    debt.written_off_amount = event.amount;
  }

  void operator()(const DebtSettled& event) {
    Debt& debt = touch(event.debt_id);
    change_status(debt, DebtStatus::settled);
    debt.forgiven_amount = event.forgiven;
    lower(debt.current_balance, event.forgiven);
  }

  void operator()(const DebtReopened& event) {
    Debt& debt = touch(event.debt_id);
    change_status(debt, event.status);
    lower(debt.forgiven_amount, event.unforgiven);
    raise(debt.current_balance, event.unforgiven);
  }

  void operator()(const CreditRefunded& event) { lower(touch(event.debt_id).credit_balance, event.amount); }

  void operator()(const CreditApplied& event) {
    lower(touch(event.from_debt_id).credit_balance, event.amount);
    Debt& to = touch(event.to_debt_id);
    lower(to.current_balance, event.amount);
    recover(to, event.amount);
  }

  void operator()(const PaymentInitiated& event) {
    add_payment(event);
    raise(touch(event.debt_id).pending_payment_amount, event.amount);
    ++state_.edit(event.customer_id).pending_payments;
  }

  void operator()(const PaymentCompleted& event) {
    if (state_.find(event.payment_id) != nullptr) {
      end_pending(event.payment_id);
    } else {
      add_payment({event.payment_id, event.customer_id, event.debt_id, event.amount, event.payment_date, event.payment_method,
                   event.transaction_id, event.personal});
    }
    touch(event.debt_id);
    complete(event.payment_id, event.payment_date, event.applied, event.credited);
  }

  void operator()(const PaymentImported& event) {
    add_payment(event.row);
    Payment& payment = state_.edit(event.row.payment_id);
    set_origin(payment, event.origin, UniqueKind::external_payment);
    payment.status = event.status;
    switch (event.status) {
      case PaymentStatus::pending:
        raise(state_.edit(event.row.debt_id).pending_payment_amount, event.row.amount);
        ++state_.edit(event.row.customer_id).pending_payments;
        break;
      case PaymentStatus::completed:
        complete(event.row.payment_id, event.row.payment_date, event.applied, event.credited);
        break;
      case PaymentStatus::failed:
        break;
      case PaymentStatus::refunded:
        payment.refunded_amount = event.row.amount;
        break;
    }
  }

  void operator()(const PaymentFailed& event) {
    end_pending(event.payment_id);
    touch(event.debt_id);
    state_.edit(event.payment_id).status = PaymentStatus::failed;
  }

  void operator()(const PaymentRefunded& event) {
    Debt& debt = touch(event.debt_id);
    lower(debt.credit_balance, event.from_credit);
    raise(debt.current_balance, event.restored);
    lower(debt.total_paid, event.amount);
    recover(debt, event.from_credit);
    Payment& payment = state_.edit(event.payment_id);
    if (payment.since_write_off) {
      lower(debt.recovered_amount, event.amount);
    }
    raise(payment.refunded_amount, event.amount);
    if (payment.refunded_amount == payment.amount) {
      payment.status = PaymentStatus::refunded;
      debt.last_payment_date_stale |= debt.last_payment_date == payment.payment_date;
    }
  }

  void operator()(const CommunicationLogged& event) {
    state_.edit_facts().last_communication = event.communication_id;
    Communication& communication = state_.edit(event.communication_id);
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

  void operator()(const CommunicationImported& event) {
    (*this)(event.row);
    hold_origin(state_.edit(event.row.communication_id), event.origin, UniqueKind::external_communication);
  }

  void operator()(const CommunicationAmended& event) {
    Communication& communication = state_.edit(event.communication_id);
    event.outcome.apply_to(communication.outcome);
    event.duration_seconds.apply_to(communication.duration_seconds);
    if (!event.changed.empty()) {
      communication.sealed_at = envelope_.position;
    }
  }

  void operator()(const AccountLinked& event) {
    state_.edit_facts().last_account = event.account_id;
    Account& account = state_.edit(event.account_id);
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

  void operator()(const AccountImported& event) {
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

  void operator()(const AccountChanged& event) {
    Account& account = touch(event.account_id);
    account.account_type = event.account_type.value_or(account.account_type);
    event.bank_name.apply_to(account.bank_name);
    if (!event.changed.empty()) {
      account.sealed_at = envelope_.position;
    }
  }

  void operator()(const PrimaryAccountChanged& event) {
    Customer& customer = state_.edit(event.customer_id);
    if (customer.primary_account) {
      touch(customer.primary_account).is_primary = false;
    }
    touch(event.account_id).is_primary = true;
    state_.edit(event.customer_id).primary_account = event.account_id;
  }

  void operator()(const AccountDeactivated& event) {
    Account& account = touch(event.account_id);
    account.is_active = false;
    if (account.is_primary) {
      account.is_primary = false;
      state_.edit(account.customer_id).primary_account = {};
    }
  }

  void operator()(const AccountReactivated& event) { touch(event.account_id).is_active = true; }

 private:
  // The row, changed now.
  Customer& touch(CustomerId id) { return touched(state_.edit(id)); }
  Debt& touch(DebtId id) { return touched(state_.edit(id)); }
  Account& touch(AccountId id) { return touched(state_.edit(id)); }

  template <class Row>
  Row& touched(Row& row) {
    row.updated_at = envelope_.recorded_at;
    return row;
  }

  void take(UniqueKind kind, const std::optional<Token>& token, std::uint64_t holder) {
    if (token) {
      state_.hold(kind, token->view(), holder);
    }
  }

  void replace(UniqueKind kind, std::optional<Token>& old, const std::optional<Token>& token, std::uint64_t holder) {
    if (old) {
      state_.release(kind, old->view());
    }
    old = token;
    take(kind, token, holder);
  }

  template <class Row>
  void hold_origin(Row& row, const ImportOrigin& origin, UniqueKind kind) {
    row.external = external_of(origin);
    state_.hold(kind, external_name(origin.source, origin.external_id), envelope_.position.value);
  }

  template <class Row>
  void set_origin(Row& row, const ImportOrigin& origin, UniqueKind kind) {
    hold_origin(row, origin, kind);
    row.created_at = origin.created_at.value_or(row.created_at);
  }

  void set_status(CustomerId id, CustomerStatus status) { touch(id).status = status; }

  void change_status(Debt& debt, DebtStatus status) {
    if (status == DebtStatus::paid_off || status == DebtStatus::settled) {
      debt.status_before = debt.status;
    }
    if (is_open(debt.status) != is_open(status)) {
      state_.edit(debt.customer_id).open_debts += is_open(status) ? 1U : ~std::uint64_t{0};
    }
    debt.status = status;
  }

  /// Money that paid off a claim.
  static void recover(Debt& debt, Money amount) {
    if (debt.written_off) {
      raise(debt.recovered_amount, amount);
    }
  }

  void add_payment(const PaymentInitiated& event) {
    state_.edit_facts().last_payment = event.payment_id;
    Payment& payment = state_.edit(event.payment_id);
    payment.id = event.payment_id;
    payment.customer_id = event.customer_id;
    payment.debt_id = event.debt_id;
    payment.amount = event.amount;
    payment.payment_date = event.payment_date;
    payment.payment_method = event.payment_method;
    payment.transaction_id = event.transaction_id;
    payment.created_at = envelope_.recorded_at;
    if (event.transaction_id) {
      state_.hold(UniqueKind::transaction_id, *event.transaction_id, event.payment_id.value);
    }
    ++state_.edit(event.customer_id).payment_count;
    ++state_.edit(event.debt_id).payment_count;
  }

  void end_pending(PaymentId id) {
    const Payment& payment = state_.edit(id);
    lower(state_.edit(payment.debt_id).pending_payment_amount, payment.amount);
    --state_.edit(payment.customer_id).pending_payments;
  }

  void complete(PaymentId id, Instant payment_date, Money applied, Money credited) {
    Payment& payment = state_.edit(id);
    Debt& debt = state_.edit(payment.debt_id);
    payment.status = PaymentStatus::completed;
    payment.payment_date = payment_date;
    payment.applied = applied;
    payment.credited = credited;
    payment.since_write_off = debt.written_off;
    lower(debt.current_balance, applied);
    raise(debt.credit_balance, credited);
    raise(debt.total_paid, payment.amount);
    recover(debt, applied);
    if (!debt.last_payment_date || payment_date >= *debt.last_payment_date) {
      debt.last_payment_date = payment_date;
      debt.last_payment_date_stale = false;
    }
  }

  State& state_;
  const Envelope& envelope_;
};

}  // namespace

void evolve(State& state, const Record& record) {
  const Envelope& envelope = record.envelope;
  std::visit(Evolution(state, envelope), record.event);
  LedgerFacts& facts = state.edit_facts();
  facts.position = envelope.position;
  facts.recorded_at = envelope.recorded_at;
  if (envelope.customer) {
    state.edit(envelope.customer).version = envelope.version;
  }
  if (!envelope.idempotency_key.empty()) {
    state.hold(UniqueKind::idempotency_key, envelope.idempotency_key, envelope.position.value);
  }
}

}  // namespace daybook
