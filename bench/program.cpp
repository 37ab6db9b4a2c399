#include "bench/program.hpp"

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <string>
#include <utility>

#include <boost/json/serialize.hpp>

#include "events/require.hpp"

namespace daybook::bench {
namespace {

std::filesystem::path make_temporary_folder() {
  std::string name = std::filesystem::temp_directory_path() / "daybook-bench-XXXXXX";
  require(::mkdtemp(name.data()) != nullptr, "a temporary folder can be made");
  return name;
}

}  // namespace

WorkFolder::WorkFolder(std::filesystem::path wanted)
    : temporary_(wanted.empty()), path_(temporary_ ? make_temporary_folder() : std::move(wanted)) {
  std::filesystem::create_directories(path_);
}

WorkFolder::~WorkFolder() {
  std::error_code ignored;
  if (temporary_) {
    std::filesystem::remove_all(path_, ignored);
  }
}

void print(const boost::json::object& line) { std::cout << boost::json::serialize(line) << '\n' << std::flush; }

boost::json::object as_json(const Spread& spread) { return {{"median", spread.median}, {"spread", spread.spread}}; }

boost::json::object as_microseconds(const Percentiles& latencies) {
  constexpr double microseconds = 1e-3;
  return {{"p50_us", latencies.p50 * microseconds}, {"p99_us", latencies.p99 * microseconds}, {"p999_us", latencies.p999 * microseconds}};
}

int guard(int (*program)(int, char**), int argument_count, char** arguments) noexcept {
  try {
    return program(argument_count, arguments);
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "%s\n", failure.what());
    return 1;
  }
}

}  // namespace daybook::bench
