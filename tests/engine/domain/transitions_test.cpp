// Every command on every status of its row: what happens, or which code.
#include <functional>
#include <gtest/gtest.h>

#include "tests/support/spec.hpp"
#include "tests/support/spec_text.hpp"

namespace daybook::spec {
namespace {

using namespace std::string_literals;

/// The status a row ends in, or why it stays.
template <class Status>
using Cell = std::variant<Status, ErrorCode>;

template <class Status>
using Row = std::pair<Command, std::vector<Cell<Status>>>;

constexpr ErrorCode no = ErrorCode::invalid_transition;

template <class Status>
void check(const std::vector<Status>& statuses, const std::vector<Row<Status>>& matrix,
           const std::function<std::vector<Event>(Status)>& history, const std::function<Status(const Answered&)>& status_after) {
  for (const auto& [command, cells] : matrix) {
    ASSERT_EQ(cells.size(), statuses.size());
    for (std::size_t column = 0; column < cells.size(); ++column) {
      SCOPED_TRACE(describe(command) + " on " + std::string(to_text(statuses[column])));
      const Answered answer = given(history(statuses[column])).when(command);
      if (const auto* code = std::get_if<ErrorCode>(&cells[column])) {
        ASSERT_FALSE(answer.accepted());
        EXPECT_EQ(to_text(answer.code()), to_text(*code));
      } else {
        ASSERT_TRUE(answer.accepted()) << to_text(answer.code());
        EXPECT_EQ(to_text(status_after(answer)), to_text(std::get<Status>(cells[column])));
      }
    }
  }
}

TEST(Transitions, of_debts) {
  using enum DebtStatus;
  const auto money = [](PaymentStatus status, std::int64_t cents) {
    return RecordPayment{.customer_id = {1}, .debt_id = {1}, .amount = {cents}, .payment_date = noon, .status = status};
  };
  const auto adjust = [](std::int64_t cents) { return AdjustDebt{.debt_id = {1}, .amount = {cents}, .kind = AdjustmentKind::correction}; };
  check<DebtStatus>(
      {active, defaulted, in_collection, paid_off, settled, written_off},
      {
          {DefaultDebt{{1}}, {defaulted, no, no, no, no, no}},
          {CureDebt{{1}}, {no, active, no, no, no, no}},
          {PlaceDebt{{1}, "agency"}, {in_collection, in_collection, no, no, no, no}},
          {RecallDebt{{1}}, {no, no, active, no, no, no}},
          {WriteOffDebt{{1}}, {written_off, written_off, written_off, no, no, no}},
          {SettleDebt{{1}}, {settled, settled, settled, no, no, settled}},
          {ChangeDebtTerms{.debt_id = {1}, .reference_number = "R-1"s}, {active, defaulted, in_collection, paid_off, settled, written_off}},
          {adjust(5'00), {active, defaulted, in_collection, active, no, written_off}},
          {adjust(-5'00), {active, defaulted, in_collection, no, no, written_off}},
          {adjust(-100'00), {paid_off, paid_off, paid_off, no, no, written_off}},
          {money(PaymentStatus::pending, 100'00), {active, defaulted, in_collection, paid_off, settled, written_off}},
          {money(PaymentStatus::completed, 5'00), {active, defaulted, in_collection, paid_off, settled, written_off}},
          {money(PaymentStatus::completed, 100'00), {paid_off, paid_off, paid_off, paid_off, settled, written_off}},
          {RefundCredit{{1}, {1}}, std::vector<Cell<DebtStatus>>(6, ErrorCode::amount_out_of_range)},
      },
      debt_that_is, [](const Answered& answer) { return answer.debt(1).status; });
}

TEST(Transitions, of_debts_that_credit_is_applied_to) {
  using enum DebtStatus;
  const auto history = [](DebtStatus status) {
    std::vector<Event> facts = debt_that_is(status);
    facts.emplace_back(debt(2, 10'00));
    facts.emplace_back(paid(2, 2, 10'00, 100'00));
    facts.emplace_back(DebtPaidOff{{2}});
    return facts;
  };
  check<DebtStatus>({active, defaulted, in_collection, paid_off, settled, written_off},
                    {
                        {ApplyCredit{{2}, {1}, {1'00}}, {active, defaulted, in_collection, no, no, written_off}},
                        {ApplyCredit{{2}, {1}, {100'00}}, {paid_off, paid_off, paid_off, no, no, written_off}},
                        {ApplyCredit{{2}, {1}, {100'01}},
                         {ErrorCode::amount_out_of_range, ErrorCode::amount_out_of_range, ErrorCode::amount_out_of_range, no, no,
                          ErrorCode::amount_out_of_range}},
                    },
                    history, [](const Answered& answer) { return answer.debt(1).status; });
}

TEST(Transitions, of_a_written_off_debt_without_balance) {
  const auto facts = [] { return given(debt_that_is(DebtStatus::written_off), paid(1, 1, 100'00, 1'00)); };
  facts().when(SettleDebt{{1}}).then_refused(no, "/debt_id");
  facts().when(AdjustDebt{.debt_id = {1}, .amount = {-1}}).then_refused(ErrorCode::amount_out_of_range, "/amount");
  EXPECT_EQ(facts().when(AdjustDebt{.debt_id = {1}, .amount = {50}}).debt(1).status, DebtStatus::written_off);
}

TEST(Transitions, of_payments) {
  using enum PaymentStatus;
  check<PaymentStatus>({pending, completed, failed, refunded},
                       {
                           {CompletePayment{{1}, {}}, {completed, no, no, no}},
                           {FailPayment{{1}}, {failed, no, no, no}},
                           {RefundPayment{.payment_id = {1}}, {no, refunded, no, no}},
                           {RefundPayment{.payment_id = {1}, .amount = Money{1}}, {no, completed, no, no}},
                       },
                       payment_that_is, [](const Answered& answer) { return answer.payment(1).status; });
}

TEST(Transitions, of_customers) {
  using enum CustomerStatus;
  check<CustomerStatus>({active, frozen, closed},
                        {
                            {FreezeCustomer{{1}}, {frozen, no, no}},
                            {UnfreezeCustomer{{1}}, {no, active, no}},
                            {CloseCustomer{{1}}, {closed, closed, no}},
                            {ReopenCustomer{{1}}, {no, no, active}},
                            {IssueDebt{.customer_id = {1}, .debt_type = "loan", .original_amount = {1}, .issue_date = noon},
                             {active, ErrorCode::customer_not_active, ErrorCode::customer_not_active}},
                            {UpdateCustomer{.customer_id = {1}, .first_name = "Bo"}, {active, frozen, closed}},
                            {LogCommunication{.customer_id = {1}}, {active, frozen, closed}},
                            {LinkAccount{.customer_id = {1}, .account_type = "checking", .account_number = "1"}, {active, frozen, closed}},
                        },
                        customer_that_is, [](const Answered& answer) { return answer.customer(1).status; });
}

TEST(Transitions, money_goes_on_for_frozen_and_closed_customers) {
  const std::vector<Command> commands{
      RecordPayment{.customer_id = {1}, .debt_id = {1}, .amount = {1'00}, .payment_date = noon, .status = PaymentStatus::completed},
      RecordPayment{.customer_id = {1}, .debt_id = {1}, .amount = {1'00}, .payment_date = noon},
      RefundPayment{.payment_id = {1}},
      AdjustDebt{.debt_id = {1}, .amount = {5'00}},
      RefundCredit{{1}, {1'00}},
  };
  for (const Event& standing : std::vector<Event>{CustomerFrozen{{1}}, CustomerClosed{{1}}}) {
    for (const Command& command : commands) {
      const Answered answer = given(customer(1), debt(1, 100'00), paid(1, 1, 100'00, 10'00), DebtPaidOff{{1}}, standing).when(command);
      EXPECT_TRUE(answer.accepted()) << describe(command) << ' ' << to_text(answer.code());
    }
  }
}

TEST(Transitions, of_accounts) {
  const std::vector<Event> active{customer(1), account(1, "A-1")};
  const std::vector<Event> primary{customer(1), account(1, "A-1"), PrimaryAccountChanged{{1}, {1}}};
  const std::vector<Event> inactive{customer(1), account(1, "A-1"), AccountDeactivated{{1}}};
  given(active).when(MakeAccountPrimary{{1}}).then({PrimaryAccountChanged{{1}, {1}}});
  given(primary).when(MakeAccountPrimary{{1}}).then({});
  given(inactive).when(MakeAccountPrimary{{1}}).then_refused(ErrorCode::account_inactive, "/account_id");
  given(active).when(DeactivateAccount{{1}}).then({AccountDeactivated{{1}}});
  given(primary).when(DeactivateAccount{{1}}).then({AccountDeactivated{{1}}});
  given(inactive).when(DeactivateAccount{{1}}).then_refused(no, "/account_id");
  given(active).when(ReactivateAccount{{1}}).then_refused(no, "/account_id");
  given(primary).when(ReactivateAccount{{1}}).then_refused(no, "/account_id");
  given(inactive).when(ReactivateAccount{{1}}).then({AccountReactivated{{1}}});
  EXPECT_TRUE(given(inactive).when(UpdateAccount{.account_id = {1}, .account_type = "savings"}).accepted());
}

}  // namespace
}  // namespace daybook::spec
