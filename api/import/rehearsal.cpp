#include "api/import/import_target.hpp"
#include "engine/domain/decide.hpp"
#include "engine/domain/evolve.hpp"
#include "engine/domain/map_state.hpp"
#include "engine/domain/text.hpp"
#include "engine/privacy/mac.hpp"

namespace daybook {
namespace {

/// Stands for values while a rehearsal lasts: nothing made here is ever stored.
class Tokenizer {
 public:
  Sealing prepare(const ImportCustomer& import) const {
    Sealing sealing;
    sealing.date_of_birth = import.row.date_of_birth;
    sealing.tokens.ssn = token("ssn", digits_of(import.row.ssn.value_or("")));
    sealing.tokens.email = token("email", comparable_email(import.row.email.value_or("")));
    return sealing;
  }
  Sealing prepare(const ImportAccount& import) const {
    Sealing sealing;
    sealing.tokens.account_number = token("account_number", import.row.account_number);
    return sealing;
  }
  Sealing prepare(const auto&) const { return {}; }

 private:
  std::optional<Token> token(const std::string& field, const std::string& comparable) const {
    return comparable.empty() ? std::nullopt : std::optional(Token{mac_.of(field + ":" + comparable)});
  }

  Mac mac_{Key()};
};

}  // namespace

struct Rehearsal::Parts {
  const Ledger& ledger;
  MapState state{};
  Tokenizer tokenizer{};

  void stand_in(CustomerId id) {
    if (state.find(id) == nullptr) {
      state.edit(id).id = id;
    }
  }

  Result<void> stand_in(DebtId id) {
    if (state.find(id) != nullptr) {
      return success();
    }
    BOOST_OUTCOME_TRY(const DebtRow row, ledger.snapshot().row(id));
    stand_in(row.customer_id);
    Debt& debt = state.edit(id);
    debt.id = id;
    debt.customer_id = row.customer_id;
    debt.status = row.status;
    debt.current_balance = row.current_balance;
    debt.credit_balance = row.credit_balance;
    debt.recovered_amount = row.recovered_amount;
    return success();
  }

  // Rows of the ledger that the import builds on.
  Result<void> stand_in_parents(const ImportCustomer&) { return success(); }
  Result<void> stand_in_parents(const ImportPayment& import) {
    stand_in(import.row.customer_id);
    return stand_in(import.row.debt_id);
  }
  Result<void> stand_in_parents(const auto& import) {
    stand_in(import.row.customer_id);
    return success();
  }

  void apply(const Decision& decision, Instant now) {
    for (const Event& event : decision.events) {
      Record record;
      record.envelope.position.value = state.facts().position.value + 1;
      record.envelope.recorded_at = now;
      record.envelope.customer = decision.customer;
      const Customer* customer = state.find(decision.customer);
      record.envelope.version.value = (customer == nullptr ? 0 : customer->version.value) + 1;
      record.event = event;
      evolve(state, record);
    }
  }

  Result<Receipt> submit(const Import& import) {
    BOOST_OUTCOME_TRY(std::visit([this](const auto& row) { return stand_in_parents(row); }, import));
    const Sealing sealing = std::visit([this](const auto& row) { return tokenizer.prepare(row); }, import);
    const Circumstances circumstances{ledger.now(), {}};
    BOOST_OUTCOME_TRY(const Decision decision, decide(state, import, sealing, circumstances));
    apply(decision, circumstances.now);
    Receipt receipt;
    receipt.position = state.facts().position;
    receipt.id = decision.id;
    for (const Event& event : decision.events) {
      receipt.events.emplace_back(name_of(event));
    }
    return receipt;
  }
};

Result<std::unique_ptr<Rehearsal>> Rehearsal::of(const Ledger& ledger) {
  BOOST_OUTCOME_TRY(const PortfolioSummary portfolio, ledger.snapshot().portfolio());
  std::unique_ptr<Parts> parts(new Parts{ledger});
  LedgerFacts& facts = parts->state.edit_facts();
  facts.currency = ledger.currency();
  facts.position = portfolio.position;
  // Rows are never removed: their count is the newest id.
  facts.last_customer.value = portfolio.customer_count;
  facts.last_debt.value = portfolio.debt_count;
  facts.last_payment.value = portfolio.payment_count;
  facts.last_communication.value = portfolio.communication_count;
  facts.last_account.value = portfolio.account_count;
  return std::unique_ptr<Rehearsal>(new Rehearsal(std::move(parts)));
}

Rehearsal::Rehearsal(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Rehearsal::~Rehearsal() = default;

std::vector<Result<Receipt>> Rehearsal::submit(std::span<const Import> rows) {
  std::vector<Result<Receipt>> results;
  results.reserve(rows.size());
  for (const Import& row : rows) {
    results.push_back(parts_->submit(row));
  }
  return results;
}

Result<bool> Rehearsal::is_primary(AccountId account) const {
  const Account* row = parts_->state.find(account);
  return row != nullptr && row->is_primary;
}

}  // namespace daybook
