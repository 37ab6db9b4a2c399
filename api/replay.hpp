// Rebuilding every projection from the log.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "api/ledger.hpp"

namespace daybook {

struct ReplayReport {
  std::uint64_t events = 0;
  /// The position the rebuilt views reflect.
  Position position;
  double seconds = 0;
  /// The ledger's own views were left as they are: another process uses them, and they equal what was rebuilt.
  bool beside = false;
  /// SHA-256 of each projection's rows, by its name, in hex: equal for equal logs, whatever the batch size.
  std::map<std::string, std::string> digests;
};

struct ReplayOptions {
  /// Empty: the ledger's own `views/`, which are replaced once all is done. Else a new folder to rebuild into.
  std::filesystem::path into{};
  /// None: to the end of the log.
  Position until{};
  /// Events applied between two writes; at least 1.
  std::size_t batch_events = 8'192;
};

/// Rebuilds the views of the ledger in `options.directory` from its log alone. Holds the folder meanwhile, unless
/// `replay.into` is given: then it only reads the log's files and keys. While another process holds the folder, the views are
/// rebuilt in a temporary folder and compared with those in use: `corrupt` when these differ and so have to be rebuilt.
/// Errors as `Ledger::open`; `corrupt` names the position of the first record that cannot be applied.
Result<ReplayReport> replay(const LedgerOptions& options, const ReplayOptions& replay);

/// The portfolio as it was at `moment`, by replaying up to it in a temporary folder.
Result<PortfolioSummary> portfolio_as_of(const LedgerOptions& options, const Moment& moment);

}  // namespace daybook
