// make_golden FOLDER: a new golden ledger, for a format that is about to be released. See README.md.
#include <fstream>
#include <iostream>

#include "api/json/command_parser.hpp"
#include "tests/golden/golden.hpp"
#include "tests/golden/story.hpp"
#include "tests/support/seeded_randomness.hpp"
#include "tests/support/test_clock.hpp"

namespace daybook::golden {
namespace {

namespace fs = std::filesystem;

/// Stops at the first answer that is not what the story wants.
Result<void> all_accepted(const std::vector<Result<Receipt>>& answers) {
  for (const auto& answer : answers) {
    BOOST_OUTCOME_TRY(answer);
  }
  return success();
}

Result<void> tell(const Chapter& chapter, Ledger& ledger) {
  std::vector<Request> requests;
  for (const std::string_view line : chapter.lines) {
    BOOST_OUTCOME_TRY(Request request, parse_command(line, {.actor = "golden", .currency = {}, .resolve = {}}));
    requests.push_back(std::move(request));
  }
  return all_accepted(ledger.submit(requests));
}

/// A token that comes and goes, and a look at what is secret.
Result<void> tell_of_access(Ledger& ledger) {
  const CommandEnvelope envelope{.actor = "golden", .reason = "the customer asked"};
  CreateToken create{.role = Role::auditor, .name = "auditor", .expires_at = parse_instant("2026-01-01").value()};
  create.hash.bytes.fill(7);
  BOOST_OUTCOME_TRY(const Receipt created, ledger.submit(create, {.actor = "golden"}));
  BOOST_OUTCOME_TRY(ledger.submit(RevealData{.customer_id = {2}, .fields = {SealedField::ssn}}, envelope));
  BOOST_OUTCOME_TRY(ledger.submit(RevokeToken{.token_id = {created.id}, .hash = create.hash}, {.actor = "golden"}));
  return success();
}

/// A ledger that was closed and opened half way, so that a part of its log is in tables and a part in the write-ahead log.
Result<std::unique_ptr<Ledger>> tell(const LedgerOptions& options, TestClock& clock) {
  const std::vector<Chapter> chapters = story();
  clock.set(chapters.front().now);
  BOOST_OUTCOME_TRY(auto ledger, Ledger::create(options));
  for (std::size_t index = 0; index < chapters.size(); ++index) {
    if (index == chapters.size() / 2) {
      ledger.reset();
      BOOST_OUTCOME_TRY(ledger, Ledger::open(options));
    }
    clock.set(chapters[index].now);
    BOOST_OUTCOME_TRY(tell(chapters[index], *ledger));
  }
  BOOST_OUTCOME_TRY(all_accepted(ledger->submit(imports(), "golden")));
  BOOST_OUTCOME_TRY(tell_of_access(*ledger));
  return ledger;
}

void write_lines(const fs::path& file, const std::vector<std::string>& lines) {
  std::ofstream out(file);
  for (const std::string& line : lines) {
    out << line << '\n';
  }
}

/// What RocksDB writes anew when it opens, and the views, which are rebuilt.
void remove_what_is_not_kept(const fs::path& directory) {
  fs::remove_all(directory / "views");
  for (const fs::directory_entry& entry : fs::directory_iterator(directory / "log")) {
    const std::string name = entry.path().filename();
    if (name.starts_with("OPTIONS") || name == "LOCK") {
      fs::remove(entry);
    }
  }
}

Result<void> make_golden(const fs::path& directory) {
  TestClock clock;
  SeededRandomness randomness(1);
  const LedgerOptions options{.directory = directory / "ledger", .actor = "golden", .clock = &clock, .randomness = &randomness};
  BOOST_OUTCOME_TRY(auto ledger, tell(options, clock));
  write_lines(directory / "documents", documents_of(*ledger));
  ledger.reset();
  write_lines(directory / "digests", digests_of(options.directory));
  remove_what_is_not_kept(options.directory);
  return success();
}

}  // namespace
}  // namespace daybook::golden

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: make_golden FOLDER\n";
    return 2;
  }
  const auto made = daybook::golden::make_golden(argv[1]);
  if (!made) {
    std::cerr << to_text(made.error().code) << ": " << made.error().detail << '\n';
  }
  return made ? 0 : 1;
}
