// How often a program of this folder tries, and from which seed on.
#pragma once

#include <chrono>
#include <cstdint>

#include <CLI/CLI.hpp>

namespace daybook::damage {

struct Tries {
  std::uint64_t count;
  std::uint64_t seed = 1;
  /// Above 0: as many as fit instead of `count`.
  double minutes = 0;
  std::chrono::steady_clock::time_point began = std::chrono::steady_clock::now();

  void add_to(CLI::App& app) {
    app.add_option("--seed", seed, "Of the first one; the next ones follow");
    app.add_option("--count", count, "How many");
    app.add_option("--minutes", minutes, "As many as fit instead of a count");
  }
  double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count(); }
  bool go_on(std::uint64_t done) const { return minutes > 0 ? seconds() < 60 * minutes : done < count; }
};

}  // namespace daybook::damage
