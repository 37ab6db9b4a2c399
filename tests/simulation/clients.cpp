#include "tests/simulation/clients.hpp"

#include <algorithm>
#include <charconv>
#include <deque>
#include <future>
#include <mutex>
#include <random>
#include <ranges>
#include <thread>

namespace daybook::simulation {
namespace {

using Chunk = std::vector<Asked>;

constexpr std::string_view actor_prefix = "request-";

std::vector<Request> requests_of(std::span<const Asked> asked) {
  std::vector<Request> requests;
  for (const Asked& one : asked) {
    CommandEnvelope envelope{.actor = actor_of(one.number), .idempotency_key = one.request.idempotency_key};
    if (!one.request.reason.empty()) {
      envelope.reason = one.request.reason;
    }
    envelope.expected_version = one.request.expected_version;
    envelope.dry_run = one.request.dry_run;
    requests.push_back({one.request.command, std::move(envelope)});
  }
  return requests;
}

/// What a dry run would append: these events, from the next position on.
bool foretells(const Receipt& receipt) {
  std::vector<std::string_view> names;
  Position next = receipt.position;
  for (const EventDetails& details : receipt.would) {
    names.push_back(name_of(details.record.event));
    if (details.record.envelope.position != Position{++next.value}) {
      return false;
    }
  }
  return names == receipt.events;
}

model::Answer answer_of(const Result<Receipt>& answered, bool dry_run) {
  model::Answer answer;
  if (!answered) {
    for (const Error& error : flatten(answered.error())) {
      answer.faults.push_back({error.code, error.pointer});
    }
    return answer;
  }
  const Receipt& receipt = answered.value();
  if (dry_run && !receipt.replayed ? !foretells(receipt) : !receipt.would.empty()) {
    return {.faults = {{ErrorCode::internal, "/would"}}};
  }
  answer.events.assign(receipt.events.begin(), receipt.events.end());
  answer.id = receipt.id;
  answer.position = receipt.position.value;
  answer.replayed = receipt.replayed;
  return answer;
}

/// The answers to a chunk. Its requests are decided in order: those around one say more of where it was decided.
std::vector<Heard> heard_of(std::span<const Asked> asked, const std::vector<Result<Receipt>>& answers, model::Id after, model::Id until) {
  std::vector<Heard> heard;
  for (std::size_t index = 0; index < asked.size(); ++index) {
    Heard& one = heard.emplace_back();
    const bool dry_run = asked[index].request.dry_run;
    one.number = asked[index].number;
    one.answer = answer_of(answers.at(index), dry_run);
    one.appended = !dry_run && !one.answer.replayed && !one.answer.events.empty();
    one.after = after;
    after = one.appended ? one.answer.position : after;
  }
  for (Heard& one : std::views::reverse(heard)) {
    one.until = until;
    until = one.appended ? one.answer.position - one.answer.events.size() : until;
  }
  return heard;
}

model::Id visible(const Ledger& ledger) { return ledger.snapshot().position().value; }

/// One of several threads.
class Client {
 public:
  Client(Ledger& ledger, bool waits, const std::function<void(const std::vector<Heard>&)>& hear)
      : ledger_(ledger), under_way_max_(waits ? 0 : 3), hear_(hear) {}

  void submit(const Chunk& chunk) {
    if (under_way_max_ == 0) {
      take(submit_together(ledger_, chunk));
      return;
    }
    if (under_way_.size() == under_way_max_) {
      await_oldest();
    }
    UnderWay& started = under_way_.emplace_back(UnderWay{&chunk, visible(ledger_), {}});
    auto answered = std::make_shared<std::promise<std::vector<Result<Receipt>>>>();
    started.answers = answered->get_future();
    ledger_.submit(requests_of(chunk), [answered](std::vector<Result<Receipt>> answers) { answered->set_value(std::move(answers)); });
  }

  std::vector<Heard> finish() && {
    while (!under_way_.empty()) {
      await_oldest();
    }
    return std::move(heard_);
  }

 private:
  struct UnderWay {
    const Chunk* chunk;
    model::Id after;
    std::future<std::vector<Result<Receipt>>> answers;
  };

  void await_oldest() {
    UnderWay oldest = std::move(under_way_.front());
    under_way_.pop_front();
    const std::vector<Result<Receipt>> answers = oldest.answers.get();
    take(heard_of(*oldest.chunk, answers, oldest.after, visible(ledger_)));
  }

  void take(const std::vector<Heard>& heard) {
    hear_(heard);
    heard_.insert(heard_.end(), heard.begin(), heard.end());
  }

  Ledger& ledger_;
  std::size_t under_way_max_;
  const std::function<void(const std::vector<Heard>&)>& hear_;
  std::deque<UnderWay> under_way_;
  std::vector<Heard> heard_;
};

}  // namespace

std::string actor_of(std::size_t number) { return std::string(actor_prefix) + std::to_string(number); }

std::size_t number_of(std::string_view actor) {
  std::size_t number = 0;
  if (actor.starts_with(actor_prefix)) {
    actor.remove_prefix(actor_prefix.size());
    std::from_chars(actor.data(), actor.data() + actor.size(), number);
  }
  return number;
}

std::vector<Heard> submit_together(Ledger& ledger, std::span<const Asked> asked) {
  const std::vector<Request> requests = requests_of(asked);
  const model::Id after = visible(ledger);
  std::vector<Result<Receipt>> answers;
  if (requests.size() == 1) {
    answers.push_back(ledger.submit(requests.front().command, requests.front().envelope));
  } else {
    answers = ledger.submit(requests);
  }
  return heard_of(asked, answers, after, visible(ledger));
}

std::vector<Heard> compete(Ledger& ledger, std::span<const Asked> asked, std::uint64_t salt,
                           const std::function<void(const std::vector<Heard>&)>& hear) {
  std::mt19937_64 random(salt);
  std::vector<std::vector<Chunk>> shares(2 + random() % 3);
  for (std::size_t begin = 0; begin < asked.size();) {
    const std::size_t size = std::min<std::size_t>(1 + random() % 12, asked.size() - begin);
    const auto first = asked.begin() + static_cast<std::ptrdiff_t>(begin);
    shares[random() % shares.size()].emplace_back(first, first + static_cast<std::ptrdiff_t>(size));
    begin += size;
  }
  std::mutex mutex;
  std::vector<Heard> heard;
  std::vector<std::jthread> threads;
  threads.reserve(shares.size());
  for (std::size_t index = 0; index < shares.size(); ++index) {
    threads.emplace_back([&, index] {
      Client client(ledger, index % 2 == 0, hear);
      std::ranges::for_each(shares[index], [&](const Chunk& chunk) { client.submit(chunk); });
      const std::vector<Heard> all = std::move(client).finish();
      const std::lock_guard lock(mutex);
      heard.insert(heard.end(), all.begin(), all.end());
    });
  }
  threads.clear();
  return heard;
}

}  // namespace daybook::simulation
