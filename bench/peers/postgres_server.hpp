// A PostgreSQL server of our own: on a Unix socket in its folder, nowhere else, for as long as this object lives.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <sys/types.h>
#include <utility>
#include <vector>

namespace daybook::bench {

/// Runs as another user when we are root, since PostgreSQL refuses to be root. Aborts when it cannot start.
class PostgresServer {
 public:
  using Settings = std::vector<std::pair<std::string, std::string>>;

  /// `folder` is new.
  PostgresServer(std::filesystem::path folder, Settings settings);
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;
  /// Stops it.
  ~PostgresServer();

  const Settings& settings() const { return settings_; }
  /// What libpq connects with.
  std::string connection() const;

 private:
  std::filesystem::path folder_;
  Settings settings_;
  pid_t server_ = 0;
};

}  // namespace daybook::bench
