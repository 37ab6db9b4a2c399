#include "tests/support/spec.hpp"

#include <gtest/gtest.h>

#include "engine/domain/validate.hpp"
#include "tests/support/spec_text.hpp"

namespace daybook::spec {
namespace {

void fail(const std::source_location& where, const std::string& what) {
  ADD_FAILURE_AT(where.file_name(), static_cast<int>(where.line())) << what;
}

std::string outcome(const Result<Decision>& decision) {
  if (!decision) {
    return std::string(to_text(decision.error().code)) + " at '" + decision.error().pointer + "': " + decision.error().detail;
  }
  return decision.value().prepare_again ? "prepare again" : "events\n" + describe(decision.value().events);
}

}  // namespace

Answered::Answered(Log log, Result<Decision> decision, Instant now) : log_(std::move(log)), decision_(std::move(decision)) {
  if (decision_) {
    log_.append(decision_.value().events, now);
  }
}

const Answered& Answered::then(const std::vector<Event>& events, std::source_location where) const {
  if (!decision_ || decision_.value().prepare_again || decision_.value().events != events) {
    fail(where, "expected events\n" + describe(events) + "but got " + outcome(decision_));
  }
  for (const std::string& law : log_.broken_laws()) {
    fail(where, law);
  }
  return *this;
}

const Answered& Answered::then_refused(ErrorCode code, std::string_view pointer, std::source_location where) const {
  if (decision_ || decision_.error().code != code || decision_.error().pointer != pointer || !decision_.error().more.empty()) {
    fail(where, "expected " + std::string(to_text(code)) + " at '" + std::string(pointer) + "' but got " + outcome(decision_));
  }
  return *this;
}

const Answered& Answered::then_prepare_again(std::source_location where) const {
  if (!decision_ || !decision_.value().prepare_again) {
    fail(where, "expected to prepare again but got " + outcome(decision_));
  }
  return *this;
}

const Answered& Answered::with_id(std::uint64_t id, std::uint64_t customer, std::source_location where) const {
  if (!decision_ || decision_.value().id != id || decision_.value().customer != CustomerId{customer}) {
    fail(where, "expected row " + std::to_string(id) + " of customer " + std::to_string(customer) + " but got " + outcome(decision_));
  }
  return *this;
}

Given::Given(const std::vector<Event>& history) : circumstances_{noon, {}} {
  log_.append({LedgerOpened{}}, noon);
  log_.append(history, noon);
}

Given& Given::at(Instant now) {
  circumstances_.now = now;
  return *this;
}

Given& Given::expecting(std::uint64_t version) {
  circumstances_.expected_version = Version{version};
  return *this;
}

Given& Given::prepared(const Sealing& sealing) {
  sealing_ = sealing;
  return *this;
}

Sealing Given::preparation(const Command& command) const {
  Log log = log_;
  return log.sealer().prepare(log.state(), command);
}

Answered Given::when(const Command& command, std::source_location where) const {
  for (const Error& error : validate(command)) {
    fail(where, "decide is asked what validate refuses: " + error.pointer + ' ' + error.detail);
  }
  const Sealing sealing = sealing_.value_or(preparation(command));
  return {log_, decide(log_.state(), command, sealing, circumstances_), circumstances_.now};
}

Answered Given::when(const Import& import, const Sealing& sealing) const {
  return {log_, decide(log_.state(), import, sealing, circumstances_), circumstances_.now};
}

}  // namespace daybook::spec
