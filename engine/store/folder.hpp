// The files of a RocksDB folder, seen from outside: which there are, and whether the ones RocksDB trusts too much are whole.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/files/disk.hpp"
#include "events/result.hpp"

namespace daybook {

/// What a writer changes in its folder when data moves from one file to another. While it stays the same, all of it can be found.
struct FolderState {
  /// The MANIFEST that CURRENT names, and how long it is.
  std::string manifest;
  std::uint64_t manifest_bytes = 0;
  /// Names of the WAL files, in order.
  std::vector<std::string> wals;

  friend bool operator==(const FolderState&, const FolderState&) = default;
};

/// `corrupt` when CURRENT is missing or damaged, or the MANIFEST it names is missing.
Result<FolderState> look_at_folder(const Place& directory);

/// Checks the framing of each WAL in `directory` and of the MANIFEST; also beside a writer: a file that vanishes meanwhile was
/// obsolete. `corrupt` names file and offset.
Result<void> check_folder_framing(const Place& directory);

}  // namespace daybook
