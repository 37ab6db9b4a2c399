// A ledger in a temporary folder, under a clock that the test moves.
#pragma once

#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <utility>

#include "api/ledger.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/test_clock.hpp"

namespace daybook {

class LedgerTest : public testing::Test {
 protected:
  LedgerTest() { create(); }

  LedgerOptions options() { return {.directory = folder_.path() / "data", .clock = &clock_}; }

  void create() {
    auto created = Ledger::create(options());
    ASSERT_TRUE(created.has_value()) << created.error().detail;
    ledger_ = std::move(created).value();
  }
  void close() { ledger_.reset(); }
  void reopen() {
    close();
    auto opened = Ledger::open(options());
    ASSERT_TRUE(opened.has_value()) << opened.error().detail;
    ledger_ = std::move(opened).value();
  }

  Receipt accept(Command command, CommandEnvelope envelope = {}) {
    const auto receipt = ledger_->submit(std::move(command), std::move(envelope));
    EXPECT_TRUE(receipt.has_value()) << receipt.error().detail;
    return receipt ? receipt.value() : Receipt{};
  }
  ErrorCode refuse(Command command, CommandEnvelope envelope = {}) {
    const auto receipt = ledger_->submit(std::move(command), std::move(envelope));
    EXPECT_FALSE(receipt.has_value());
    return receipt ? ErrorCode{} : receipt.error().code;
  }

  CustomerId customer(const std::string& name = "Jane") {
    return {accept(CreateCustomer{.first_name = name, .last_name = "Smith", .phone_primary = "+1987654321"}).id};
  }
  DebtId debt(CustomerId customer, std::int64_t cents = 500'000) { return {accept(issue(customer, cents)).id}; }
  static IssueDebt issue(CustomerId customer, std::int64_t cents = 500'000) {
    return {.customer_id = customer, .debt_type = "loan", .original_amount = {cents}, .issue_date = parse_instant("2024-01-15").value()};
  }
  static RecordPayment payment(CustomerId customer, DebtId debt, std::int64_t cents) {
    return {.customer_id = customer,
            .debt_id = debt,
            .amount = {cents},
            .payment_date = parse_instant("2025-01-31").value(),
            .status = PaymentStatus::completed};
  }
  DebtRow row(DebtId id) { return ledger_->snapshot().row(id).value(); }

  TempFolder folder_;
  TestClock clock_;
  std::unique_ptr<Ledger> ledger_;
};

}  // namespace daybook
