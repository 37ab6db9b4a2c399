#include "tests/golden/tell.hpp"

#include "api/json/command_parser.hpp"
#include "tests/golden/story.hpp"

namespace daybook::golden {
namespace {

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

}  // namespace

Result<std::unique_ptr<Ledger>> tell_story(const LedgerOptions& options, TestClock& clock) {
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

}  // namespace daybook::golden
