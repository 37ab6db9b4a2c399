// Equal commands make equal ledgers, and equal logs equal views: whatever the batches, the threads, the place and the restarts.
#include <clocale>
#include <cstdlib>
#include <ctime>
#include <gtest/gtest.h>
#include <locale>
#include <random>
#include <thread>

#include "api/replay.hpp"
#include "api/verify.hpp"
#include "engine/privacy/randomness.hpp"
#include "tests/simulation/clients.hpp"
#include "tests/simulation/shown.hpp"
#include "tests/support/generator.hpp"
#include "tests/support/spec_text.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/test_clock.hpp"

namespace daybook::simulation {
namespace {

/// Gives the same bytes always, so that what is sealed depends on what it says alone, not on what was sealed before it.
class NoRandomness final : public Randomness {
 public:
  void fill(std::span<std::uint8_t> bytes) override { std::ranges::fill(bytes, std::uint8_t{7}); }
};

/// Another time zone, and numbers written as nobody should write them: "1.234,5".
class Abroad {
 public:
  Abroad() {
    setenv("TZ", "Pacific/Auckland", 1);
    tzset();
    std::setlocale(LC_ALL, "C.UTF-8");
    std::locale::global(std::locale(std::locale::classic(), new Numbers));
  }
  Abroad(const Abroad&) = delete;
  Abroad& operator=(const Abroad&) = delete;
  ~Abroad() {
    unsetenv("TZ");
    tzset();
    std::setlocale(LC_ALL, "C");
    std::locale::global(std::locale::classic());
  }

 private:
  class Numbers final : public std::numpunct<char> {
   protected:
    char do_decimal_point() const override { return ','; }
    char do_thousands_sep() const override { return '.'; }
    std::string do_grouping() const override { return "\3"; }
  };
};

using Digests = std::map<std::string, std::string>;

class Determinism : public testing::Test {
 protected:
  LedgerOptions options(const std::string& name) {
    return {.directory = folder_.path() / name, .clock = &clock_, .randomness = &randomness_};
  }
  std::unique_ptr<Ledger> created(const std::string& name) { return Ledger::create(options(name)).value(); }

  Digests replayed(const std::string& name, const ReplayOptions& how) {
    ReplayOptions aside = how;
    aside.into = folder_.path() / ("replay-" + std::to_string(++replays_));
    return replay(options(name), aside).value().digests;
  }
  /// Of its log and its views, which are found to be whole.
  Digests digests(const std::string& name) {
    const VerifyReport report = verify({.directory = folder_.path() / name}).value();
    EXPECT_TRUE(report.faults.empty()) << report.faults.front().detail;
    Digests digests = report.digests;
    digests["log"] = report.root;
    return digests;
  }

