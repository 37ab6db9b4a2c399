#include "api/open.hpp"

#include <cstdlib>
#include <unistd.h>

#include "projections/views.hpp"

namespace daybook {
namespace {

namespace fs = std::filesystem;

Randomness& randomness_of(const LedgerOptions& options) {
  return options.randomness == nullptr ? system_randomness() : *options.randomness;
}
Clock& clock_of(const LedgerOptions& options) { return options.clock == nullptr ? system_clock() : *options.clock; }

/// The folder exists, is the owner's alone when it is new, and holds nothing but perhaps the master key.
Result<void> make_empty_folder(const fs::path& directory, const fs::path& key_file) {
  std::error_code failure;
  if (fs::create_directories(directory, failure)) {
    fs::permissions(directory, fs::perms::owner_all, failure);
  }
  if (failure) {
    return error(ErrorCode::invalid_field, "cannot make " + directory.string() + ": " + failure.message(), "/directory");
  }
  for (const fs::directory_entry& entry : fs::directory_iterator(directory, failure)) {
    if (!fs::equivalent(entry.path(), key_file, failure)) {
      return error(ErrorCode::invalid_field, directory.string() + " is not empty", "/directory");
    }
  }
  return success();
}

/// Where a service manager leaves keys for this process; empty when it does not.
fs::path credentials_directory() {
  const char* given = std::getenv("CREDENTIALS_DIRECTORY");
  return given == nullptr ? fs::path() : fs::path(given);
}

/// systemd lets a service in by an access list, whose mask then stands where the group's permissions do: mode 0440.
Result<Key> load_key(const fs::path& key_file) {
  const fs::path credentials = credentials_directory();
  std::error_code failure;
  const bool is_credential = !credentials.empty() && fs::equivalent(fs::absolute(key_file).parent_path(), credentials, failure);
  return load_master_key(key_file, is_credential ? KeyReaders::owner_and_group : KeyReaders::owner);
}

template <class Fact>
concept Imported = requires(const Fact& fact) {
  fact.origin;
  fact.row;
};

/// The customer and the debt that an imported row, or its event, belongs to.
struct ParentsOf {
  template <class Fact>
  std::pair<CustomerId, DebtId> operator()(const Fact& fact) const {
    std::pair<CustomerId, DebtId> parents;
    if constexpr (Imported<Fact>) {
      if constexpr (requires { fact.row.phone_primary; } || requires { fact.row.key_id; }) {
        return parents;
      } else {
        parents.first = fact.row.customer_id;
      }
      if constexpr (requires { fact.row.payment_date; }) {
        parents.second = fact.row.debt_id;
      }
    }
    return parents;
  }
};

}  // namespace

fs::path master_key_file(const fs::path& option, const fs::path& directory) {
  if (!option.empty()) {
    return option;
  }
  const fs::path credentials = credentials_directory();
  if (!credentials.empty() && fs::exists(credentials / "daybook.key")) {
    return credentials / "daybook.key";
  }
  return directory / "master.key";
}

Result<std::unique_ptr<Projection>> make_views(const Rows& rows) {
  BOOST_OUTCOME_TRY(auto views, Views::open(rows));
  return std::unique_ptr<Projection>(std::move(views));
}

Result<void> create_ledger_folder(const LedgerOptions& options) {
  const fs::path key_file = master_key_file(options.master_key, options.directory);
  BOOST_OUTCOME_TRY(make_empty_folder(options.directory, key_file));
  Randomness& randomness = randomness_of(options);
  const bool own_key = key_file == options.directory / "master.key" && !fs::exists(key_file);
  BOOST_OUTCOME_TRY(const Key master, own_key ? create_master_key(key_file, randomness) : load_key(key_file));
  return create_folder({options.directory, options.disk}, options.currency, master, clock_of(options), randomness, options.actor);
}

Result<Folder> open_ledger_folder(const LedgerOptions& options) {
  std::error_code failure;
  if (!fs::exists(options.directory / "HEAD", failure) && !fs::exists(options.directory / "log", failure)) {
    return error(ErrorCode::read_only, "no ledger in " + options.directory.string());
  }
  BOOST_OUTCOME_TRY(const Key master, load_key(master_key_file(options.master_key, options.directory)));
  CatchUpOptions catch_up;
  catch_up.progress = options.progress;
  const auto make = [&options](const Rows& rows) -> Result<std::unique_ptr<Projection>> {
    BOOST_OUTCOME_TRY(auto views, Views::open(rows, options.cached_bytes_max));
    return std::unique_ptr<Projection>(std::move(views));
  };
  return open_folder({options.directory, options.disk}, master, randomness_of(options), make, catch_up,
                     {.changes_bytes_max = options.changed_rows_bytes_max});
}

Result<std::unique_ptr<Vault>> open_vault(const LedgerOptions& options) {
  Randomness& randomness = randomness_of(options);
  BOOST_OUTCOME_TRY(const Key master, load_key(master_key_file(options.master_key, options.directory)));
  BOOST_OUTCOME_TRY(auto keyring, Keyring::open(options.directory / "keys", master, randomness, KeyringAccess::read_only));
  return std::make_unique<Vault>(std::move(keyring), randomness);
}

Result<LogAndKeys> open_log_and_keys(const LedgerOptions& options, LogAccess access) {
  std::error_code failure;
  if (!fs::exists(options.directory / "HEAD", failure) && !fs::exists(options.directory / "log", failure)) {
    return error(ErrorCode::read_only, "no ledger in " + options.directory.string());
  }
  LogAndKeys source;
  // Before the log: a live holder's HEAD never passes a log that is opened later.
  BOOST_OUTCOME_TRY(const auto head, read_head(options.directory / "HEAD"));
  BOOST_OUTCOME_TRY(source.log, Log::open(options.directory / "log", access));
  BOOST_OUTCOME_TRY(check_head(*source.log, head.anchor));
  BOOST_OUTCOME_TRY(source.vault, open_vault(options));
  return source;
}

Result<bool> is_same_row(const Vault& vault, const Event& imported, const Import& row, const Digest& digest) {
  if (std::visit(ParentsOf{}, imported) != std::visit(ParentsOf{}, row)) {
    return false;
  }
  return std::visit(
      [&](const auto& event) -> Result<bool> {
        if constexpr (Imported<decltype(event)>) {
          if (event.origin.body_digest) {
            return *event.origin.body_digest == digest;
          }
          BOOST_OUTCOME_TRY(const Group group, vault.open(GroupKind::personal, event.row.personal));
          const auto stored = group.find(SealedField::body_digest);
          return stored != group.end() && stored->second == digest.view();
        } else {
          return false;
        }
      },
      imported);
}

}  // namespace daybook
