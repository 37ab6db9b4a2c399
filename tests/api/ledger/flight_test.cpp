// Many commands at once: threads, asynchronous submissions, bounds, and snapshots beside them.
#include <algorithm>
#include <atomic>
#include <future>
#include <mutex>
#include <set>
#include <thread>

#include "engine/engine.hpp"
#include "tests/api/ledger/fixture.hpp"

namespace daybook {
namespace {

TEST_F(LedgerTest, takes_commands_from_many_threads) {
  const CustomerId id = customer();
  const DebtId owed = debt(id, 1'000'000);
  std::atomic<int> accepted = 0;
  {
    std::vector<std::jthread> threads;
    threads.reserve(8);
    for (int t = 0; t < 8; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < 25; ++i) {
          RecordPayment paid = payment(id, owed, 100);
          paid.transaction_id = std::to_string(t) + "-" + std::to_string(i);
          accepted += ledger_->submit(paid).has_value() ? 1 : 0;
        }
      });
    }
  }
  EXPECT_EQ(accepted, 200);
  EXPECT_EQ(row(owed).current_balance, Money{1'000'000 - 200 * 100});
  EXPECT_EQ(ledger_->snapshot().summary(id).value().payment_count, 200U);
}

TEST_F(LedgerTest, answers_asynchronous_submissions) {
  std::promise<std::vector<Result<Receipt>>> answered;
  ledger_->submit({{CreateCustomer{.first_name = "A", .last_name = "B", .phone_primary = "1"}}},
                  [&](std::vector<Result<Receipt>> receipts) { answered.set_value(std::move(receipts)); });
  const auto receipts = answered.get_future().get();
  ASSERT_EQ(receipts.size(), 1U);
  EXPECT_EQ(receipts.front().value().id, 1U);
}

TEST_F(LedgerTest, lists_a_long_history_page_by_page) {
  const CustomerId id = customer();
  const DebtId owed = debt(id, 1'000'000);
  for (std::uint64_t number = 1; number <= 200; ++number) {
    accept(payment(id, owed, 1));
  }
  reopen();
  const Snapshot now = ledger_->snapshot();
  for (const std::size_t page : {1U, 7U, 64U, 500U}) {
    std::vector<std::uint64_t> ids;
    ListQuery query{.debt = owed, .limit = page};
    while (true) {
      const auto payments = now.payments(query).value();
      if (payments.empty()) {
        break;
      }
      for (const PaymentRow& row : payments) {
        ids.push_back(row.id.value);
      }
      query.after = ids.back();
    }
    ASSERT_EQ(ids.size(), 200U) << page;
    for (std::uint64_t number = 1; number <= ids.size(); ++number) {
      EXPECT_EQ(ids[number - 1], number);
    }
  }
  const auto history = now.events({.debt = owed, .from = Position{100}, .to = Position{150}}).value();
  ASSERT_EQ(history.size(), 51U);
  EXPECT_EQ(history.front().record.envelope.position, Position{100});
}

TEST_F(LedgerTest, keeps_a_snapshot_as_it_was_while_payments_go_on) {
  const CustomerId id = customer();
  const DebtId owed = debt(id, 1'000'000);
  std::vector<Snapshot> snapshots;
  for (std::int64_t number = 0; number < 100; ++number) {
    snapshots.push_back(ledger_->snapshot());
    accept(payment(id, owed, 1));
    if (number == 50) {
      ASSERT_TRUE(ledger_->flush());
    }
  }
  for (std::int64_t number = 0; number < 100; ++number) {
    const Snapshot& then = snapshots[static_cast<std::size_t>(number)];
    EXPECT_EQ(then.row(owed).value().current_balance, Money{1'000'000 - number});
    EXPECT_EQ(then.portfolio().value().payment_count, static_cast<std::uint64_t>(number));
    EXPECT_EQ(then.payments({.debt = owed}).value().size(), static_cast<std::size_t>(number));
  }
}