  TempFolder folder_;
  TestClock clock_;
  NoRandomness randomness_;
  int replays_ = 0;
};

/// Requests of a seed, those that create customers first: these draw keys, whose numbers then do not depend on the batches.
std::vector<Asked> requests_of(std::uint64_t seed, std::size_t count) {
  std::vector<Asked> asked;
  for (const Step& step : generate(seed, count)) {
    asked.push_back({asked.size() + 1, step.request});
  }
  std::ranges::stable_partition(asked, [](const Asked& one) { return std::holds_alternative<CreateCustomer>(one.request.command); });
  return asked;
}

/// Submits in batches of that size, restarting now and then once all customers are there; the answers.
std::vector<model::Answer> submit_in_batches(std::unique_ptr<Ledger>& ledger, const LedgerOptions& options, std::span<const Asked> asked,
                                             std::size_t size) {
  std::mt19937_64 random(size);
  std::vector<model::Answer> answers;
  for (std::size_t begin = 0; begin < asked.size(); begin += size) {
    for (Heard& heard : submit_together(*ledger, asked.subspan(begin, std::min(size, asked.size() - begin)))) {
      answers.push_back(std::move(heard.answer));
    }
    if (!std::holds_alternative<CreateCustomer>(asked[begin].request.command) && random() % asked.size() < 4 * size) {
      ledger.reset();
      ledger = Ledger::open(options).value();
    }
  }
  return answers;
}

TEST_F(Determinism, of_batches_and_restarts) {
  clock_.set("2026-01-01");
  for (std::uint64_t seed = 1; seed <= 2; ++seed) {
    const std::vector<Asked> asked = requests_of(seed, 350);
    std::vector<model::Answer> answers;
    Digests expected;
    for (const std::size_t size : {std::size_t{1'000}, std::size_t{7}, std::size_t{1}}) {
      const std::string name = "ledger-" + std::to_string(seed) + '-' + std::to_string(size);
      auto ledger = created(name);
      const std::vector<model::Answer> found = submit_in_batches(ledger, options(name), asked, size);
      ledger.reset();
      if (expected.empty()) {
        answers = found;
        expected = digests(name);
      }
      ASSERT_EQ(found.size(), answers.size());
      for (std::size_t index = 0; index < found.size(); ++index) {
        EXPECT_EQ(found[index], answers[index]) << "seed " << seed << ", batches of " << size << ", request " << index;
      }
      EXPECT_EQ(digests(name), expected) << "seed " << seed << ", batches of " << size;
    }
  }
}

TEST_F(Determinism, of_replays_from_the_start_and_from_anywhere) {
  clock_.set("2026-01-01");
  auto ledger = created("ledger");
  static_cast<void>(submit_in_batches(ledger, options("ledger"), requests_of(11, 500), 23));
  const std::uint64_t newest = ledger->snapshot().position().value;
  ASSERT_GT(newest, 150U);
  ledger.reset();
  const Digests whole = replayed("ledger", {});
  for (const std::size_t batch : {std::size_t{1}, std::size_t{7}, std::size_t{1'000}}) {
    EXPECT_EQ(replayed("ledger", {.batch_events = batch}), whole) << "batches of " << batch;
  }
  std::mt19937_64 random(5);
  for (int round = 0; round < 6; ++round) {
    const Position checkpoint{1 + random() % newest};
    std::filesystem::remove_all(folder_.path() / "ledger" / "views");
    ASSERT_TRUE(replay(options("ledger"), {.into = folder_.path() / "ledger" / "views", .until = checkpoint}).has_value());
    ledger = Ledger::open(options("ledger")).value();
    ledger.reset();
    Digests found = digests("ledger");
    found.erase("log");
    EXPECT_EQ(found, whole) << "from position " << checkpoint.value;
  }
}

TEST_F(Determinism, of_time_zone_and_locale) {
  clock_.set("2026-01-01");
  const std::vector<Asked> asked = requests_of(12, 300);
  auto home = created("home");
  const std::vector<model::Answer> answers = submit_in_batches(home, options("home"), asked, 50);
  home.reset();
  const Digests expected = digests("home");
  const Abroad abroad;
  // What the standard library makes of it: the test is in force.
  EXPECT_EQ((std::ostringstream() << 12'345).str(), "12.345");
  auto other = created("other");
  EXPECT_EQ(submit_in_batches(other, options("other"), asked, 50), answers);
  other.reset();
  EXPECT_EQ(digests("other"), expected);
  EXPECT_EQ(digests("home"), expected);
}

/// What a customer's commands came to, with rows by their place among the customer's own.
struct Portrait {
  model::Customer customer;
  model::CustomerSummary summary;
  std::vector<model::Debt> debts;
  std::vector<model::Payment> payments;
  std::vector<std::pair<std::string_view, std::uint64_t>> events;
  friend bool operator==(const Portrait&, const Portrait&) = default;
};

Portrait portrait(const Snapshot& snapshot, CustomerId id) {
  Portrait portrait{in_model_terms(snapshot.row(id).value()), in_model_terms(snapshot.summary(id).value()), {}, {}, {}};
  portrait.summary.position = 0;
  const std::vector<DebtRow> debts = snapshot.debts({.customer = id}).value();
  const std::vector<PaymentRow> payments = snapshot.payments({.customer = id}).value();
  const std::vector<EventDetails> events = snapshot.events({.customer = id}).value();
  std::map<model::Id, model::Id> places;
  for (const DebtRow& row : debts) {
    model::Debt debt = in_model_terms(row);
    debt.id = places[debt.id] = places.size() + 1;
    portrait.debts.push_back(debt);
  }
  for (const PaymentRow& row : payments) {
    model::Payment payment = in_model_terms(row);
    payment.id = portrait.payments.size() + 1;
    payment.debt_id = places.at(payment.debt_id);
    portrait.payments.push_back(payment);
  }
  for (const EventDetails& event : events) {
    portrait.events.emplace_back(name_of(event.record.event), event.record.envelope.version.value);
  }
  return portrait;
}

/// A customer's story: debts, payments, refunds, adjustments and changes of profile. Ids come from the answers.
void tell(Ledger& ledger, CustomerId customer) {
  std::mt19937_64 random(customer.value);
  const Instant issued = parse_instant("2025-01-01").value();
  const auto id_of = [&](Command command) { return ledger.submit(std::move(command), {.reason = "because"}).value().id; };
  std::vector<DebtId> debts;
  std::vector<PaymentId> payments;
  for (int step = 0; step < 30; ++step) {
    const auto amount = Money{static_cast<std::int64_t>(1 + random() % 400)};
    const std::uint64_t dice = debts.empty() ? 0 : random() % 5;
    const DebtId debt = debts.empty() ? DebtId{} : debts[random() % debts.size()];
    if (dice == 0) {
      debts.push_back({id_of(IssueDebt{.customer_id = customer, .debt_type = "loan", .original_amount = amount, .issue_date = issued})});
    } else if (dice < 3) {
      payments.push_back({id_of(RecordPayment{.customer_id = customer,
                                              .debt_id = debt,
                                              .amount = amount,
                                              .payment_date = issued,
                                              .status = PaymentStatus::completed,
                                              .notes = std::string("paid")})});
    } else if (dice == 3 && !payments.empty()) {
      // Refused when it is refunded already.
      static_cast<void>(ledger.submit(RefundPayment{.payment_id = payments[random() % payments.size()]}));
    } else {
      static_cast<void>(ledger.submit(UpdateCustomer{.customer_id = customer, .city = std::to_string(amount.minor)}));
    }
  }
}

TEST_F(Determinism, of_threads_with_customers_of_their_own) {
  constexpr std::uint64_t customers = 6;
  const auto with_customers = [&](const std::string& name) {
    auto ledger = created(name);
    for (std::uint64_t id = 1; id <= customers; ++id) {
      EXPECT_TRUE(ledger->submit(CreateCustomer{.first_name = "A", .last_name = "B", .phone_primary = std::to_string(id)}).has_value());
    }
    return ledger;
  };
  const auto tell_from = [&](Ledger& ledger, std::uint64_t first, std::uint64_t step) {
    for (std::uint64_t id = first; id <= customers; id += step) {
      tell(ledger, CustomerId{id});
    }
  };
  const auto one = with_customers("one");
  tell_from(*one, 1, 1);
  const auto two = with_customers("two");
  {
    const std::jthread odd([&] { tell_from(*two, 1, 2); });
    const std::jthread even([&] { tell_from(*two, 2, 2); });
  }
  for (std::uint64_t id = 1; id <= customers; ++id) {
    EXPECT_EQ(portrait(two->snapshot(), CustomerId{id}), portrait(one->snapshot(), CustomerId{id})) << id;
  }
  EXPECT_EQ(spec::describe(in_model_terms(two->snapshot().portfolio().value())),
            spec::describe(in_model_terms(one->snapshot().portfolio().value())));
}

}  // namespace
}  // namespace daybook::simulation
