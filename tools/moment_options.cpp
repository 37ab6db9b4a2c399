#include "tools/moment_options.hpp"

#include "tools/whole_number.hpp"

namespace daybook {

void MomentOptions::add_to(CLI::App& command) {
  const auto problem_of_instant = [](const std::string& text) {
    const auto instant = parse_instant(text);
    return instant ? std::string() : instant.error().detail;
  };
  CLI::Option* instant = command.add_option("--as-of", instant_, "As it was known at this instant (RFC 3339, or a date)");
  instant->type_name("INSTANT")->check(CLI::Validator(problem_of_instant, ""));
  CLI::Option* position = command.add_option("--as-of-position", position_, "As it was known after this position of the log");
  position->type_name("N")->check(whole_number(1))->excludes(instant);
}

std::optional<Moment> MomentOptions::moment() const {
  if (position_) {
    return Moment{.instant = std::nullopt, .position = Position{*position_}};
  }
  if (instant_.empty()) {
    return std::nullopt;
  }
  return Moment{.instant = parse_instant(instant_).value(), .position = {}};
}

}  // namespace daybook
