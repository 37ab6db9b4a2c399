#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <vector>

#include "tools/program.hpp"

int main(int argument_count, char** arguments) {
  // A reader that went away shows as an error of the write.
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return daybook::run_program(std::vector<std::string>(arguments + 1, arguments + argument_count));
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "daybook: %s (internal)\n", failure.what());
    return EXIT_FAILURE;
  }
}
