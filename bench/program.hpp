// What the programs of this folder have in common: where they work, and how they tell what they found.
#pragma once

#include <filesystem>

#include <boost/json/object.hpp>

#include "bench/measure.hpp"

namespace daybook::bench {

/// The folder that was asked for, made and kept; or a temporary one, gone with this object.
class WorkFolder {
 public:
  explicit WorkFolder(std::filesystem::path wanted);
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;
  ~WorkFolder();

  const std::filesystem::path& path() const { return path_; }

 private:
  bool temporary_;
  std::filesystem::path path_;
};

/// A line of JSON on stdout, at once.
void print(const boost::json::object& line);

/// {"median": …, "spread": …}
boost::json::object as_json(const Spread& spread);
/// {"p50_us": …, "p99_us": …, "p999_us": …} of latencies in nanoseconds.
boost::json::object as_microseconds(const Percentiles& latencies);

/// Runs the program; an exception becomes a message and exit code 1.
int guard(int (*program)(int, char**), int argument_count, char** arguments) noexcept;

}  // namespace daybook::bench
