// A ledger's folder: `log/`, `views/`, `keys`, `HEAD`, opened and checked against each other.
#pragma once

#include <functional>
#include <memory>

#include "engine/catch_up.hpp"
#include "engine/files/disk.hpp"
#include "engine/privacy/vault.hpp"
#include "engine/projection.hpp"
#include "engine/store/head.hpp"
#include "engine/store/log.hpp"
#include "engine/store/rows.hpp"
#include "events/time.hpp"

namespace daybook {

/// Makes the projection over rows; `corrupt` when they cannot be read.
using ProjectionFactory = std::function<Result<std::unique_ptr<Projection>>(const Rows&)>;

/// Everything open; members are closed in reverse order.
struct Folder {
  std::unique_ptr<Log> log;
  std::unique_ptr<Vault> vault;
  std::unique_ptr<Head> head;
  std::unique_ptr<Rows> rows;
  std::unique_ptr<Projection> projection;
  Tree tree;
};

/// A new ledger in `directory`, which exists and is empty: all stores, and LedgerOpened as the first event. HEAD comes
/// last: a folder without it is no ledger.
Result<void> create_folder(const Place& directory, const Currency& currency, const Key& master, Clock& clock, Randomness& randomness,
                           const std::string& actor);

/// Opens all stores, catches the views up and checks the log against HEAD. Views that cannot be read, have another layout or belong to
/// another ledger are thrown away and rebuilt; views of this one that the log contradicts are `corrupt`: the log lost something.
/// `read_only` no ledger there · `busy` held by another process · `forbidden` another ledger's master key · `corrupt`.
Result<Folder> open_folder(const Place& directory, const Key& master, Randomness& randomness, const ProjectionFactory& make_projection,
                           const CatchUpOptions& options, const RowsOptions& rows_options = {});

/// Which layout rows have.
enum class RowLayout : std::uint8_t {
  none,   ///< nothing was ever written
  ours,   ///< `views_schema_version`
  other,  ///< another version's: to be rebuilt
};
Result<RowLayout> layout_of(const Rows& rows);

/// Notes today's layout in new rows; false when they have another.
Result<bool> mark_layout(Rows& rows);

/// The log must reach HEAD's position and have its root there; `corrupt` otherwise.
Result<void> check_head(const Log& log, const Anchor& anchor);

}  // namespace daybook
