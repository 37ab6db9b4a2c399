// Clients in a process of their own, which is killed while they are at it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tests/simulation/clients.hpp"

namespace daybook::simulation {

/// What the process said before it died.
struct LastWords {
  /// Whole lines only: an answer of which a part arrived was not acknowledged.
  std::vector<Heard> heard;
  /// Why it ended by itself, when it should not have; else empty.
  std::string failure;
};

/// Runs `command` (program and arguments), which calls `speak`, and kills it after so many of its lines and a little while; lets it
/// end by itself if it is done before.
LastWords run_and_kill(const std::vector<std::string>& command, std::size_t lines, std::uint64_t microseconds);

/// In the killed process: a line to standard output.
void speak(const std::string& line);
/// Answers as lines; one write, so that threads do not get between each other.
void speak(const std::vector<Heard>& heard);
/// Ends this process when the one that started it does; it is not counted in a build that counts lines.
void die_with_parent();

}  // namespace daybook::simulation
