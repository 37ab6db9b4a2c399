#include <algorithm>

#include "engine/domain/rules.hpp"

namespace daybook {
namespace {

std::vector<DebtId> without_repeats(const std::vector<DebtId>& ids) {
  std::vector<DebtId> once;
  std::ranges::copy_if(ids, std::back_inserter(once), [&](DebtId id) { return std::ranges::find(once, id) == once.end(); });
  return once;
}

/// Each debt, with a pointer to its place in the list.
Result<void> check_debts(const Question& question, const std::vector<DebtId>& ids) {
  for (std::size_t i = 0; i < ids.size(); ++i) {
    BOOST_OUTCOME_TRY(find(question, ids[i], "/debt_ids/" + std::to_string(i)));
  }
  return success();
}

Result<void> check_owned(const Question& question, const std::vector<DebtId>& ids, CustomerId customer) {
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const Debt* debt = question.state.find(ids[i]);
    if (debt == nullptr || debt->customer_id != customer) {
      return refuse(ErrorCode::debt_not_owned_by_customer, "the debt belongs to another customer", "/debt_ids/" + std::to_string(i));
    }
  }
  return success();
}

}  // namespace

Result<Decision> decide_on(const LogCommunication& command, const Question& question) {
  const std::vector<DebtId> debts = command.debt_ids.value_or(std::vector<DebtId>{});
  BOOST_OUTCOME_TRY(const Customer* customer, find(question, command.customer_id));
  BOOST_OUTCOME_TRY(check_debts(question, debts));
  BOOST_OUTCOME_TRY(check_version(question, customer->version));
  if (is_stale(question, Position{})) {
    return prepare_again();
  }
  BOOST_OUTCOME_TRY(check_owned(question, debts, customer->id));
  const Instant timestamp = command.timestamp.value_or(question.now());
  BOOST_OUTCOME_TRY(check_not_in_future(question, timestamp, "/timestamp"));
  const CommunicationId id{question.state.facts().last_communication.value + 1};
  return decided(customer->id, id.value,
                 CommunicationLogged{id, customer->id, command.communication_type, command.direction, timestamp, command.duration_seconds,
                                     command.outcome, command.agent_id, without_repeats(debts), question.sealing.personal});
}

Result<Decision> decide_on(const AmendCommunication& command, const Question& question) {
  BOOST_OUTCOME_TRY(const Communication* communication, find(question, command.communication_id));
  if (command.duration_seconds.value() && communication->communication_type != CommunicationType::call) {
    return refuse(ErrorCode::invalid_field, "duration_seconds goes only with CALL", "/duration_seconds");
  }
  BOOST_OUTCOME_TRY(check_version(question, owner(question, communication->customer_id).version));
  if (is_stale(question, communication->sealed_at)) {
    return prepare_again();
  }
  const Sealing& sealing = question.sealing;
  CommunicationAmended event{communication->id, difference(command.outcome, communication->outcome),
                             difference(command.duration_seconds, communication->duration_seconds), sealing.changed, sealing.personal};
  const bool changes = event.outcome.given() || event.duration_seconds.given() || !event.changed.empty();
  const std::uint64_t id = communication->id.value;
  return changes ? decided(communication->customer_id, id, std::move(event)) : nothing(communication->customer_id, id);
}

}  // namespace daybook
