#include "engine/domain/rules.hpp"

namespace daybook {
namespace {

Decision noted(std::uint64_t id, Event event) {
  Decision decision;
  decision.id = id;
  decision.events.push_back(std::move(event));
  return decision;
}

Result<Decision> decide_on(const CreateToken& command, const Question& question) {
  const State& state = question.state;
  if (command.expires_at && *command.expires_at <= question.circumstances.now) {
    return error(ErrorCode::invalid_field, "the token would have expired already", "/expires_at");
  }
  if (state.holder(UniqueKind::access_token, command.hash.view())) {
    return error(ErrorCode::invalid_field, "the token is there already", "/hash");
  }
  // Its id is its position: the next one on the log.
  return noted(state.facts().position.value + 1, TokenCreated{command.hash, command.role, command.name, command.expires_at});
}

Result<Decision> decide_on(const RevokeToken& command, const Question& question) {
  const auto holder = question.state.holder(UniqueKind::access_token, command.hash.view());
  if (!holder || *holder != command.token_id.value) {
    return error(ErrorCode::invalid_field, "no such token is in force", "/token_id");
  }
  return noted(command.token_id.value, TokenRevoked{command.token_id, command.hash});
}

Result<Decision> decide_on(const RevealData& command, const Question& question) {
  BOOST_OUTCOME_TRY(find(question, command.customer_id));
  if (question.sealing.incomplete) {
    Decision again;
    again.prepare_again = true;
    return again;
  }
  return noted(command.customer_id.value, DataRevealed{command.customer_id, command.fields});
}

}  // namespace

Result<Decision> decide(const State& state, const LedgerCommand& command, const Sealing& sealing, const Circumstances& circumstances) {
  const Question question{state, sealing, circumstances};
  return std::visit([&](const auto& alternative) { return decide_on(alternative, question); }, command);
}

}  // namespace daybook
