// kill -9 in the middle of an ingest, again and again: everything acknowledged is there, once.
#include <csignal>
#include <cstdio>
#include <random>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "api/verify.hpp"
#include "tests/api/ledger/fixture.hpp"

namespace daybook {
namespace {

constexpr int kills = 20;

/// Starts the child, lets it run for a while, kills it; returns the last payment it acknowledged, or `first - 1`.
std::uint64_t run_and_kill(const std::filesystem::path& data, std::uint64_t first, std::chrono::milliseconds lifetime) {
  int pipe_ends[2];
  EXPECT_EQ(pipe(pipe_ends), 0);
  const pid_t child = fork();
  if (child == 0) {
    dup2(pipe_ends[1], STDOUT_FILENO);
    close(pipe_ends[0]);
    close(pipe_ends[1]);
    execl(DAYBOOK_CRASH_CHILD, DAYBOOK_CRASH_CHILD, data.c_str(), std::to_string(first).c_str(), nullptr);
    _exit(127);
  }
  close(pipe_ends[1]);
  std::this_thread::sleep_for(lifetime);
  kill(child, SIGKILL);
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status)) << "the child ended by itself";
  std::uint64_t acknowledged = first - 1;
  FILE* answers = fdopen(pipe_ends[0], "r");
  for (unsigned long long number = 0; std::fscanf(answers, "%llu", &number) == 1;) {
    acknowledged = number;
  }
  std::fclose(answers);
  return acknowledged;
}

TEST_F(LedgerTest, loses_nothing_acknowledged_when_killed) {
  for (std::uint64_t n = 1; n <= 10; ++n) {
    debt(customer(), 1'000'000'000);
  }
  close();
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  std::uint64_t acknowledged = 0;
  for (int round = 0; round < kills; ++round) {
    // Payments after the last acknowledged one may be there or not: their keys tell, so they are simply sent again.
    acknowledged = run_and_kill(folder_.path() / "data", acknowledged + 1, std::chrono::milliseconds(30 + random() % 300));
  }
  EXPECT_GT(acknowledged, 0U);
  reopen();
  const std::uint64_t present = ledger_->snapshot().portfolio().value().payment_count;
  EXPECT_GE(present, acknowledged);
  EXPECT_LE(present, acknowledged + 20);
  std::uint64_t next = 1;
  for (std::uint64_t after = 0; next <= present;) {
    const auto page = ledger_->snapshot().payments({.after = after, .limit = 500}).value();
    ASSERT_FALSE(page.empty());
    for (const PaymentRow& row : page) {
      EXPECT_EQ(row.transaction_id, "payment-" + std::to_string(next++));
    }
    after = page.back().id.value;
  }
  close();
  EXPECT_TRUE(verify({.directory = folder_.path() / "data"}).value().faults.empty());
}

}  // namespace
}  // namespace daybook
