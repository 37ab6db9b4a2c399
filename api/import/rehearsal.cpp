#include <algorithm>
#include <limits>

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
  Snapshot snapshot;
  /// Customers of the ledger; ids above are of this rehearsal.
  std::uint64_t customers_there = 0;
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
    BOOST_OUTCOME_TRY(const DebtRow row, snapshot.row(id));
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

  /// Whoever has the value in the ledger has it here too.
  Result<void> stand_in_holder(UniqueKind kind, std::string_view value, const SearchQuery& query) {
    BOOST_OUTCOME_TRY(const auto holders, snapshot.search(query));
    if (!holders.empty() && !state.holder(kind, value)) {
      state.hold(kind, value, holders.front().value);
    }
    return success();
  }
  Result<void> stand_in_holder(UniqueKind kind, const std::optional<Token>& token, SealedField field, const std::string& value) {
    return token ? stand_in_holder(kind, token->view(), {.field = field, .value = value}) : success();
  }
  Result<void> stand_in_holder(const std::optional<std::string>& transaction_id) {
    return transaction_id ? stand_in_holder(UniqueKind::transaction_id, *transaction_id, {.value = *transaction_id}) : success();
  }

  Result<void> stand_in_primary(CustomerId id) {
    Customer& customer = state.edit(id);
    if (customer.primary_account) {
      return success();
    }
    const bool is_there = id.value <= customers_there;
    BOOST_OUTCOME_TRY(const auto accounts, is_there ? snapshot.accounts({.customer = id, .limit = std::numeric_limits<std::size_t>::max()})
                                                    : Result<std::vector<AccountRow>>(std::vector<AccountRow>()));
    const auto primary = std::ranges::find(accounts, true, &AccountRow::is_primary);
    customer.primary_account = primary == accounts.end() ? AccountId{} : primary->id;
    return success();
  }

  // What stands in the ledger already and the import builds on, or collides with.
  Result<void> stand_in_surroundings(const ImportCustomer& import, const Sealing& sealing) {
    BOOST_OUTCOME_TRY(stand_in_holder(UniqueKind::ssn, sealing.tokens.ssn, SealedField::ssn, import.row.ssn.value_or("")));
    return stand_in_holder(UniqueKind::email, sealing.tokens.email, SealedField::email, import.row.email.value_or(""));
  }
  Result<void> stand_in_surroundings(const ImportDebt& import, const Sealing&) {
    stand_in(import.row.customer_id);
    for (const ImportPayment& payment : import.payments) {
      BOOST_OUTCOME_TRY(stand_in_holder(payment.row.transaction_id));
    }
    return success();
  }
  Result<void> stand_in_surroundings(const ImportPayment& import, const Sealing&) {
    stand_in(import.row.customer_id);
    BOOST_OUTCOME_TRY(stand_in(import.row.debt_id));
    return stand_in_holder(import.row.transaction_id);
  }
  Result<void> stand_in_surroundings(const ImportCommunication& import, const Sealing&) {
    stand_in(import.row.customer_id);
    return success();
  }
  Result<void> stand_in_surroundings(const ImportAccount& import, const Sealing& sealing) {
    stand_in(import.row.customer_id);
    BOOST_OUTCOME_TRY(stand_in_primary(import.row.customer_id));
    return stand_in_holder(UniqueKind::account_number, sealing.tokens.account_number, SealedField::account_number,
                           import.row.account_number);
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
    const Sealing sealing = std::visit([this](const auto& row) { return tokenizer.prepare(row); }, import);
    BOOST_OUTCOME_TRY(std::visit([&](const auto& row) { return stand_in_surroundings(row, sealing); }, import));
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
  Snapshot snapshot = ledger.snapshot();
  BOOST_OUTCOME_TRY(const PortfolioSummary portfolio, snapshot.portfolio());
  std::unique_ptr<Parts> parts(new Parts{ledger, std::move(snapshot), portfolio.customer_count});
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
