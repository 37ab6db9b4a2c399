// The caller's share of a command: validate, digest and seal, so that the sequencer does no cryptography.
#pragma once

#include <memory>
#include <string>

#include "api/ledger.hpp"
#include "engine/engine.hpp"

namespace daybook {

/// The canonical bytes of a command's body: its name and the fields as given, parsed, before defaults.
std::string body_of(const Command& command);
/// The same for a row of the old database, without its payments.
std::string body_of(const Import& import);

/// The id in the command's first required field.
std::uint64_t first_id(const Command& command);

/// Seals commands for one ledger. Any thread; keeps nothing between commands.
class Preparer {
 public:
  Preparer(Engine& engine, const Currency& currency) : engine_(engine), currency_(currency) {}

  /// Field errors of the command and its envelope, folded into one; success when there are none.
  static Result<void> check(const Request& request);
  static Result<void> check(const Import& import);
  static Result<void> check(const LedgerCommand& command, const CommandEnvelope& envelope);

  /// Makes `prepared` ready to be decided; it points into what it was prepared from. Errors as `Vault::seal`, and those of reading
  /// the views.
  Result<void> prepare(const Request& request, PreparedCommand& prepared) const;
  /// Seals the row where it is.
  Result<void> prepare(Import& import, const std::string& actor, PreparedCommand& prepared) const;
  Result<void> prepare(const LedgerCommand& command, const CommandEnvelope& envelope, PreparedCommand& prepared) const;

  Digest digest(const Command& command) const { return engine_.vault().digest(body_of(command)); }
  Digest digest(const Import& import) const { return engine_.vault().digest(body_of(import)); }

 private:
  Engine& engine_;
  Currency currency_;
};

}  // namespace daybook