TEST_F(LedgerTest, answers_asynchronous_submissions_of_many_threads_in_their_order) {
  const CustomerId id = customer();
  const DebtId owed = debt(id, 100'000'000);
  constexpr int submissions = 50;
  std::atomic<std::uint64_t> answered = 0;
  std::vector<std::jthread> threads;
  threads.reserve(4);
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&, thread] {
      auto last = std::make_shared<Position>();
      for (int number = 0; number < submissions; ++number) {
        std::vector<Request> requests(static_cast<std::size_t>(1 + (thread * number) % 40), Request{payment(id, owed, 1), {}});
        ledger_->submit(std::move(requests), [&answered, last](std::vector<Result<Receipt>> answers) {
          for (const auto& answer : answers) {
            ASSERT_TRUE(answer);
            EXPECT_GT(answer.value().position, *last);
            *last = answer.value().position;
            ++answered;
          }
        });
      }
    });
  }
  threads.clear();
  close();
  reopen();
  EXPECT_EQ(ledger_->snapshot().portfolio().value().payment_count, answered);
}

TEST_F(LedgerTest, decides_asynchronous_submissions_in_order_also_when_one_is_prepared_again) {
  // What is sealed for a customer of the same submission is prepared again once that customer is there.
  constexpr std::int64_t customers = 30;
  std::vector<ErrorCode> refusals;
  const auto note_refusals = [&refusals](const std::vector<Result<Receipt>>& answers) {
    for (const auto& answer : answers) {
      if (!answer) {
        refusals.push_back(answer.error().code);
      }
    }
  };
  for (std::uint64_t number = 1; number <= customers; ++number) {
    IssueDebt issued = issue({number});
    issued.account_number = "LN-" + std::to_string(number);
    ledger_->submit({Request{CreateCustomer{.first_name = "A", .last_name = "B", .phone_primary = "1"}, {}}, Request{issued, {}},
                     Request{FreezeCustomer{.customer_id = CustomerId{number}}, {}}},
                    note_refusals);
    ledger_->submit(std::vector<Request>(20, Request{payment({number}, {number}, 10), {}}), note_refusals);
  }
  close();
  EXPECT_EQ(refusals, std::vector<ErrorCode>{});
  reopen();
  EXPECT_EQ(ledger_->snapshot().portfolio().value().payment_count, 20U * customers);
}

TEST_F(LedgerTest, refuses_or_waits_when_too_much_is_in_flight) {
  const CustomerId id = customer();
  const DebtId owed = debt(id, 100'000'000);
  close();
  LedgerOptions few = options();
  few.in_flight_commands_max = 10;
  ledger_ = std::move(Ledger::open(few)).value();
  std::promise<void> first_answered;
  std::promise<void> go_on;
  ledger_->submit(std::vector<Request>(10, Request{payment(id, owed, 1), {}}), [&](std::vector<Result<Receipt>> answers) {
    EXPECT_TRUE(answers.back());
    first_answered.set_value();
    go_on.get_future().wait();
  });
  first_answered.get_future().wait();
  std::promise<ErrorCode> refused;
  ledger_->submit({Request{payment(id, owed, 1), {}}},
                  [&](std::vector<Result<Receipt>> answers) { refused.set_value(answers.front().error().code); },
                  {.when_full = WhenFull::refuse});
  EXPECT_EQ(refused.get_future().get(), ErrorCode::busy);
  std::vector<Request> tried(1, Request{payment(id, owed, 1), {}});
  EXPECT_FALSE(ledger_->try_submit(tried, [](const auto&) { FAIL() << "nothing was submitted"; }, {}));
  EXPECT_EQ(tried.size(), 1U);
  std::jthread waiting([&] { EXPECT_TRUE(ledger_->submit(payment(id, owed, 1))); });
  go_on.set_value();
  waiting.join();
  EXPECT_EQ(ledger_->snapshot().portfolio().value().payment_count, 11U);
  // More than all room is let in alone.
  const std::vector<Request> many(25, Request{payment(id, owed, 1), {}});
  EXPECT_TRUE(ledger_->submit(many).back());
}

