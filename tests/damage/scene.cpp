#include "tests/damage/scene.hpp"

#include <algorithm>

#include "tests/golden/golden.hpp"
#include "tests/golden/tell.hpp"
#include "tests/support/seeded_randomness.hpp"

namespace daybook::damage {
namespace {

namespace fs = std::filesystem;

void copy_ledger(const fs::path& from, const fs::path& to) { fs::copy(from, to, fs::copy_options::recursive); }

/// A customer with a debt and payments of it, `count` events in frames of different sizes.
void add_events(Ledger& ledger, int count) {
  const CustomerId customer{ledger.submit(CreateCustomer{.first_name = "Pat", .last_name = "Payer", .phone_primary = "5"}).value().id};
  const IssueDebt issue{.customer_id = customer, .debt_type = "loan", .original_amount = {1'000'000}, .issue_date = ledger.now()};
  const DebtId debt{ledger.submit(issue).value().id};
  const RecordPayment payment{.customer_id = customer,
                              .debt_id = debt,
                              .amount = {100},
                              .payment_date = ledger.now(),
                              .status = PaymentStatus::completed,
                              .notes = std::string("at the counter")};
  for (int done = 2; done < count;) {
    const int size = std::min(count - done, 1 + done % 7);
    const std::vector<Request> requests(static_cast<std::size_t>(size), Request{payment, {}});
    for (const auto& answer : ledger.submit(requests)) {
      require(answer.has_value(), "the scene's payments are accepted");
    }
    done += size;
  }
}

}  // namespace

Scene::Scene() {
  make(whole_, 1, older_);
  make(other_, 2, folder_.path() / "other-older");
  const fs::path reading = folder_.path() / "reading";
  copy_ledger(whole_, reading);
  documents_ = golden::documents_of(*Ledger::open(options(reading)).value()).value();
}

void Scene::make(const fs::path& folder, std::uint64_t seed, const fs::path& older) {
  const fs::path live = folder.string() + "-live";
  SeededRandomness randomness(seed);
  LedgerOptions opening = options(live);
  opening.randomness = &randomness;
  auto ledger = golden::tell_story(opening, clock_).value();
  const auto reopen = [&] {
    require(ledger->flush().has_value(), "the views reach the disk");
    ledger.reset();
    ledger = Ledger::open(opening).value();
  };
  reopen();
  add_events(*ledger, 40);
  reopen();
  add_events(*ledger, 80);
  ledger.reset();
  copy_ledger(live, older);
  ledger = Ledger::open(opening).value();
  add_events(*ledger, 60);
  require(ledger->flush().has_value(), "the views reach the disk");
  add_events(*ledger, 30);
  // What is in the write-ahead log now has reached no table, and the newest events no view on disk.
  copy_ledger(live, folder);
}

Judgement judge(Scene& scene, const fs::path& folder, const std::vector<fs::path>& heads) {
  const auto verified = verify({.directory = folder, .heads = heads});
  const bool named = !verified || !verified.value().faults.empty();
  Judgement judgement;
  if (named) {
    judgement.fate = Fate::named;
    judgement.detail = verified ? verified.value().faults.front().detail : verified.error().detail;
  }
  const auto opened = Ledger::open(scene.options(folder));
  if (!opened) {
    if (!named) {
      judgement = {Fate::refused, false, opened.error().detail};
    }
    return judgement;
  }
  const auto documents = golden::documents_of(*opened.value());
  judgement.lies = documents && documents.value() != scene.documents();
  if (!named && (!documents || judgement.lies)) {
    judgement.fate = Fate::silent;
    judgement.detail = documents ? "it says something else now" : documents.error().detail;
  }
  return judgement;
}

}  // namespace daybook::damage
