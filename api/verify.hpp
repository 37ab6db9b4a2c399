// Checking everything that can be wrong with a ledger's folder. Reads files only: beside a live holder too.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/ledger.hpp"

namespace daybook {

/// One thing that is wrong.
struct Fault {
  /// Kind of damage: "storage" (bytes of files), "head", "keys", "position" (missing, or there twice), "tree", "record", "sealed", "law",
  /// "projection".
  std::string kind;
  /// First bad position: everything before it is as it was. None where the damage has none.
  Position position;
  std::string detail;
};

struct VerifyReport {
  /// Newest position on the log, and how many events were read.
  Position position;
  std::uint64_t events = 0;
  /// Root of the tree over the log, in hex.
  std::string root;
  /// What was checked, in order, each with "ok", "failed" or "not checked" and why.
  struct Check {
    std::string name;
    std::string outcome;
    std::string detail;
  };
  std::vector<Check> checks;
  /// Empty when nothing is wrong.
  std::vector<Fault> faults;
  /// Digest of each projection, from a replay, by name.
  std::map<std::string, std::string> digests;
  double seconds = 0;

  /// The lowest position that a fault names; none when none does.
  Position first_bad() const;
};

struct VerifyOptions {
  std::filesystem::path directory{};
  /// As in LedgerOptions. Without a key what is sealed, and law 5, are "not checked".
  std::filesystem::path master_key{};
  /// Sealed groups of events before this one are not opened; none: all are. Everything else is always checked whole.
  Position since{};
  /// Files of tree heads saved elsewhere that the log must contain (`api/json/tree_head.hpp`).
  std::vector<std::filesystem::path> heads{};
  /// Told how far it has come: events checked, newest position.
  std::function<void(Position, Position)> progress{};
};

/// Never changes anything in the folder. The Result is an error only when there is nothing to verify
/// (`read_only`: no ledger there); faults are in the report.
Result<VerifyReport> verify(const VerifyOptions& options);

}  // namespace daybook