TEST_F(LedgerTest, decides_and_writes_on_the_thread_of_who_asks_for_it) {
  const CustomerId id = customer();
  const DebtId owed = debt(id, 1'000);
  std::vector<Request> requests{{payment(id, owed, 1), {}}};
  std::optional<std::thread::id> answerer;
  ASSERT_TRUE(ledger_->try_submit(requests,
                                  [&](const std::vector<Result<Receipt>>& answers) {
                                    EXPECT_TRUE(answers.front());
                                    answerer = std::this_thread::get_id();
                                  },
                                  {.may_overtake = true, .answers_at_once = true, .on_this_thread = true}));
  EXPECT_EQ(answerer, std::this_thread::get_id()) << "before the call returned";
  EXPECT_EQ(ledger_->snapshot().portfolio().value().payment_count, 1U);
}

TEST_F(LedgerTest, answers_at_once_what_takes_no_reading_and_the_rest_too) {
  const CustomerId id = customer();
  const DebtId owed = debt(id, 100'000'000);
  // Accepted, refused before and after deciding, replayed, and only tried.
  std::vector<Request> requests{{payment(id, owed, 1), {.idempotency_key = "k"}}};
  for (int round = 0; round < 2; ++round) {
    std::promise<std::vector<Result<Receipt>>> answered;
    ASSERT_TRUE(ledger_->try_submit(requests, [&](std::vector<Result<Receipt>> answers) { answered.set_value(std::move(answers)); },
                                    {.answers_at_once = true}));
    const auto answers = answered.get_future().get();
    ASSERT_TRUE(answers.front());
    EXPECT_EQ(answers.front().value().replayed, round == 1);
    if (round == 1) {
      EXPECT_EQ(answers[1].error().code, ErrorCode::debt_not_found);
      EXPECT_EQ(answers[2].error().code, ErrorCode::invalid_field);
      EXPECT_EQ(answers[3].value().would.size(), 1U);
    }
    requests = {{payment(id, owed, 1), {.idempotency_key = "k"}},
                {payment(id, DebtId{99}, 1), {}},
                {payment(id, owed, 0), {}},
                {payment(id, owed, 1), {.dry_run = true}}};
  }
}

/// Which threads asked for the time: whoever prepares, and whoever decides.
class WatchedClock final : public Clock {
 public:
  Instant now() override {
    const std::lock_guard lock(mutex_);
    asked_.insert(std::this_thread::get_id());
    return parse_instant("2025-03-01T12:00:00Z").value();
  }
  std::set<std::thread::id> asked() {
    const std::lock_guard lock(mutex_);
    return std::exchange(asked_, {});
  }

 private:
  std::mutex mutex_;
  std::set<std::thread::id> asked_;
};

TEST_F(LedgerTest, decides_on_the_thread_of_who_waits_alone) {
  close();
  WatchedClock clock;
  LedgerOptions watched = options();
  watched.clock = &clock;
  ledger_ = std::move(Ledger::open(watched)).value();
  clock.asked();
  const CreateCustomer create{.first_name = "A", .last_name = "B", .phone_primary = "1"};
  ASSERT_TRUE(ledger_->submit(create));
  EXPECT_EQ(clock.asked(), std::set{std::this_thread::get_id()});
  std::promise<void> answered;
  ledger_->submit({{create, {}}}, [&](const std::vector<Result<Receipt>>&) { answered.set_value(); });
  answered.get_future().wait();
  EXPECT_TRUE(std::ranges::any_of(clock.asked(), [](std::thread::id id) { return id != std::this_thread::get_id(); }));
  close();
}

/// How many records the longest frame from `first` on has.
std::size_t longest_frame(const std::filesystem::path& data, Position first) {
  const auto log = Log::open(data / "log", LogAccess::files_only).value();
  const auto cursor = log->scan(first).value();
  std::size_t longest = 0;
  while (const auto frame = cursor->next().value()) {
    longest = std::max(longest, FrameReader::open(frame->bytes).value().size());
  }
  return longest;
}

TEST_F(LedgerTest, keeps_the_frames_of_a_long_submission_short_while_small_ones_come) {
  const CustomerId id = customer();
  const DebtId owed = debt(id, 100'000'000);
  const std::vector<Request> many(2 * Engine::short_frame_records_max, Request{payment(id, owed, 1), {}});
  // Nobody has come for a while: what is submitted at once is one frame.
  std::this_thread::sleep_for(std::chrono::milliseconds(1'200));
  const Position alone{ledger_->position().value + 1};
  ledger_->submit(many, [](const auto&) {});
  close();
  EXPECT_EQ(longest_frame(options().directory, alone), many.size());
  reopen();
  const Position beside{accept(payment(id, owed, 1)).position.value + 1};
  ledger_->submit(many, [](const auto&) {});
  close();
  EXPECT_EQ(longest_frame(options().directory, beside), Engine::short_frame_records_max);
}

}  // namespace
}  // namespace daybook
