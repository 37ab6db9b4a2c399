// How a service is told what to do: flags, then the environment, then a TOML file.
#pragma once

#include <filesystem>
#include <string>

#include <CLI/App.hpp>

#include "api/http/server.hpp"
#include "events/result.hpp"

namespace daybook {

struct ServiceOptions {
  std::filesystem::path config{};
  std::string listen = "127.0.0.1:8080";
  std::size_t connections_max = ServerOptions{}.connections_max;
  TlsOptions tls{};
  bool without_tls_beyond_this_machine = false;
  std::string log = "info";
  /// Empty: the tree head is kept nowhere else.
  std::filesystem::path head_to{};
};

/// `--listen` and the others under `command`; both must outlive it.
void add_service_options(CLI::App& command, ServiceOptions& options);

/// Takes what no flag said from `DAYBOOK_LISTEN` and the like, and what that does not say from the file that `--config` or
/// `DAYBOOK_CONFIG` names: keys as the flags, with underscores. `unknown_field` for a key there is not, `invalid_field` for a value
/// that the flag would not take either, both with a pointer and the line; `internal` for a file that cannot be read.
Result<void> complete_from_surroundings(CLI::App& command, ServiceOptions& options);

/// Address and port, as the server wants them; `invalid_field` for plain text beyond this machine that was not asked for.
Result<ServerOptions> server_options(const ServiceOptions& options);

}  // namespace daybook
