#include "engine/domain/rules.hpp"

namespace daybook {
namespace {

Result<const Account*> find_current(const Question& question, AccountId id) {
  BOOST_OUTCOME_TRY(const Account* account, find(question, id));
  BOOST_OUTCOME_TRY(check_version(question, owner(question, account->customer_id).version));
  return account;
}

Decision decided(const Account& account, Event event) { return decided(account.customer_id, account.id.value, std::move(event)); }

std::string describe(const Account& account) {
  return "account " + std::to_string(account.id.value) + " is " + (account.is_active ? "active" : "inactive");
}

/// A change of `is_active` from `from`.
Result<Decision> change_activity(const Question& question, AccountId id, bool from, Event event) {
  BOOST_OUTCOME_TRY(const Account* account, find_current(question, id));
  if (is_stale(question, account->sealed_at)) {
    return prepare_again();
  }
  if (account->is_active != from) {
    return invalid_transition(describe(*account), "/account_id");
  }
  return decided(*account, std::move(event));
}

}  // namespace

Result<Decision> decide_on(const LinkAccount& command, const Question& question) {
  BOOST_OUTCOME_TRY(const Customer* customer, find(question, command.customer_id));
  BOOST_OUTCOME_TRY(check_version(question, customer->version));
  if (is_stale(question, Position{})) {
    return prepare_again();
  }
  const Sealing& sealing = question.sealing;
  BOOST_OUTCOME_TRY(check_unique(question, UniqueKind::account_number, sealing.tokens.account_number, 0));
  const AccountId id{question.state.facts().last_account.value + 1};
  Decision decision =
      decided(customer->id, id.value,
              AccountLinked{id, customer->id, command.account_type, command.bank_name, sealing.personal, sealing.secret, sealing.tokens});
  if (command.is_primary.value_or(false)) {
    decision.events.emplace_back(PrimaryAccountChanged{customer->id, id});
  }
  return decision;
}

Result<Decision> decide_on(const UpdateAccount& command, const Question& question) {
  BOOST_OUTCOME_TRY(const Account* account, find_current(question, command.account_id));
  if (is_stale(question, account->sealed_at)) {
    return prepare_again();
  }
  const Sealing& sealing = question.sealing;
  const bool retyped = command.account_type && *command.account_type != account->account_type;
  AccountChanged event{account->id,
                       retyped ? command.account_type : std::nullopt,
                       difference(command.bank_name, account->bank_name),
                       sealing.changed,
                       sealing.personal,
                       sealing.secret};
  const bool changes = retyped || event.bank_name.given() || !event.changed.empty();
  return changes ? decided(*account, std::move(event)) : nothing(account->customer_id, account->id.value);
}

Result<Decision> decide_on(const MakeAccountPrimary& command, const Question& question) {
  BOOST_OUTCOME_TRY(const Account* account, find_current(question, command.account_id));
  if (is_stale(question, account->sealed_at)) {
    return prepare_again();
  }
  if (!account->is_active) {
    return refuse(ErrorCode::account_inactive, describe(*account), "/account_id");
  }
  if (account->is_primary) {
    return nothing(account->customer_id, account->id.value);
  }
  return decided(*account, PrimaryAccountChanged{account->customer_id, account->id});
}

Result<Decision> decide_on(const DeactivateAccount& command, const Question& question) {
  return change_activity(question, command.account_id, true, AccountDeactivated{command.account_id});
}

Result<Decision> decide_on(const ReactivateAccount& command, const Question& question) {
  return change_activity(question, command.account_id, false, AccountReactivated{command.account_id});
}

}  // namespace daybook
