#include <algorithm>
#include <set>
#include <utility>

#include "engine/domain/rules.hpp"

namespace daybook {
namespace {

bool is_imported(const Question& question, UniqueKind kind, const ImportOrigin& origin) {
  return question.state.holder(kind, external_name(origin.source, origin.external_id)).has_value();
}

PaymentInitiated row_of(const ImportPayment& import, PaymentId id, CustomerId customer, DebtId debt, const Sealed& notes) {
  const RecordPayment& row = import.row;
  return {id, customer, debt, row.amount, row.payment_date, row.payment_method, row.transaction_id, notes};
}

Result<void> check_date(const Question& question, const ImportPayment& import, const std::string& pointer) {
  return import.status == PaymentStatus::completed ? check_not_in_future(question, import.row.payment_date, pointer + "/payment_date")
                                                   : success();
}

std::string pointer_to_payment(std::size_t index) { return "/payments/" + std::to_string(index); }

/// All dates come before any transaction id, as in the error table.
Result<void> check_payments(const Question& question, const std::vector<ImportPayment>& payments) {
  for (std::size_t i = 0; i < payments.size(); ++i) {
    BOOST_OUTCOME_TRY(check_date(question, payments[i], pointer_to_payment(i)));
  }
  std::set<std::string_view> taken;
  for (std::size_t i = 0; i < payments.size(); ++i) {
    const auto& transaction_id = payments[i].row.transaction_id;
    BOOST_OUTCOME_TRY(check_transaction_id(question, transaction_id, pointer_to_payment(i) + "/transaction_id"));
    if (transaction_id && !taken.insert(*transaction_id).second) {
      return refuse(ErrorCode::duplicate_transaction_id, "transaction_id is taken", pointer_to_payment(i) + "/transaction_id");
    }
  }
  return success();
}

/// What was owed before the first payment. The old schema had no column for interest and fees: they show up as the
/// difference between this and the original amount.
Result<Money> starting_balance(const ImportDebt& import) {
  Money start = import.row.current_balance.value_or(Money{});
  for (const ImportPayment& payment : import.payments) {
    if (payment.status == PaymentStatus::completed) {
      BOOST_OUTCOME_TRY(start, sum(start, payment.row.amount, "/current_balance"));
    }
  }
  return import.status == DebtStatus::settled ? std::max(start, import.row.original_amount) : start;
}

/// An open debt that owes nothing is paid off.
DebtStatus final_status(const ImportDebt& import, Money balance) {
  return is_open(import.status) && balance.minor == 0 ? DebtStatus::paid_off : import.status;
}

/// The payments in order; completed ones lower `balance`, which covers them all.
void append_payments(const ImportDebt& import, const Question& question, DebtId debt, Money& balance, std::vector<Event>& events) {
  std::uint64_t last = question.state.facts().last_payment.value;
  for (const ImportPayment& payment : import.payments) {
    PaymentImported event{
        row_of(payment, PaymentId{++last}, import.row.customer_id, debt, payment.sealing.personal), payment.status, {}, {}, payment.origin};
    if (payment.status == PaymentStatus::completed) {
      event.applied = payment.row.amount;
      balance.minor -= event.applied.minor;
    }
    events.emplace_back(std::move(event));
  }
}

Result<Decision> decide_on(const ImportCustomer& import, const Question& question) {
  const Sealing& sealing = question.sealing;
  if (is_imported(question, UniqueKind::external_customer, import.origin)) {
    return nothing({}, 0);
  }
  if (sealing.date_of_birth) {
    BOOST_OUTCOME_TRY(check_not_in_future(question, start_of(*sealing.date_of_birth), "/date_of_birth"));
  }
  BOOST_OUTCOME_TRY(check_unique(question, UniqueKind::ssn, sealing.tokens.ssn, 0));
  BOOST_OUTCOME_TRY(check_unique(question, UniqueKind::email, sealing.tokens.email, 0));
  const CustomerId id{question.state.facts().last_customer.value + 1};
  return decided(id, id.value,
                 CustomerImported{{id, sealing.new_key, sealing.personal, sealing.secret, sealing.tokens}, import.status, import.origin});
}

Result<Decision> decide_on(const ImportDebt& import, const Question& question) {
  BOOST_OUTCOME_TRY(const Customer* customer, find(question, import.row.customer_id));
  if (is_imported(question, UniqueKind::external_debt, import.origin)) {
    return nothing(customer->id, 0);
  }
  BOOST_OUTCOME_TRY(check_not_in_future(question, import.row.issue_date, "/issue_date"));
  BOOST_OUTCOME_TRY(check_payments(question, import.payments));
  BOOST_OUTCOME_TRY(Money balance, starting_balance(import));

  const DebtId id{question.state.facts().last_debt.value + 1};
  const IssueDebt& row = import.row;
  Decision decision = decided(
      customer->id, id.value,
      DebtImported{{id, customer->id, row.debt_type, row.original_amount, row.original_amount, row.interest_rate, row.minimum_payment,
                    row.issue_date, row.due_date, row.reference_number, question.sealing.personal, question.sealing.secret},
                   import.origin});
  if (const Money drift{balance.minor - row.original_amount.minor}; drift.minor != 0) {
    decision.events.emplace_back(DebtBalanceAdjusted{id, drift, AdjustmentKind::import, row.issue_date, Money{}});
  }
  append_payments(import, question, id, balance, decision.events);
  if (const DebtStatus status = final_status(import, balance); status != DebtStatus::active) {
    const bool named = status == DebtStatus::settled || status == DebtStatus::written_off;
    decision.events.emplace_back(DebtStatusImported{id, status, named ? balance : Money{}});
  }
  return decision;
}

/// A payment that turned up after its debt had been imported counts like one recorded today.
Result<Decision> decide_on(const ImportPayment& import, const Question& question) {
  BOOST_OUTCOME_TRY(const Customer* customer, find(question, import.row.customer_id));
  BOOST_OUTCOME_TRY(const Debt* debt, find(question, import.row.debt_id));
  if (is_imported(question, UniqueKind::external_payment, import.origin)) {
    return nothing(customer->id, 0);
  }
  if (debt->customer_id != customer->id) {
    return refuse(ErrorCode::debt_not_owned_by_customer, "the debt belongs to another customer", "/debt_id");
  }
  BOOST_OUTCOME_TRY(check_date(question, import, ""));
  BOOST_OUTCOME_TRY(check_transaction_id(question, import.row.transaction_id, "/transaction_id"));
  const PaymentId id{question.state.facts().last_payment.value + 1};
  PaymentImported event{row_of(import, id, customer->id, debt->id, question.sealing.personal), import.status, {}, {}, import.origin};
  if (import.status == PaymentStatus::completed) {
    BOOST_OUTCOME_TRY(const Application application, apply_payment(*debt, import.row.amount));
    event.applied = application.applied;
    event.credited = application.credited;
  } else if (import.status == PaymentStatus::pending) {
    BOOST_OUTCOME_TRY(sum(debt->pending_payment_amount, import.row.amount));
  }
  const bool pays_off = is_open(debt->status) && event.applied.minor > 0 && event.applied == debt->current_balance;
  Decision decision = decided(customer->id, id.value, std::move(event));
  if (pays_off) {
    decision.events.emplace_back(DebtPaidOff{debt->id});
  }
  return decision;
}

Result<Decision> decide_on(const ImportCommunication& import, const Question& question) {
  BOOST_OUTCOME_TRY(const Customer* customer, find(question, import.row.customer_id));
  if (is_imported(question, UniqueKind::external_communication, import.origin)) {
    return nothing(customer->id, 0);
  }
  const LogCommunication& row = import.row;
  const Instant timestamp = row.timestamp.value_or(question.now());
  BOOST_OUTCOME_TRY(check_not_in_future(question, timestamp, "/timestamp"));
  const CommunicationId id{question.state.facts().last_communication.value + 1};
  CommunicationLogged logged{
      id,           customer->id, row.communication_type,   row.direction, timestamp, row.duration_seconds, row.outcome,
      row.agent_id, {},           question.sealing.personal};
  return decided(customer->id, id.value, CommunicationImported{std::move(logged), import.origin});
}

/// A second primary account of a customer, or one that is inactive, enters as not primary.
Result<Decision> decide_on(const ImportAccount& import, const Question& question) {
  BOOST_OUTCOME_TRY(const Customer* customer, find(question, import.row.customer_id));
  if (is_imported(question, UniqueKind::external_account, import.origin)) {
    return nothing(customer->id, 0);
  }
  const Sealing& sealing = question.sealing;
  BOOST_OUTCOME_TRY(check_unique(question, UniqueKind::account_number, sealing.tokens.account_number, 0));
  const LinkAccount& row = import.row;
  const AccountId id{question.state.facts().last_account.value + 1};
  const bool active = row.is_active.value_or(true);
  const bool primary = row.is_primary.value_or(false) && active && !customer->primary_account;
  return decided(customer->id, id.value,
                 AccountImported{{id, customer->id, row.account_type, row.bank_name, sealing.personal, sealing.secret, sealing.tokens},
                                 active,
                                 primary,
                                 import.origin});
}

}  // namespace

Result<Decision> decide(const State& state, const Import& import, const Sealing& sealing, const Circumstances& circumstances) {
  const Question question{state, sealing, circumstances};
  BOOST_OUTCOME_TRY(Decision decision, std::visit([&](const auto& alternative) { return decide_on(alternative, question); }, import));
  return sealing.incomplete ? prepare_again() : std::move(decision);
}

}  // namespace daybook
