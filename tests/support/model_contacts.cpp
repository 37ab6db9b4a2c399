// Communications and accounts.
#include <algorithm>

#include "tests/support/model.hpp"
#include "tests/support/model_personal.hpp"

namespace daybook::model {

Model::Outcome Model::run(const LogCommunication& command) {
  const Id customer = command.customer_id.value;
  if (!customers_.contains(customer)) {
    return refuse(ErrorCode::customer_not_found, "/customer_id");
  }
  std::vector<Id> debts;
  for (const DebtId debt : command.debt_ids.value_or(std::vector<DebtId>{})) {
    if (!debts_.contains(debt.value)) {
      return refuse(ErrorCode::debt_not_found, "/debt_ids/" + std::to_string(debts.size()));
    }
    debts.push_back(debt.value);
  }
  if (stale(customer)) {
    return refuse(ErrorCode::version_conflict, "/expected_version");
  }
  for (std::size_t index = 0; index < debts.size(); ++index) {
    if (debts_.at(debts[index]).customer_id != customer) {
      return refuse(ErrorCode::debt_not_owned_by_customer, "/debt_ids/" + std::to_string(index));
    }
  }
  if (command.timestamp && later_than_now(*command.timestamp)) {
    return refuse(ErrorCode::date_in_future, "/timestamp");
  }
  Communication row;
  row.id = communications_.size() + 1;
  row.customer_id = customer;
  row.communication_type = command.communication_type;
  row.direction = command.direction;
  row.timestamp = command.timestamp.value_or(now_);
  row.duration_seconds = command.duration_seconds;
  row.outcome = command.outcome;
  row.agent_id = command.agent_id;
  row.debt_ids = debts;
  put(row.personal, "contact_phone", command.contact_phone);
  put(row.personal, "contact_email", command.contact_email);
  put(row.personal, "notes", command.notes);
  communications_[row.id] = row;
  return {{}, {"CommunicationLogged"}, row.id, customer};
}

Model::Outcome Model::run(const AmendCommunication& command) {
  const Id id = command.communication_id.value;
  if (!communications_.contains(id)) {
    return refuse(ErrorCode::communication_not_found, "/communication_id");
  }
  Communication& row = communications_.at(id);
  if (command.duration_seconds.value() && row.communication_type != CommunicationType::call) {
    return refuse(ErrorCode::invalid_field, "/duration_seconds");
  }
  if (stale(row.customer_id)) {
    return refuse(ErrorCode::version_conflict, "/expected_version");
  }
  Communication changed = row;
  command.outcome.apply_to(changed.outcome);
  command.duration_seconds.apply_to(changed.duration_seconds);
  put(changed.personal, "notes", command.notes);
  if (changed == row) {
    return {{}, {}, id, row.customer_id};
  }
  row = changed;
  return {{}, {"CommunicationAmended"}, id, row.customer_id};
}

Model::Outcome Model::run(const LinkAccount& command) {
  const Id customer = command.customer_id.value;
  if (!customers_.contains(customer)) {
    return refuse(ErrorCode::customer_not_found, "/customer_id");
  }
  if (stale(customer)) {
    return refuse(ErrorCode::version_conflict, "/expected_version");
  }
  for (const auto& [id, other] : accounts_) {
    if (other.personal.at("account_number") == command.account_number) {
      return refuse(ErrorCode::duplicate_account_number, "/account_number");
    }
  }
  Account row;
  row.id = accounts_.size() + 1;
  row.customer_id = customer;
  row.account_type = command.account_type;
  row.bank_name = command.bank_name;
  row.personal["account_number"] = command.account_number;
  put(row.personal, "routing_number", command.routing_number);
  put(row.personal, "notes", command.notes);
  row.created_at = now_;
  row.updated_at = now_;
  std::vector<std::string> events{"AccountLinked"};
  if (command.is_primary.value_or(false)) {
    demote(customer);
    row.is_primary = true;
    events.emplace_back("PrimaryAccountChanged");
  }
  accounts_[row.id] = row;
  return {{}, events, row.id, customer};
}

void Model::demote(Id customer) {
  for (auto& [id, account] : accounts_) {
    if (account.customer_id == customer && account.is_primary) {
      account.is_primary = false;
      account.updated_at = now_;
    }
  }
}

Model::Outcome Model::run(const UpdateAccount& command) {
  const Id id = command.account_id.value;
  if (!accounts_.contains(id)) {
    return refuse(ErrorCode::account_not_found, "/account_id");
  }
  Account& row = accounts_.at(id);
  if (stale(row.customer_id)) {
    return refuse(ErrorCode::version_conflict, "/expected_version");
  }
  Account changed = row;
  changed.account_type = command.account_type.value_or(row.account_type);
  command.bank_name.apply_to(changed.bank_name);
  put(changed.personal, "routing_number", command.routing_number);
  put(changed.personal, "notes", command.notes);
  if (changed == row) {
    return {{}, {}, id, row.customer_id};
  }
  row = changed;
  row.updated_at = now_;
  return {{}, {"AccountChanged"}, id, row.customer_id};
}

Model::Outcome Model::run(const MakeAccountPrimary& command) {
  const Id id = command.account_id.value;
  if (!accounts_.contains(id)) {
    return refuse(ErrorCode::account_not_found, "/account_id");
  }
  Account& row = accounts_.at(id);
  if (stale(row.customer_id)) {
    return refuse(ErrorCode::version_conflict, "/expected_version");
  }
  if (!row.is_active) {
    return refuse(ErrorCode::account_inactive, "/account_id");
  }
  if (row.is_primary) {
    return {{}, {}, id, row.customer_id};
  }
  demote(row.customer_id);
  row.is_primary = true;
  row.updated_at = now_;
  return {{}, {"PrimaryAccountChanged"}, id, row.customer_id};
}

Model::Outcome Model::run(const DeactivateAccount& command) {
  const Id id = command.account_id.value;
  if (!accounts_.contains(id)) {
    return refuse(ErrorCode::account_not_found, "/account_id");
  }
  Account& row = accounts_.at(id);
  if (stale(row.customer_id)) {
    return refuse(ErrorCode::version_conflict, "/expected_version");
  }
  if (!row.is_active) {
    return refuse(ErrorCode::invalid_transition, "/account_id");
  }
  row.is_active = false;
  row.is_primary = false;
  row.updated_at = now_;
  return {{}, {"AccountDeactivated"}, id, row.customer_id};
}

Model::Outcome Model::run(const ReactivateAccount& command) {
  const Id id = command.account_id.value;
  if (!accounts_.contains(id)) {
    return refuse(ErrorCode::account_not_found, "/account_id");
  }
  Account& row = accounts_.at(id);
  if (stale(row.customer_id)) {
    return refuse(ErrorCode::version_conflict, "/expected_version");
  }
  if (row.is_active) {
    return refuse(ErrorCode::invalid_transition, "/account_id");
  }
  row.is_active = true;
  row.updated_at = now_;
  return {{}, {"AccountReactivated"}, id, row.customer_id};
}

}  // namespace daybook::model
