#include "engine/domain/decide.hpp"

#include "engine/domain/rules.hpp"

namespace daybook {

Result<Decision> decide(const State& state, const Command& command, const Sealing& sealing, const Circumstances& circumstances) {
  const Question question{state, sealing, circumstances};
  return std::visit([&](const auto& alternative) { return decide_on(alternative, question); }, command);
}

}  // namespace daybook
