// A service that embeds the ledger, and lets the program's commands work on it while it runs: until its stdin ends.
//
//   holder DIRECTORY
#include "tools/holder.hpp"

#include <cstdio>
#include <iostream>
#include <string>

#include "api/ledger.hpp"

int main(int argument_count, char** arguments) {
  if (argument_count != 2) {
    std::fputs("usage: holder DIRECTORY\n", stderr);
    return 2;
  }
  const daybook::LedgerOptions options{.directory = arguments[1]};
  auto opened = daybook::Ledger::open(options);
  if (!opened) {
    std::fprintf(stderr, "holder: %s\n", opened.error().detail.c_str());
    return 1;
  }
  const std::shared_ptr<daybook::Ledger> ledger = std::move(opened).value();
  const auto holder = daybook::Holder::listen(options, {.ledger = ledger});
  if (!holder) {
    std::fprintf(stderr, "holder: %s\n", holder.error().detail.c_str());
    return 1;
  }
  std::cout << "holding" << '\n' << std::flush;
  // The service's own work: here, a customer for each line.
  for (std::string line; std::getline(std::cin, line);) {
    const auto created = ledger->submit(daybook::CreateCustomer{.first_name = line, .last_name = "Smith", .phone_primary = "1"});
    std::cout << (created ? std::to_string(created.value().id) : created.error().detail) << '\n' << std::flush;
  }
  return 0;
}
