#include "tests/support/model.hpp"

#include <algorithm>

namespace daybook::model {

Answer Model::submit(const Request& request, Instant now) {
  Answer answer;
  answer.faults = field_faults(request);
  if (!answer.faults.empty()) {
    return answer;
  }
  if (const auto seen = seen_.find(request.idempotency_key); seen != seen_.end()) {
    if (seen->second.command != request.command) {
      return {.faults = {{ErrorCode::idempotency_conflict, "/idempotency_key"}}};
    }
    return seen->second.answer;
  }
  if (request.dry_run) {
    return run_dry(request, now);
  }
  now_ = now;
  expected_ = request.expected_version;
  const Outcome outcome = std::visit([this](const auto& command) { return run(command); }, request.command);
  if (outcome.refused) {
    return {.faults = {*outcome.refused}};
  }
  position_ += outcome.events.size();
  customers_.at(outcome.customer).version += outcome.events.size();
  answer = {.faults = {}, .events = outcome.events, .id = outcome.id, .position = position_};
  if (!request.idempotency_key.empty() && !answer.events.empty()) {
    seen_[request.idempotency_key] = {request.command, answer};
    seen_[request.idempotency_key].answer.replayed = true;
  }
  return answer;
}

Answer Model::run_dry(const Request& request, Instant now) const {
  Model copy = *this;
  Request real = request;
  real.dry_run = false;
  Answer answer = copy.submit(real, now);
  answer.position = answer.faults.empty() ? position_ : 0;
  return answer;
}

bool Model::stale(Id customer) const { return expected_ && expected_->value != customers_.at(customer).version; }

bool Model::later_than_now(Instant date) const {
  const std::int64_t five_minutes = 5LL * 60 * 1'000'000;
  return date.microseconds > now_.microseconds + five_minutes;
}

}  // namespace daybook::model
