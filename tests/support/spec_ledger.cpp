#include "tests/support/spec_ledger.hpp"

#include <algorithm>

#include "engine/domain/evolve.hpp"
#include "engine/domain/validate.hpp"

namespace daybook::spec {
namespace {

std::vector<model::Fault> faults_of(const Error& error) {
  std::vector<model::Fault> faults;
  for (const Error& one : flatten(error)) {
    faults.push_back({one.code, one.pointer});
  }
  return faults;
}

std::optional<model::Cents> cents(const std::optional<Money>& money) { return money ? std::optional(money->minor) : std::nullopt; }

}  // namespace

CustomerId stream_of(const State& state, const Event& event) {
  const auto stream = [&state](const auto& fact) -> CustomerId {
    if constexpr (requires { fact.customer_id; }) {
      return fact.customer_id;
    } else if constexpr (requires { fact.debt_id; }) {
      return state.find(fact.debt_id)->customer_id;
    } else if constexpr (requires { fact.from_debt_id; }) {
      return state.find(fact.from_debt_id)->customer_id;
    } else if constexpr (requires { fact.account_id; }) {
      return state.find(fact.account_id)->customer_id;
    } else if constexpr (requires { fact.communication_id; }) {
      return state.find(fact.communication_id)->customer_id;
    } else {
      return {};
    }
  };
  return std::visit(
      [&](const auto& fact) {
        if constexpr (requires { fact.row; }) {
          return stream(fact.row);
        } else {
          return stream(fact);
        }
      },
      event);
}

void Log::append(const std::vector<Event>& events, Instant recorded_at, const std::string& idempotency_key) {
  for (std::size_t index = 0; index < events.size(); ++index) {
    Record record;
    record.event = events[index];
    record.envelope.position = {records_.size() + 1};
    record.envelope.recorded_at = recorded_at;
    record.envelope.customer = stream_of(state_, events[index]);
    if (record.envelope.customer) {
      const Customer* customer = state_.find(record.envelope.customer);
      record.envelope.version = {customer ? customer->version.value + 1 : 1};
    }
    record.envelope.following = static_cast<std::uint32_t>(events.size() - 1 - index);
    record.envelope.actor = "test";
    record.envelope.idempotency_key = index == 0 ? idempotency_key : "";
    evolve(state_, record);
    laws_.take(record);
    if (record.envelope.following == 0) {
      laws_.command_done(state_);
    }
    sealer_.learn(record.event);
    records_.push_back(std::move(record));
  }
}

std::vector<std::string> Log::broken_laws() const {
  std::vector<std::string> sentences;
  std::ranges::transform(laws_.broken(state_), std::back_inserter(sentences), &Laws::Breach::sentence);
  return sentences;
}

DomainLedger::DomainLedger() { log_.append({LedgerOpened{}}, {}); }

std::optional<model::Answer> DomainLedger::replay(const model::Request& request) const {
  if (request.idempotency_key.empty()) {
    return std::nullopt;
  }
  const auto position = log_.state().holder(UniqueKind::idempotency_key, request.idempotency_key);
  if (!position) {
    return std::nullopt;
  }
  const Seen& seen = seen_.at(*position);
  if (seen.command != request.command) {
    return model::Answer{.faults = {{ErrorCode::idempotency_conflict, "/idempotency_key"}}};
  }
  model::Answer answer = seen.answer;
  answer.replayed = true;
  return answer;
}

model::Answer DomainLedger::submit(const model::Request& request, Instant now) {
  std::vector<Error> errors = validate(request.command);
  if (needs_reason(request.command) && request.reason.empty()) {
    errors.push_back(error(ErrorCode::missing_field, "wants a reason", "/reason"));
  }
  if (!errors.empty()) {
    return {.faults = faults_of(fold(errors))};
  }
  if (const auto answer = replay(request)) {
    return *answer;
  }
  const Sealing sealing = log_.sealer().prepare(log_.state(), request.command);
  const Result<Decision> decision = decide(log_.state(), request.command, sealing, {now, request.expected_version});
  if (!decision) {
    return {.faults = faults_of(decision.error())};
  }
  require(!decision.value().prepare_again, "a command prepared a moment ago is not prepared again");
  model::Answer answer{.id = decision.value().id};
  for (const Event& event : decision.value().events) {
    answer.events.emplace_back(name_of(event));
  }
  answer.position = log_.records().size();
  if (request.dry_run) {
    return answer;
  }
  const std::uint64_t first = log_.records().size() + 1;
  log_.append(decision.value().events, now, request.idempotency_key);
  answer.position = log_.records().size();
  seen_[first] = {request.command, answer};
  return answer;
}

model::Personal DomainLedger::personal(Table table, std::uint64_t id) const {
  model::Personal columns;
  for (const auto& [field, value] : log_.sealer().values(table, id)) {
    columns[std::string(to_text(field))] = value;
  }
  return columns;
}

model::Customer DomainLedger::customer(CustomerId id) const {
  const Customer& row = *log_.state().find(id);
  return {row.id.value, row.status, row.version.value, personal(Table::customers, id.value), row.created_at, row.updated_at};
}

model::Debt DomainLedger::debt(DebtId id) const {
  const Debt& row = *log_.state().find(id);
  model::Debt debt;
  debt.id = row.id.value;
  debt.customer_id = row.customer_id.value;
  debt.status = row.status;
  debt.debt_type = row.debt_type;
  debt.original_amount = row.original_amount.minor;
  debt.current_balance = row.current_balance.minor;
  debt.credit_balance = row.credit_balance.minor;
  debt.forgiven_amount = row.forgiven_amount.minor;
  debt.written_off_amount = row.written_off_amount.minor;
  debt.recovered_amount = row.recovered_amount.minor;
  debt.interest_rate = row.interest_rate;
  debt.minimum_payment = cents(row.minimum_payment);
  debt.issue_date = row.issue_date;
  debt.due_date = row.due_date;
  debt.last_payment_date = row.last_payment_date;
  if (row.last_payment_date_stale) {
    debt.last_payment_date.reset();
    for (const auto& [payment_id, payment] : log_.state().payments()) {
      if (payment.debt_id == id && payment.status == PaymentStatus::completed) {
        debt.last_payment_date = std::max(debt.last_payment_date, std::optional(payment.payment_date));
      }
    }
  }
  debt.reference_number = row.reference_number;
  debt.personal = personal(Table::debts, id.value);
  debt.created_at = row.created_at;
  debt.updated_at = row.updated_at;
  return debt;
}

model::Payment DomainLedger::payment(PaymentId id) const {
  const Payment& row = *log_.state().find(id);
  return {row.id.value,     row.customer_id.value, row.debt_id.value,  row.status,
          row.amount.minor, row.applied.minor,     row.credited.minor, row.refunded_amount.minor,
          row.payment_date, row.payment_method,    row.transaction_id, personal(Table::payments, id.value),
          row.created_at};
}

model::Communication DomainLedger::communication(CommunicationId id) const {
  const Communication& row = *log_.state().find(id);
  model::Communication communication{row.id.value,
                                     row.customer_id.value,
                                     row.communication_type,
                                     row.direction,
                                     row.timestamp,
                                     row.duration_seconds,
                                     row.outcome,
                                     row.agent_id,
                                     {},
                                     {}};
  std::ranges::transform(row.debt_ids, std::back_inserter(communication.debt_ids), &DebtId::value);
  communication.personal = personal(Table::communications, id.value);
  return communication;
}

model::Account DomainLedger::account(AccountId id) const {
  const Account& row = *log_.state().find(id);
  return {row.id.value,
          row.customer_id.value,
          row.account_type,
          row.bank_name,
          row.is_active,
          row.is_primary,
          personal(Table::accounts, id.value),
          row.created_at,
          row.updated_at};
}

model::CustomerSummary DomainLedger::summary(CustomerId id, Date day) const {
  const Customer& customer = *log_.state().find(id);
  model::CustomerSummary summary;
  model::Totals& totals = summary.totals;
  for (const auto& [debt_id, row] : log_.state().debts()) {
    if (row.customer_id != id) {
      continue;
    }
    const bool overdue = row.due_date && row.current_balance > Money{} && day_of(*row.due_date) < day;
    totals.total_debt += is_open(row.status) ? row.current_balance.minor : 0;
    totals.total_paid += row.total_paid.minor;
    totals.recovered_amount += row.recovered_amount.minor;
    totals.written_off_balance += row.status == DebtStatus::written_off ? row.current_balance.minor : 0;
    totals.forgiven_amount += row.forgiven_amount.minor;
    totals.credit_balance += row.credit_balance.minor;
    totals.pending_payment_amount += row.pending_payment_amount.minor;
    summary.active_debt_count += row.status == DebtStatus::active ? 1U : 0U;
    summary.oldest_days_past_due =
        std::max<std::int64_t>(summary.oldest_days_past_due, overdue ? day.days - day_of(*row.due_date).days : 0);
    summary.last_payment_date = std::max(summary.last_payment_date, debt(debt_id).last_payment_date);
  }
  totals.debt_count = customer.debt_count;
  totals.payment_count = customer.payment_count;
  totals.communication_count = customer.communication_count;
  totals.account_count = customer.account_count;
  summary.open_debt_count = customer.open_debts;
  summary.last_communication_at = customer.last_communication_at;
  summary.position = log_.state().facts().position.value;
  return summary;
}

}  // namespace daybook::spec
