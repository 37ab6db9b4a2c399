// `daybook log`: events as lines.
#include <csignal>
#include <memory>

#include "api/json/event_json.hpp"
#include "tools/commands.hpp"
#include "tools/holder.hpp"
#include "tools/whole_number.hpp"

namespace daybook {
namespace {

constexpr std::size_t page_events = 500;
constexpr int follow_interval_ms = 200;

struct LogArguments {
  std::uint64_t customer = 0;
  std::uint64_t debt = 0;
  std::uint64_t from = 1;
  std::uint64_t to = 0;
  std::string type;
  bool follow = false;

  EventQuery query() const {
    return {.customer = {customer}, .debt = {debt}, .from = {from}, .to = {to}, .type = type, .limit = page_events};
  }
};

volatile std::sig_atomic_t interrupted = 0;

void interrupt(int) { interrupted = 1; }

/// From now on an interrupt ends the following, not the process.
void catch_interrupts() {
  struct sigaction action{};
  action.sa_handler = interrupt;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

std::string text_line(const EventDetails& details, const Currency& currency) {
  const Envelope& envelope = details.record.envelope;
  std::string line = std::to_string(envelope.position.value) + "  " + format(envelope.recorded_at);
  line += "  " + std::string(name_of(details.record.event)) + "  " + stream_of(envelope) + "  " + printable(envelope.actor);
  return line + "  " + printable(event_data(details, currency));
}

/// Prints what `snapshot` has from `query.from` on, and moves that behind it.
Result<void> print_events(Context& context, const Snapshot& snapshot, EventQuery& query) {
  const std::uint64_t end = snapshot.position().value;
  while (query.from.value <= end) {
    BOOST_OUTCOME_TRY(const auto page, snapshot.events(query));
    for (const EventDetails& event : page) {
      context.out.line(context.json ? event_line(event, snapshot.currency()) : text_line(event, snapshot.currency()));
    }
    if (!context.out.flush()) {
      return success();
    }
    const bool more = page.size() == query.limit;
    query.from.value = more ? page.back().record.envelope.position.value + 1 : end + 1;
  }
  return success();
}

/// Prints what comes, until interrupted or until nobody reads any more.
Result<void> follow(Context& context, const Ledger& ledger, EventQuery query) {
  if (!context.is_cancelled) {
    catch_interrupts();
  }
  const auto is_cancelled = [&] { return context.is_cancelled ? context.is_cancelled() : interrupted != 0; };
  const auto wants_more = [&] { return query.to.value == 0 || query.from <= query.to; };
  while (!is_cancelled() && wants_more() && context.out.flush() && !context.out.reader_leaves(follow_interval_ms)) {
    BOOST_OUTCOME_TRY(print_events(context, ledger.snapshot(), query));
  }
  return success();
}

/// Whoever waits for events must not keep others from making them: their commands run here meanwhile. None where they cannot be
/// listened to, or where another process holds the ledger already.
std::unique_ptr<Holder> listen_to_others(const Context& context, const std::shared_ptr<Ledger>& ledger) {
  if (context.held.ledger) {
    return nullptr;
  }
  auto holder = Holder::listen(context.ledger_options(), {.ledger = ledger});
  return holder ? std::move(holder).value() : nullptr;
}

Result<void> run(Context& context, const LogArguments& options) {
  BOOST_OUTCOME_TRY(const auto ledger, open_ledger(context));
  EventQuery query = options.query();
  if (!options.follow) {
    return print_events(context, ledger->snapshot(), query);
  }
  const auto holder = listen_to_others(context, ledger);
  BOOST_OUTCOME_TRY(print_events(context, ledger->snapshot(), query));
  return follow(context, *ledger, query);
}

std::string problem_of_type(const std::string& type) {
  const auto names = event_names();
  return std::ranges::find(names, type) == names.end() ? "no event has the name " + type : "";
}

}  // namespace

void add_log(CLI::App& app, Context& context) {
  const auto options = std::make_shared<LogArguments>();
  CLI::App* command = app.add_subcommand("log", "Print events, oldest first");
  command->add_option("--customer", options->customer, "Only events on this customer's stream")->type_name("ID")->check(whole_number(1));
  command->add_option("--debt", options->debt, "Only events about this debt")->type_name("ID")->check(whole_number(1));
  command->add_option("--from", options->from, "From this position on")->type_name("N")->check(whole_number(1));
  command->add_option("--to", options->to, "Up to this position")->type_name("N")->check(whole_number(1));
  command->add_option("--type", options->type, "Only events of this name")->type_name("T")->check(CLI::Validator(problem_of_type, ""));
  command->add_flag("--follow", options->follow, "Wait for more, until interrupted");
  with_json(*command, context);
  with_examples(*command, "daybook log --data ledger", "daybook log --customer 1 --type CustomerCreated --json --data ledger");
  on_ledger(*command, context, Runs::in_holder, [&context, options] {
    const auto printed = run(context, *options);
    return printed ? exit_ok : report(context, printed.error());
  });
}

}  // namespace daybook
