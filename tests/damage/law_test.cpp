// Logs that are whole, but say what no ledger may say: `verify` names law and position.
#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>

#include "tests/damage/forge.hpp"
#include "tests/damage/scene.hpp"

namespace daybook::damage {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::IsEmpty;

const Instant day = parse_instant("2025-01-15").value();

/// A small ledger: customer 1 with debts 1 (100.00, open) and 2 (50.00, open), account 1 and payment 1 of 30.00 on debt 1.
class BrokenLaw : public testing::Test {
 protected:
  BrokenLaw() {
    auto ledger = Ledger::create(options()).value();
    accept(*ledger, CreateCustomer{.first_name = "Jane", .last_name = "Smith", .phone_primary = "1"});
    accept(*ledger, issue(100'00));
    accept(*ledger, issue(50'00));
    accept(*ledger, LinkAccount{.customer_id = {1}, .account_type = "checking", .account_number = "1"});
    accept(*ledger, RecordPayment{.customer_id = {1},
                                  .debt_id = {1},
                                  .amount = {30'00},
                                  .payment_date = day,
                                  .transaction_id = std::string("t-1"),
                                  .status = PaymentStatus::completed});
    ledger.reset();
    fs::remove_all(data() / "views");
    frames_ = frames_of(data());
    fs::remove_all(data() / "log");
  }

  fs::path data() { return folder_.path() / "data"; }
  LedgerOptions options() { return {.directory = data(), .clock = &clock_}; }
  static void accept(Ledger& ledger, Command command) { require(ledger.submit(std::move(command)).has_value(), "the ledger takes it"); }
  static IssueDebt issue(std::int64_t cents) {
    return {.customer_id = {1}, .debt_type = "loan", .original_amount = {cents}, .issue_date = day};
  }
  static PaymentCompleted paid(std::uint64_t id, std::int64_t amount, std::int64_t applied) {
    return {.payment_id = {id},
            .customer_id = {1},
            .debt_id = {1},
            .amount = {amount},
            .payment_date = day,
            .payment_method = {},
            .transaction_id = {},
            .personal = {},
            .applied = {applied},
            .credited = {0}};
  }

  /// The laws that `verify` names at one of these events, which are put on the end of the log as one command.
  std::set<unsigned> broken_by(const std::vector<Event>& events) {
    std::vector<Forged> frames = frames_;
    Forged added = frames.back();
    added.frame.records.clear();
    const Position first{frames.back().last().value + 1};
    for (std::size_t index = 0; index < events.size(); ++index) {
      Record record{{}, events[index]};
      record.envelope.customer = {1};
      record.envelope.version = {first.value - 1 + index};
      record.envelope.following = static_cast<std::uint32_t>(events.size() - 1 - index);
      record.envelope.actor = "nobody";
      added.frame.records.push_back(encode_record(record));
    }
    frames.push_back(added);
    rebuild_chain(frames);
    write_log(data(), frames);
    write_head(data(), frames);
    report_ = verify({.directory = data()}).value();
    std::set<unsigned> laws;
    for (const Fault& fault : report_.faults) {
      EXPECT_EQ(fault.kind, "law") << fault.detail;
      if (fault.kind == "law" && fault.position >= first) {
        laws.insert(static_cast<unsigned>(fault.detail.at(4) - '0'));
      }
    }
    return laws;
  }

  TempFolder folder_;
  TestClock clock_;
  std::vector<Forged> frames_;
  VerifyReport report_;
};

TEST_F(BrokenLaw, is_none_where_all_hold) { EXPECT_THAT(broken_by({paid(2, 20'00, 20'00)}), IsEmpty()); }

TEST_F(BrokenLaw, of_balances) {
  // The refund gives back credit that the debt never had.
  const PaymentRefunded refund{.payment_id = {1},
                               .debt_id = {1},
                               .amount = {10'00},
                               .kind = RefundKind::refund,
                               .refunded_at = day,
                               .from_credit = {10'00},
                               .restored = {0}};
  EXPECT_THAT(broken_by({refund}), Contains(1U));
}

TEST_F(BrokenLaw, of_open_and_closed_debts) {
  EXPECT_THAT(broken_by({paid(2, 70'00, 70'00)}), Contains(2U)) << "nothing is owed any more, and it is open";
  EXPECT_THAT(broken_by({DebtPaidOff{{1}}}), Contains(2U)) << "70.00 are owed, and it is closed";
}

TEST_F(BrokenLaw, of_open_debts_for_one_command_only) {
  std::vector<Event> events{DebtPaidOff{{1}}};
  ASSERT_THAT(broken_by(events), Contains(2U));
  EXPECT_EQ(report_.first_bad(), Position{frames_.back().last().value + 1});
}

TEST_F(BrokenLaw, of_payments) {
  const PaymentRefunded refund{.payment_id = {1},
                               .debt_id = {1},
                               .amount = {40'00},
                               .kind = RefundKind::refund,
                               .refunded_at = day,
                               .from_credit = {0},
                               .restored = {40'00}};
  EXPECT_THAT(broken_by({refund}), Contains(3U)) << "more is refunded than was paid";
}

TEST_F(BrokenLaw, of_postings) {
  broken_by({paid(2, 20'00, 10'00)});
  const auto is_of_postings = [](const Fault& fault) { return fault.detail.starts_with("law 4"); };
  EXPECT_TRUE(std::ranges::any_of(report_.faults, is_of_postings));
}

TEST_F(BrokenLaw, of_unique_values) {
  PaymentCompleted again = paid(2, 20'00, 20'00);
  again.transaction_id = "t-1";
  broken_by({again});
  const auto is_of_values = [](const Fault& fault) { return fault.detail.starts_with("law 5: payment 1"); };
  EXPECT_TRUE(std::ranges::any_of(report_.faults, is_of_values));
}

TEST_F(BrokenLaw, of_transitions) {
  EXPECT_THAT(broken_by({DebtCured{{1}}}), Contains(6U));
  EXPECT_THAT(broken_by({CustomerUnfrozen{{1}}}), Contains(6U));
  EXPECT_THAT(broken_by({CustomerReopened{{1}}}), Contains(6U));
  EXPECT_THAT(broken_by({AccountReactivated{{1}}}), Contains(6U));
  EXPECT_THAT(broken_by({PaymentFailed{{1}, {1}}}), Contains(6U));
  EXPECT_THAT(broken_by({AccountDeactivated{{1}}, PrimaryAccountChanged{{1}, {1}}}), Contains(6U));
}

TEST_F(BrokenLaw, of_ids_that_are_a_sequence) {
  EXPECT_THAT(broken_by({paid(5, 20'00, 20'00)}), Contains(6U));
  DebtIssued again{.debt_id = {2},
                   .customer_id = {1},
                   .debt_type = "loan",
                   .original_amount = {1},
                   .current_balance = {1},
                   .interest_rate = {},
                   .minimum_payment = {},
                   .issue_date = day,
                   .due_date = {},
                   .reference_number = {},
                   .personal = {},
                   .secret = {}};
  EXPECT_THAT(broken_by({again}), Contains(6U));
  EXPECT_THAT(broken_by({DebtDefaulted{{9}}}), Contains(6U));
}

}  // namespace
}  // namespace daybook::damage
