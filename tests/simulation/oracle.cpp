#include "tests/simulation/oracle.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "tests/support/spec_text.hpp"

namespace daybook::simulation {
namespace {

/// The customer whose stream a command's events join; `answer` is the model's.
model::Id customer_of(const Command& command, const model::Answer& answer, const model::Model& model) {
  return std::visit(
      [&](const auto& alternative) -> model::Id {
        if constexpr (requires { alternative.customer_id; }) {
          return alternative.customer_id.value;
        } else if constexpr (requires { alternative.payment_id; }) {
          return model.payments().at(answer.id).customer_id;
        } else if constexpr (requires { alternative.account_id; }) {
          return model.accounts().at(answer.id).customer_id;
        } else if constexpr (requires { alternative.communication_id; }) {
          return model.communications().at(answer.id).customer_id;
        } else if constexpr (requires { alternative.first_name; }) {
          return answer.id;
        } else {
          return model.debts().at(answer.id).customer_id;
        }
      },
      command);
}

/// The debts whose histories hold an event of a command.
std::set<model::Id> debts_of(const Command& command, const std::string& event, const model::Answer& answer, const model::Model& model) {
  if (const auto* credit = std::get_if<ApplyCredit>(&command)) {
    return event == "CreditApplied" ? std::set{credit->from_debt_id.value, credit->to_debt_id.value} : std::set{credit->to_debt_id.value};
  }
  if (std::holds_alternative<LogCommunication>(command)) {
    const std::vector<model::Id>& debts = model.communications().at(answer.id).debt_ids;
    return {debts.begin(), debts.end()};
  }
  return std::visit(
      [&](const auto& alternative) -> std::set<model::Id> {
        if constexpr (requires { alternative.payment_id; }) {
          return {model.payments().at(answer.id).debt_id};
        } else if constexpr (requires { alternative.debt_id; }) {
          return {alternative.debt_id.value};
        } else if constexpr (requires { alternative.original_amount; }) {
          return {answer.id};
        } else {
          return {};
        }
      },
      command);
}

std::string text_of(const Happened& event) {
  return std::to_string(event.position) + ' ' + format(event.recorded_at) + ' ' + event.event + " customer " +
         std::to_string(event.customer) + " version " + std::to_string(event.version) + " by " + event.actor + " key " +
         event.idempotency_key + " reason " + event.reason + " following " + std::to_string(event.following);
}

std::string disagree(const std::string& about, const std::string& ledger, const std::string& model) {
  return about + "\n  ledger " + ledger + "\n  model  " + model;
}

std::string about(std::size_t number, const model::Request& request) {
  return actor_of(number) + ", " + spec::describe(request.command) + (request.dry_run ? ", as a dry run" : "");
}

}  // namespace

Happened happened(const EventDetails& details) {
  const Envelope& envelope = details.record.envelope;
  return {envelope.position.value,  std::string(name_of(details.record.event)),
          envelope.recorded_at,     envelope.customer.value,
          envelope.version.value,   envelope.actor,
          envelope.idempotency_key, details.reason.value_or(""),
          envelope.following};
}

model::Answer Oracle::foresee(const model::Request& request, Instant now) const {
  model::Model copy = model_;
  return copy.submit(request, now);
}

std::string Oracle::follow(const Snapshot& snapshot, std::span<const Asked> asked, const std::vector<Heard>& heard, Instant now) {
  const auto events = snapshot.events({.from = {model_.position() + 1}, .limit = std::numeric_limits<std::size_t>::max()});
  if (!events) {
    return "the log cannot be read: " + events.error().detail;
  }
  Requests requests;
  std::ranges::for_each(asked, [&](const Asked& one) { requests.emplace(one.number, &one.request); });
  Answers answers;
  std::ranges::for_each(heard, [&](const Heard& one) { answers.emplace(one.number, one); });
  for (std::span<const EventDetails> rest(events.value()); !rest.empty();) {
    explain(requests, answers, now);
    const std::size_t count = rest.front().record.envelope.following + 1U;
    if (count > rest.size()) {
      return "the log ends inside a command, at position " + std::to_string(snapshot.position().value);
    }
    if (std::string difference = take_command(rest.first(count), requests, answers, now); !difference.empty()) {
      return difference;
    }
    rest = rest.subspan(count);
  }
  explain(requests, answers, now);
  if (answers.empty()) {
    return {};
  }
  const auto& [number, left] = *answers.begin();
  return disagree(about(number, *requests.at(number)) + (left.appended ? ", acknowledged and not on the log" : ""),
                  spec::describe(left.answer),
                  spec::describe(foresee(*requests.at(number), now)) + ", after position " + std::to_string(model_.position()));
}

/// Drops the answers of requests that appended nothing, where they are right at this position.
void Oracle::explain(const Requests& requests, Answers& answers, Instant now) const {
  std::erase_if(answers, [&](const auto& entry) {
    const Heard& heard = entry.second;
    return !heard.appended && heard.after <= model_.position() && model_.position() <= heard.until &&
           foresee(*requests.at(heard.number), now) == heard.answer;
  });
}

/// Takes in the events of one command.
std::string Oracle::take_command(std::span<const EventDetails> events, Requests& requests, Answers& answers, Instant now) {
  const Envelope& envelope = events.front().record.envelope;
  const std::size_t number = number_of(envelope.actor);
  const auto asked = requests.find(number);
  if (asked == requests.end()) {
    return "position " + std::to_string(envelope.position.value) + " by " + envelope.actor +
           ": nobody asked for it now, or it is there twice";
  }
  const model::Request& request = *asked->second;
  const model::Answer expected = model_.submit(request, now);
  std::string difference = take_events(events, request, expected, now);
  if (const auto answer = answers.find(number); answer != answers.end()) {
    const Heard& heard = answer->second;
    const bool in_time = heard.after < expected.position && expected.position <= heard.until;
    if (difference.empty() && (heard.answer != expected || !in_time)) {
      difference = disagree("answer", spec::describe(heard.answer) + (in_time ? "" : ", not visible in time"), spec::describe(expected));
    }
    answers.erase(answer);
  }
  requests.erase(asked);
  return difference.empty() ? "" : about(number, request) + "\n" + difference;
}

/// Compares events with those that the model expects, and remembers them.
std::string Oracle::take_events(std::span<const EventDetails> events, const model::Request& request, const model::Answer& expected,
                                Instant now) {
  if (!expected.faults.empty() || expected.events.size() != events.size() || request.dry_run || expected.replayed) {
    return disagree("position " + std::to_string(events.front().record.envelope.position.value),
                    std::to_string(events.size()) + " events from " + std::string(name_of(events.front().record.event)) + " on",
                    spec::describe(expected));
  }
  const model::Id customer = customer_of(request.command, expected, model_);
  for (std::size_t index = 0; index < events.size(); ++index) {
    const std::size_t following = events.size() - 1 - index;
    Happened event;
    event.position = expected.position - following;
    event.event = expected.events[index];
    event.recorded_at = now;
    event.customer = customer;
    event.version = model_.customers().at(customer).version - following;
    event.actor = events.front().record.envelope.actor;
    event.following = following;
    if (following + 1 == events.size()) {
      event.idempotency_key = request.idempotency_key;
      event.reason = request.reason;
    }
    if (const Happened found = happened(events[index]); found != event) {
      return disagree("event", text_of(found), text_of(event));
    }
    history_.push_back({event, debts_of(request.command, event.event, expected, model_)});
  }
  keep_past(events.size(), now);
  return {};
}

/// Finishes what was kept before this command, and keeps the model at ever greater distances.
void Oracle::keep_past(std::size_t events, Instant recorded_at) {
  const model::Id before = model_.position() - events;
  if (!pasts_.empty() && pasts_.back().model.position() == before) {
    pasts_.back().next_events = events;
    pasts_.back().next_recorded_at = recorded_at;
  }
  const model::Id reached = pasts_.empty() ? 0 : pasts_.back().model.position();
  if (model_.position() >= reached + reached / 2 + 8) {
    pasts_.push_back({model_, recorded_at, 0, {}});
  }
}

}  // namespace daybook::simulation
