#include "engine/domain/validate.hpp"

#include <gtest/gtest.h>
#include <limits>

#include "tests/support/model.hpp"
#include "tests/support/spec_text.hpp"

namespace daybook {
namespace {

using namespace std::string_literals;

using Wrong = std::vector<std::pair<ErrorCode, std::string>>;

Wrong wrong_in(const Command& command) {
  Wrong wrong;
  for (const Error& error : validate(command)) {
    wrong.emplace_back(error.code, error.pointer);
  }
  return wrong;
}

const Wrong fine;
Wrong invalid(const std::string& pointer) { return {{ErrorCode::invalid_field, pointer}}; }

CreateCustomer customer() { return {.first_name = "Ada", .last_name = "Lovelace", .phone_primary = "+1 555 0100"}; }
IssueDebt debt() { return {.customer_id = {1}, .debt_type = "loan", .original_amount = {1}, .issue_date = {}}; }
RecordPayment payment() { return {.customer_id = {1}, .debt_id = {1}, .amount = {1}, .payment_date = {}}; }
LinkAccount account() { return {.customer_id = {1}, .account_type = "checking", .account_number = "1"}; }

/// A text and whether it passes.
using Texts = std::vector<std::pair<std::string, bool>>;

void expect(Check check, const Texts& texts) {
  for (const auto& [text, passes] : texts) {
    EXPECT_EQ(problem_of(check, Presence::optional, text).empty(), passes)
        << '\'' << text.substr(0, 40) << "' of " << text.size() << " bytes: " << problem_of(check, Presence::optional, text);
  }
}

TEST(Validate, wants_text_of_so_many_bytes) {
  expect(Check::name, {{"A", true}, {std::string(100, 'n'), true}, {std::string(101, 'n'), false}});
  expect(Check::text, {{"", true}, {std::string(255, 't'), true}, {std::string(256, 't'), false}});
  expect(Check::identifier, {{"", false}, {"A", true}, {std::string(255, 't'), true}, {std::string(256, 't'), false}});
  expect(Check::notes, {{"", true}, {std::string(16'384, 'n'), true}, {std::string(16'385, 'n'), false}});
}

TEST(Validate, counts_bytes_not_characters) {
  std::string fifty;
  for (int count = 0; count < 50; ++count) {
    fifty += "é";
  }
  expect(Check::name, {{fifty, true}, {fifty + "n", false}});
}

TEST(Validate, wants_utf_8) {
  expect(Check::text, {{"é", true},
                       {"€", true},
                       {"\xF0\x9F\x98\x80", true},
                       {"\xF4\x8F\xBF\xBF", true},
                       {"\xC3", false},
                       {"\xE2\x82", false},
                       {"\x80", false},
                       {"\xC0\xAF", false},
                       {"\xE0\x80\xAF", false},
                       {"\xED\xA0\x80", false},
                       {"\xF4\x90\x80\x80", false},
                       {"\xF0\x80\x80\xAF", false},
                       {"\xFF", false}});
}

TEST(Validate, wants_no_control_characters_but_tab_and_newline_in_notes) {
  const std::string null_byte("a\0b", 3);
  expect(Check::text, {{"a\tb", false},
                       {"a\nb", false},
                       {"a\rb", false},
                       {null_byte, false},
                       {"a\x1F", false},
                       {"a\x7F", false},
                       {"a\xC2\x85", false},
                       {"a\xC2\xA0", true}});
  expect(Check::notes, {{"a\tb", true}, {"a\nb", true}, {"a\rb", false}, {null_byte, false}, {"a\x7F", false}, {"a\xC2\x85", false}});
}

TEST(Validate, wants_an_email_with_one_at_and_two_sides) {
  const std::string longest = std::string(250, 'a') + "@b.c";
  expect(Check::email, {{"ada@bank.test", true},
                        {"a@b", true},
                        {" Ada@Bank.Test ", true},
                        {longest, true},
                        {'a' + longest, false},
                        {"ada", false},
                        {"@bank", false},
                        {"ada@", false},
                        {"a@b@c", false},
                        {" @b", false},
                        {"a@ ", false},
                        {"", false},
                        {"a\n@b", false}});
}

TEST(Validate, wants_an_ssn_that_can_be_issued) {
  expect(Check::ssn, {{"123-45-6789", true},  {"123456789", true},    {"001-01-0001", true}, {"899-99-9999", true},  {"000-45-6789", false},
                      {"666-45-6789", false}, {"900-45-6789", false}, {"999456789", false},  {"123-00-6789", false}, {"123-45-0000", false},
                      {"000456789", false},   {"12345678", false},    {"1234567890", false}, {"123-456789", false},  {"12345-6789", false},
                      {"1234-5-6789", false}, {"123 45 6789", false}, {"12345678a", false},  {" 123456789", false},  {"", false}});
}

TEST(Validate, wants_the_aba_checksum_of_nine_digits) {
  expect(Check::routing_number, {{"021000021", true},
                                 {"011401533", true},
                                 {"021000022", false},
                                 {"120000021", false},
                                 {"02100002", true},
                                 {"20-00-00", true},
                                 {std::string(256, '1'), false}});
}

TEST(Validate, wants_money_within_bounds) {
  const std::int64_t most = 1'000'000'000'000'000;
  const std::int64_t least = std::numeric_limits<std::int64_t>::min();
  const std::vector<std::array<std::int64_t, 4>> rows{// amount, positive, not negative, not zero
                                                      {0, 0, 1, 0},        {1, 1, 1, 1},     {-1, 0, 0, 1},        {most, 1, 1, 1},
                                                      {most + 1, 0, 0, 0}, {-most, 0, 0, 1}, {-most - 1, 0, 0, 0}, {least, 0, 0, 0}};
  for (const auto& [cents, positive, not_negative, not_zero] : rows) {
    SCOPED_TRACE(cents);
    RecordPayment pay = payment();
    pay.amount = {cents};
    EXPECT_EQ(wrong_in(pay), positive ? fine : invalid("/amount"));
    IssueDebt issue = debt();
    issue.minimum_payment = Money{cents};
    EXPECT_EQ(wrong_in(issue), not_negative ? fine : invalid("/minimum_payment"));
    EXPECT_EQ(wrong_in(AdjustDebt{.debt_id = {1}, .amount = {cents}}), not_zero ? fine : invalid("/amount"));
    EXPECT_EQ(wrong_in(RefundPayment{.payment_id = {1}, .amount = Money{cents}}), positive ? fine : invalid("/amount"));
    EXPECT_EQ(wrong_in(RefundCredit{{1}, {cents}}), positive ? fine : invalid("/amount"));
    EXPECT_EQ(wrong_in(ApplyCredit{{1}, {2}, {cents}}), positive ? fine : invalid("/amount"));
    EXPECT_EQ(wrong_in(ChangeDebtTerms{.debt_id = {1}, .minimum_payment = Money{cents}}),
              not_negative ? fine : invalid("/minimum_payment"));
    EXPECT_EQ(wrong_in(UpdateCustomer{.customer_id = {1}, .annual_income = Money{cents}}), not_negative ? fine : invalid("/annual_income"));
  }
}

TEST(Validate, wants_rates_within_bounds) {
  for (const auto& [rate, passes] :
       std::vector<std::pair<std::int32_t, bool>>{{-1, false}, {0, true}, {10'000'000, true}, {10'000'001, false}}) {
    IssueDebt issue = debt();
    issue.interest_rate = Rate{rate};
    EXPECT_EQ(wrong_in(issue), passes ? fine : invalid("/interest_rate")) << rate;
    const ChangeDebtTerms terms{.debt_id = {1}, .interest_rate = Rate{rate}};
    EXPECT_EQ(wrong_in(terms), passes ? fine : invalid("/interest_rate")) << rate;
  }
}

TEST(Validate, wants_a_credit_score_and_durations_within_bounds) {
  for (const auto& [score, passes] :
       std::vector<std::pair<std::int32_t, bool>>{{299, false}, {300, true}, {850, true}, {851, false}, {-1, false}}) {
    EXPECT_EQ(wrong_in(UpdateCustomer{.customer_id = {1}, .credit_score = score}), passes ? fine : invalid("/credit_score")) << score;
  }
  EXPECT_EQ(wrong_in(LogCommunication{.customer_id = {1}, .duration_seconds = 0}), fine);
  EXPECT_EQ(wrong_in(LogCommunication{.customer_id = {1}, .duration_seconds = -1}), invalid("/duration_seconds"));
  EXPECT_EQ(wrong_in(AmendCommunication{.communication_id = {1}, .duration_seconds = -1}), invalid("/duration_seconds"));
}

TEST(Validate, wants_instants_on_the_calendar) {
  for (const auto& [instant, passes] : std::vector<std::pair<Instant, bool>>{{instant_min, true},
                                                                             {{instant_min.microseconds - 1}, false},
                                                                             {instant_max, true},
                                                                             {{instant_max.microseconds + 1}, false},
                                                                             {{std::numeric_limits<std::int64_t>::min()}, false},
                                                                             {{std::numeric_limits<std::int64_t>::max()}, false}}) {
    SCOPED_TRACE(instant.microseconds);
    const auto expected = [passes](const std::string& pointer) { return passes ? fine : invalid(pointer); };
    IssueDebt issue = debt();
    issue.issue_date = instant;
    EXPECT_EQ(wrong_in(issue), expected("/issue_date"));
    issue = debt();
    issue.due_date = instant;
    EXPECT_EQ(wrong_in(issue), expected("/due_date"));
    RecordPayment pay = payment();
    pay.payment_date = instant;
    EXPECT_EQ(wrong_in(pay), expected("/payment_date"));
    EXPECT_EQ(wrong_in(ChangeDebtTerms{.debt_id = {1}, .due_date = instant}), expected("/due_date"));
    EXPECT_EQ(wrong_in(AdjustDebt{.debt_id = {1}, .amount = {1}, .effective_at = instant}), expected("/effective_at"));
    EXPECT_EQ(wrong_in(CompletePayment{{1}, instant}), expected("/payment_date"));
    EXPECT_EQ(wrong_in(RefundPayment{.payment_id = {1}, .refunded_at = instant}), expected("/refunded_at"));
    EXPECT_EQ(wrong_in(LogCommunication{.customer_id = {1}, .timestamp = instant}), expected("/timestamp"));
  }
}

TEST(Validate, wants_dates_on_the_calendar) {
  for (const auto& [date, passes] : std::vector<std::pair<Date, bool>>{{day_of(instant_min), true},
                                                                       {{day_of(instant_min).days - 1}, false},
                                                                       {day_of(instant_max), true},
                                                                       {{day_of(instant_max).days + 1}, false},
                                                                       {{std::numeric_limits<std::int32_t>::min()}, false},
                                                                       {{std::numeric_limits<std::int32_t>::max()}, false}}) {
    CreateCustomer create = customer();
    create.date_of_birth = date;
    EXPECT_EQ(wrong_in(create), passes ? fine : invalid("/date_of_birth")) << date.days;
    EXPECT_EQ(wrong_in(UpdateCustomer{.customer_id = {1}, .date_of_birth = date}), passes ? fine : invalid("/date_of_birth")) << date.days;
  }
}

TEST(Validate, wants_durations_only_of_calls) {
  for (const auto type : {CommunicationType::email, CommunicationType::sms, CommunicationType::letter, CommunicationType::in_person}) {
    EXPECT_EQ(wrong_in(LogCommunication{.customer_id = {1}, .communication_type = type, .duration_seconds = 1}),
              invalid("/duration_seconds"));
    EXPECT_EQ(wrong_in(LogCommunication{.customer_id = {1}, .communication_type = type}), fine);
  }
}

TEST(Validate, takes_only_the_first_value_of_what_a_new_row_has_anyway) {
  CreateCustomer create = customer();
  create.account_status = CustomerStatus::active;
  EXPECT_EQ(wrong_in(create), fine);
  for (const auto status : {CustomerStatus::frozen, CustomerStatus::closed}) {
    create.account_status = status;
    EXPECT_EQ(wrong_in(create), invalid("/account_status"));
  }
  IssueDebt issue = debt();
  issue.status = DebtStatus::active;
  issue.days_past_due = 0;
  EXPECT_EQ(wrong_in(issue), fine);
  issue.days_past_due = 1;
  EXPECT_EQ(wrong_in(issue), invalid("/days_past_due"));
  issue.days_past_due.reset();
  for (const auto& spelling : spellings_of_debt_status) {
    issue.status = spelling.value;
    EXPECT_EQ(wrong_in(issue), spelling.value == DebtStatus::active ? fine : invalid("/status"));
  }
  LinkAccount link = account();
  link.is_active = true;
  EXPECT_EQ(wrong_in(link), fine);
  link.is_active = false;
  EXPECT_EQ(wrong_in(link), invalid("/is_active"));
}

TEST(Validate, refuses_values_that_belong_to_other_commands) {
  RecordPayment pay = payment();
  for (const auto& spelling : spellings_of_payment_status) {
    pay.status = spelling.value;
    const bool passes = spelling.value == PaymentStatus::pending || spelling.value == PaymentStatus::completed;
    EXPECT_EQ(wrong_in(pay), passes ? fine : invalid("/status"));
  }
  EXPECT_EQ(wrong_in(AdjustDebt{.debt_id = {1}, .amount = {1}, .kind = AdjustmentKind::import}), invalid("/kind"));
  EXPECT_EQ(wrong_in(ApplyCredit{{1}, {1}, {1}}), invalid("/to_debt_id"));
}

TEST(Validate, counts_ids_from_1) {
  EXPECT_EQ(wrong_in(FreezeCustomer{}), invalid("/customer_id"));
  EXPECT_EQ(wrong_in(DefaultDebt{}), invalid("/debt_id"));
  EXPECT_EQ(wrong_in(FailPayment{}), invalid("/payment_id"));
  EXPECT_EQ(wrong_in(DeactivateAccount{}), invalid("/account_id"));
  EXPECT_EQ(wrong_in(AmendCommunication{}), invalid("/communication_id"));
  EXPECT_EQ(wrong_in(LogCommunication{.customer_id = {1}, .debt_ids = std::vector<DebtId>{{1}, {0}}}), invalid("/debt_ids"));
}

TEST(Validate, wants_something_in_required_text) {
  EXPECT_EQ(wrong_in(PlaceDebt{{1}, ""}), invalid("/agency"));
  LinkAccount link = account();
  link.account_number = "";
  EXPECT_EQ(wrong_in(link), invalid("/account_number"));
  IssueDebt issue = debt();
  issue.debt_type = "";
  EXPECT_EQ(wrong_in(issue), invalid("/debt_type"));
  RecordPayment pay = payment();
  pay.transaction_id = "";
  EXPECT_EQ(wrong_in(pay), invalid("/transaction_id"));
}

TEST(Validate, wants_something_in_text_that_is_never_null_when_it_is_updated) {
  EXPECT_EQ(wrong_in(UpdateCustomer{.customer_id = {1}, .first_name = ""}), invalid("/first_name"));
  EXPECT_EQ(wrong_in(UpdateCustomer{.customer_id = {1}, .last_name = ""}), invalid("/last_name"));
  EXPECT_EQ(wrong_in(UpdateCustomer{.customer_id = {1}, .phone_primary = ""}), invalid("/phone_primary"));
  EXPECT_EQ(wrong_in(UpdateAccount{.account_id = {1}, .account_type = ""}), invalid("/account_type"));
  EXPECT_EQ(wrong_in(UpdateCustomer{.customer_id = {1}, .city = ""s}), fine);
}

TEST(Validate, reports_all_fields_together) {
  CreateCustomer create;
  create.email = "nobody";
  create.credit_score = 1;
  Wrong found;
  for (const Error& error : flatten(fold(validate(create)))) {
    found.emplace_back(error.code, error.pointer);
  }
  Wrong expected;
  for (const std::string pointer : {"/credit_score", "/email", "/first_name", "/last_name", "/phone_primary"}) {
    expected.emplace_back(ErrorCode::invalid_field, pointer);
  }
  EXPECT_EQ(found, expected);
}

TEST(Validate, does_not_look_at_fields_to_skip) {
  CreateCustomer create = customer();
  create.first_name = "";
  create.email = "nobody";
  const std::vector<Error> errors = validate(create, {"first_name"});
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_EQ(errors.front().pointer, "/email");
}

TEST(Validate, never_quotes_a_value) {
  CreateCustomer create = customer();
  create.ssn = "secret-ssn";
  create.email = "secret-email";
  create.first_name = "secret\n";
  for (const Error& error : validate(create)) {
    EXPECT_EQ(error.detail.find("secret"), std::string::npos) << error.detail;
  }
}

TEST(Validate, agrees_with_the_model_that_all_examples_are_fine) {
  for (const Command& command : std::vector<Command>{customer(), debt(), payment(), account(), RefundPayment{.payment_id = {1}},
                                                     LogCommunication{.customer_id = {1}}}) {
    EXPECT_EQ(wrong_in(command), fine) << spec::describe(command);
    EXPECT_TRUE(model::field_faults({.command = command, .idempotency_key = {}, .reason = {}, .expected_version = {}}).empty());
  }
}

TEST(NeedsReason, of_four_commands) {
  for (const Command& command : std::vector<Command>{WriteOffDebt{{1}}, SettleDebt{{1}}, AdjustDebt{}, ReopenCustomer{{1}}}) {
    EXPECT_TRUE(needs_reason(command)) << name_of(command);
  }
  for (const Command& command : std::vector<Command>{
           CreateCustomer{},     UpdateCustomer{}, FreezeCustomer{},  UnfreezeCustomer{},   CloseCustomer{},     IssueDebt{},
           ChangeDebtTerms{},    DefaultDebt{},    CureDebt{},        PlaceDebt{},          RecallDebt{},        RefundCredit{},
           ApplyCredit{},        RecordPayment{},  CompletePayment{}, FailPayment{},        RefundPayment{},     LogCommunication{},
           AmendCommunication{}, LinkAccount{},    UpdateAccount{},   MakeAccountPrimary{}, DeactivateAccount{}, ReactivateAccount{}}) {
    EXPECT_FALSE(needs_reason(command)) << name_of(command);
  }
}

TEST(Comparing, folds_spellings) {
  EXPECT_EQ(comparable_email("  Ada@Bank.TEST "), "ada@bank.test");
  EXPECT_EQ(comparable_email("ÉA@b"), "Éa@b") << "only ASCII letters";
  EXPECT_EQ(digits_of("+1 (555) 01-00"), "15550100");
  EXPECT_EQ(digits_of("123-45-6789"), "123456789");
}

}  // namespace
}  // namespace daybook
