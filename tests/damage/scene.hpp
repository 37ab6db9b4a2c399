// A ledger to be hurt, with everything in its folder that a ledger can have: tables and a write-ahead log, views on disk and behind the
// log, keys, HEAD, and older and foreign copies to mix it up with.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "api/ledger.hpp"
#include "api/verify.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/test_clock.hpp"

namespace daybook::damage {

/// Built once; its folders stay as they are. Closed folders, but `whole`, which was copied from under its holder.
class Scene {
 public:
  Scene();

  /// The ledger as it is.
  const std::filesystem::path& whole() const { return whole_; }
  /// The same ledger some events earlier.
  const std::filesystem::path& older() const { return older_; }
  /// Another ledger, with the same number of events.
  const std::filesystem::path& other() const { return other_; }
  /// All that can be read of `whole`.
  const std::vector<std::string>& documents() const { return documents_; }

  LedgerOptions options(const std::filesystem::path& folder) { return {.directory = folder, .clock = &clock_}; }

 private:
  void make(const std::filesystem::path& folder, std::uint64_t seed, const std::filesystem::path& older);

  TempFolder folder_;
  std::filesystem::path whole_ = folder_.path() / "whole";
  std::filesystem::path older_ = folder_.path() / "older";
  std::filesystem::path other_ = folder_.path() / "other";
  TestClock clock_;
  std::vector<std::string> documents_;
};

/// What became of a damaged folder.
enum class Fate : std::uint8_t {
  named,    ///< `verify` names it
  refused,  ///< `verify` sees nothing, but it does not open
  equal,    ///< neither, and all that can be read is what it was
  silent,   ///< neither, and something else is read, or nothing can be
};

struct Judgement {
  Fate fate = Fate::equal;
  /// It opens and says something else than it did, whether `verify` names it or not.
  bool lies = false;
  std::string detail;
};

/// Verifies, opens and reads `folder`, a copy of the scene's ledger.
Judgement judge(Scene& scene, const std::filesystem::path& folder, const std::vector<std::filesystem::path>& heads = {});

}  // namespace daybook::damage
