#include "tests/simulation/workload.hpp"

#include <array>
#include <charconv>
#include <limits>
#include <set>

namespace daybook::simulation {
namespace {

using Kind = Action::Kind;

/// By the number of the kind.
constexpr std::array<std::string_view, 13> kind_names{"ask",        "submit",        "compete", "crash", "reopen", "rebuild", "replay",
                                                      "save_views", "restore_views", "flush",   "hold",  "read",   "verify"};

class Writer {
 public:
  explicit Writer(std::uint64_t seed) : generator_(seed) {}

  void ask(Step step) { actions_.push_back({actions_.size() + 1, Kind::ask, std::move(step), 0}); }
  void act(Kind kind) { actions_.push_back({actions_.size() + 1, kind, {}, generator_.below(std::numeric_limits<std::uint64_t>::max())}); }

  void write_group(std::size_t size, Kind how) {
    ask(generator_.next());
    for (std::size_t index = 1; index < size; ++index) {
      ask(generator_.next_at_once());
    }
    act(how);
  }

  /// Every size from 1 to several hundred, small ones mostly; many threads and a process that is killed get more to do.
  std::size_t size_of_group(Kind how) {
    if (how != Kind::submit) {
      return 10 + generator_.below(60);
    }
    const std::uint64_t dice = generator_.below(16);
    if (dice == 0) {
      return 100 + generator_.below(400);
    }
    if (dice < 4) {
      return 10 + generator_.below(90);
    }
    return dice < 8 ? 2 + generator_.below(8) : 1;
  }

  Kind way_to_submit() {
    const std::uint64_t dice = generator_.below(24);
    return dice == 0 ? Kind::crash : dice < 5 ? Kind::compete : Kind::submit;
  }

  /// What happens to the folder now and then.
  void write_event() {
    constexpr std::array events{Kind::reopen, Kind::rebuild, Kind::replay, Kind::save_views, Kind::restore_views,
                                Kind::flush,  Kind::flush,   Kind::hold,   Kind::hold,       Kind::read};
    if (generator_.one_in(3)) {
      act(events.at(generator_.below(events.size())));
    }
  }

  Generator& generator() { return generator_; }
  std::vector<Action> take() && { return std::move(actions_); }

 private:
  Generator generator_;
  std::vector<Action> actions_;
};

std::size_t number_in(std::string_view text) {
  std::size_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

}  // namespace

std::vector<Action> commands_of(std::uint64_t seed, std::size_t commands) {
  Writer writer(seed);
  for (std::size_t count = 0; count < commands; ++count) {
    writer.ask(writer.generator().next());
  }
  return std::move(writer).take();
}

std::vector<Action> life_of_a_ledger(std::uint64_t seed, std::size_t commands) {
  Writer writer(seed);
  while (commands > 0) {
    const Kind how = writer.way_to_submit();
    const std::size_t size = std::min(writer.size_of_group(how), commands);
    writer.write_group(size, how);
    writer.write_event();
    commands -= size;
  }
  writer.act(Kind::read);
  writer.act(Kind::verify);
  return std::move(writer).take();
}

std::string list_of(const std::vector<Action>& actions) {
  std::string list;
  for (std::size_t index = 0; index < actions.size(); ++index) {
    const std::size_t first = actions[index].number;
    while (index + 1 < actions.size() && actions[index + 1].number == actions[index].number + 1) {
      ++index;
    }
    const std::size_t last = actions[index].number;
    list += (list.empty() ? "" : ",") + std::to_string(first) + (first == last ? "" : "-" + std::to_string(last));
  }
  return list;
}

std::vector<Action> kept(std::vector<Action> actions, std::string_view list) {
  if (list.empty()) {
    return actions;
  }
  std::set<std::size_t> numbers;
  while (!list.empty()) {
    const std::string_view range = list.substr(0, list.find(','));
    list.remove_prefix(std::min(list.size(), range.size() + 1));
    const std::size_t dash = range.find('-');
    const std::size_t last = number_in(range.substr(dash == std::string_view::npos ? 0 : dash + 1));
    for (std::size_t number = number_in(range); number <= last; ++number) {
      numbers.insert(number);
    }
  }
  std::erase_if(actions, [&](const Action& action) { return !numbers.contains(action.number); });
  return actions;
}

std::string describe(const Action& action) {
  std::string text = std::to_string(action.number) + ' ' + std::string(kind_names.at(static_cast<std::size_t>(action.kind)));
  return action.kind == Kind::ask ? text + ' ' + daybook::describe(action.step) : text;
}

}  // namespace daybook::simulation
