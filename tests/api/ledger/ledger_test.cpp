#include <fstream>

#include "tests/api/ledger/fixture.hpp"

namespace daybook {
namespace {

using Names = std::vector<std::string_view>;

TEST_F(LedgerTest, answers_with_position_events_and_id) {
  const Receipt first = accept(CreateCustomer{.first_name = "Jane", .last_name = "Smith", .phone_primary = "+1987654321"});
  EXPECT_EQ(first.position, Position{2});
  EXPECT_EQ(first.events, Names{"CustomerCreated"});
  EXPECT_EQ(first.id, 1U);
  EXPECT_FALSE(first.replayed);
  const DebtId owed = debt(CustomerId{1}, 20'000);
  const Receipt paid = accept(payment(CustomerId{1}, owed, 20'000));
  EXPECT_EQ(paid.events, (Names{"PaymentCompleted", "DebtPaidOff"}));
  EXPECT_EQ(paid.position, Position{5});
}

TEST_F(LedgerTest, shows_what_was_written_and_masks_secrets) {
  const CustomerId id{accept(CreateCustomer{.first_name = "Renée",
                                            .last_name = "Núñez",
                                            .date_of_birth = parse_date("1980-01-02").value(),
                                            .ssn = "123-45-6789",
                                            .email = " Renee@Example.COM ",
                                            .phone_primary = "+1 (555) 000-1111",
                                            .annual_income = Money{5'200'000},
                                            .credit_score = 720})
                          .id};
  const CustomerRow row = ledger_->snapshot().row(id).value();
  EXPECT_EQ(row.first_name, "Renée");
  EXPECT_EQ(row.ssn, "***-**-6789");
  EXPECT_EQ(row.email, " Renee@Example.COM ");
  EXPECT_EQ(row.country, "USA");
  EXPECT_EQ(row.annual_income, Money{5'200'000});
  EXPECT_EQ(row.credit_score, 720);
  EXPECT_EQ(row.date_of_birth, parse_date("1980-01-02").value());
  EXPECT_EQ(row.version, Version{1});
  EXPECT_EQ(refuse(CreateCustomer{.first_name = "A", .last_name = "B", .email = "renee@example.com", .phone_primary = "1"}),
            ErrorCode::duplicate_email);
  EXPECT_EQ(refuse(CreateCustomer{.first_name = "A", .last_name = "B", .ssn = "123456789", .phone_primary = "1"}),
            ErrorCode::duplicate_ssn);
}

TEST_F(LedgerTest, keeps_everything_across_a_restart_and_without_views) {
  const CustomerId id = customer();
  const DebtId owed = debt(id);
  accept(payment(id, owed, 20'000));
  const Position before = ledger_->snapshot().position();
  reopen();
  EXPECT_EQ(row(owed).current_balance, Money{480'000});
  close();
  std::filesystem::remove_all(folder_.path() / "data" / "views");
  reopen();
  EXPECT_EQ(row(owed).current_balance, Money{480'000});
  EXPECT_EQ(ledger_->snapshot().position(), before);
  EXPECT_EQ(ledger_->snapshot().row(id).value().first_name, "Jane");
}

TEST_F(LedgerTest, replays_the_first_answer_for_a_repeated_key) {
  const CustomerId id = customer();
  const DebtId owed = debt(id, 20'000);
  const Receipt first = accept(payment(id, owed, 20'000), {.idempotency_key = "k-1"});
  for (int round = 0; round < 2; ++round) {
    const Receipt again = accept(payment(id, owed, 20'000), {.idempotency_key = "k-1"});
    EXPECT_TRUE(again.replayed);
    EXPECT_EQ(again.position, first.position);
    EXPECT_EQ(again.events, first.events);
    EXPECT_EQ(again.id, first.id);
    EXPECT_EQ(refuse(payment(id, owed, 19'999), {.idempotency_key = "k-1"}), ErrorCode::idempotency_conflict);
    close();
    std::filesystem::remove_all(folder_.path() / "data" / "views");
    reopen();
  }
}

TEST_F(LedgerTest, tells_personal_bodies_apart_under_one_key) {
  const CreateCustomer jane{.first_name = "Jane", .last_name = "Smith", .phone_primary = "1"};
  CreateCustomer other = jane;
  other.first_name = "Janet";
  const Receipt first = accept(jane, {.idempotency_key = "c-1"});
  EXPECT_TRUE(accept(jane, {.idempotency_key = "c-1"}).replayed);
  EXPECT_EQ(accept(jane, {.idempotency_key = "c-1"}).id, first.id);
  EXPECT_EQ(refuse(other, {.idempotency_key = "c-1"}), ErrorCode::idempotency_conflict);
}

TEST_F(LedgerTest, leaves_a_refused_or_empty_commands_key_unused) {
  const CustomerId id = customer();
  EXPECT_EQ(refuse(payment(id, DebtId{9}, 1), {.idempotency_key = "k"}), ErrorCode::debt_not_found);
  const Receipt nothing = accept(UpdateCustomer{.customer_id = id, .first_name = "Jane"}, {.idempotency_key = "k"});
  EXPECT_TRUE(nothing.events.empty());
  EXPECT_EQ(nothing.position, ledger_->snapshot().position());
  EXPECT_EQ(nothing.id, id.value);
  const DebtId owed{accept(issue(id), {.idempotency_key = "k"}).id};
  EXPECT_EQ(owed, DebtId{1});
}

TEST_F(LedgerTest, decides_a_batch_in_order_each_seeing_the_earlier) {
  const CustomerId id = customer();
  const std::vector<Request> requests{{issue(id, 10'000)},
                                      {payment(id, DebtId{1}, 4'000), {.idempotency_key = "a"}},
                                      {payment(id, DebtId{1}, 4'000), {.idempotency_key = "a"}},
                                      {payment(id, DebtId{1}, 5'000), {.idempotency_key = "a"}},
                                      {payment(id, DebtId{2}, 1)},
                                      {payment(id, DebtId{1}, 6'000), {.expected_version = Version{3}}},
                                      {payment(id, DebtId{1}, 1), {.expected_version = Version{3}}}};
  const auto answers = ledger_->submit(requests);
  ASSERT_EQ(answers.size(), requests.size());
  EXPECT_FALSE(answers[1].value().replayed);
  EXPECT_TRUE(answers[2].value().replayed);
  EXPECT_EQ(answers[2].value().position, answers[1].value().position);
  EXPECT_EQ(answers[3].error().code, ErrorCode::idempotency_conflict);
  EXPECT_EQ(answers[4].error().code, ErrorCode::debt_not_found);
  EXPECT_EQ(answers[5].value().events, (Names{"PaymentCompleted", "DebtPaidOff"}));
  EXPECT_EQ(answers[6].error().code, ErrorCode::version_conflict);
  EXPECT_EQ(row(DebtId{1}).status, DebtStatus::paid_off);
}

TEST_F(LedgerTest, prepares_an_update_again_when_an_earlier_one_in_the_batch_came_between) {
  const CustomerId id = customer();
  const std::vector<Request> requests{{UpdateCustomer{.customer_id = id, .email = std::string("a@b.c")}},
                                      {UpdateCustomer{.customer_id = id, .city = std::string("Rome")}},
                                      {UpdateCustomer{.customer_id = id, .email = Change<std::string>::cleared()}},
                                      {UpdateCustomer{.customer_id = id, .city = std::string("Rome")}}};
  const auto answers = ledger_->submit(requests);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    ASSERT_TRUE(answers[i].has_value()) << answers[i].error().detail;
    EXPECT_EQ(answers[i].value().events.size(), i == 3 ? 0U : 1U);
  }
  const CustomerRow row = ledger_->snapshot().row(id).value();
  EXPECT_EQ(row.city, "Rome");
  EXPECT_EQ(row.email, std::nullopt);
  EXPECT_EQ(row.first_name, "Jane");
  EXPECT_EQ(row.version, Version{4});
}

TEST_F(LedgerTest, frees_a_unique_value_that_is_changed_or_cleared) {
  const CustomerId one{accept(CreateCustomer{.first_name = "A", .last_name = "B", .email = "x@y.z", .phone_primary = "1"}).id};
  const CreateCustomer two{.first_name = "C", .last_name = "D", .email = "X@Y.Z", .phone_primary = "2"};
  EXPECT_EQ(refuse(two), ErrorCode::duplicate_email);
  accept(UpdateCustomer{.customer_id = one, .email = std::string("other@y.z")});
  accept(two);
  reopen();
  EXPECT_EQ(refuse(UpdateCustomer{.customer_id = one, .email = std::string("x@y.z")}), ErrorCode::duplicate_email);
}

TEST_F(LedgerTest, decides_a_dry_run_and_appends_nothing) {
  const CustomerId id = customer();
  const Position before = ledger_->snapshot().position();
  const Receipt dry = accept(issue(id), {.idempotency_key = "k", .dry_run = true});
  ASSERT_EQ(dry.would.size(), 1U);
  EXPECT_EQ(std::get<DebtIssued>(dry.would.front().record.event).debt_id, DebtId{1});
  EXPECT_EQ(dry.position, before);
  EXPECT_EQ(ledger_->snapshot().position(), before);
  EXPECT_FALSE(accept(issue(id), {.idempotency_key = "k"}).replayed);
}

TEST_F(LedgerTest, asks_for_a_reason_and_shows_it_in_the_history) {
  const CustomerId id = customer();
  const DebtId owed = debt(id);
  EXPECT_EQ(refuse(WriteOffDebt{.debt_id = owed}), ErrorCode::missing_field);
  accept(WriteOffDebt{.debt_id = owed}, {.reason = "no longer reachable"});
  const auto events = ledger_->snapshot().events({.debt = owed}).value();
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events.back().reason, "no longer reachable");
}

TEST_F(LedgerTest, takes_a_reason_of_up_to_255_bytes) {
  const DebtId owed = debt(customer());
  const AdjustDebt fee{.debt_id = owed, .amount = {50}, .kind = AdjustmentKind::fee};
  EXPECT_EQ(refuse(fee, {.reason = std::string(256, 'x')}), ErrorCode::invalid_field);
  EXPECT_EQ(refuse(fee, {.reason = ""}), ErrorCode::invalid_field);
  accept(fee, {.reason = std::string(255, 'x')});
}

TEST_F(LedgerTest, reads_the_past_by_time_and_by_position) {
  const CustomerId id = customer();
  const DebtId owed = debt(id, 20'000);
  const Position issued = ledger_->snapshot().position();
  clock_.set("2025-03-02T12:00:00Z");
  accept(payment(id, owed, 20'000));
  clock_.set("2025-03-03T12:00:00Z");
  const Snapshot now = ledger_->snapshot();
  const auto balance = [&](const Moment& moment) {
    return now.as_of(moment, Table::debts, owed.value, clock_.now()).value().row(owed).value().current_balance;
  };
  EXPECT_EQ(balance({.instant = parse_instant("2025-03-02T11:59:59.999999Z").value()}), Money{20'000});
  EXPECT_EQ(balance({.instant = parse_instant("2025-03-02T12:00:00Z").value()}), Money{0});
  EXPECT_EQ(balance({.position = issued}), Money{20'000});
  // Inside the command (PaymentCompleted without its DebtPaidOff) the answer is that of the command before.
  const Snapshot inside = now.as_of({.position = {issued.value + 1}}, Table::debts, owed.value, clock_.now()).value();
  EXPECT_EQ(inside.position(), issued);
  EXPECT_EQ(inside.row(owed).value().current_balance, Money{20'000});
  EXPECT_EQ(now.as_of({.position = {99}}, Table::debts, owed.value, clock_.now()).error().code, ErrorCode::date_in_future);
  const Snapshot before = now.as_of({.position = {1}}, Table::customers, id.value, clock_.now()).value();
  EXPECT_EQ(before.row(id).error().code, ErrorCode::customer_not_found);
}

TEST_F(LedgerTest, reads_the_last_payment_date_past_a_refund) {
  const CustomerId id = customer();
  const DebtId owed = debt(id);
  RecordPayment early = payment(id, owed, 100);
  early.payment_date = parse_instant("2024-12-01").value();
  accept(early);
  const PaymentId late{accept(payment(id, owed, 100)).id};
  EXPECT_EQ(row(owed).last_payment_date, parse_instant("2025-01-31").value());
  accept(RefundPayment{.payment_id = late});
  EXPECT_EQ(row(owed).last_payment_date, early.payment_date);
}

TEST_F(LedgerTest, is_held_by_one_process_at_a_time) {
  const auto second = Ledger::open(options());
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code, ErrorCode::busy);
}

TEST_F(LedgerTest, refuses_folders_that_are_no_ledgers_or_not_empty) {
  EXPECT_EQ(Ledger::create(options()).error().code, ErrorCode::invalid_field);
  EXPECT_EQ(Ledger::open({.directory = folder_.path() / "nothing"}).error().code, ErrorCode::read_only);
}

TEST_F(LedgerTest, refuses_a_log_that_is_shorter_than_head) {
  close();
  const auto data = folder_.path() / "data";
  std::filesystem::copy(data / "log", folder_.path() / "old_log");
  reopen();
  customer();
  close();
  std::filesystem::remove_all(data / "log");
  std::filesystem::rename(folder_.path() / "old_log", data / "log");
  const auto opened = Ledger::open(options());
  ASSERT_FALSE(opened.has_value());
  EXPECT_EQ(opened.error().code, ErrorCode::corrupt);
}

TEST_F(LedgerTest, refuses_a_log_that_is_shorter_than_head_also_when_no_view_tells) {
  customer();
  close();
  const auto data = folder_.path() / "data";
  std::filesystem::copy(data / "log", folder_.path() / "old_log");
  reopen();
  debt({1});
  close();
  std::filesystem::remove_all(data / "log");
  std::filesystem::remove_all(data / "views");
  std::filesystem::rename(folder_.path() / "old_log", data / "log");
  const auto opened = Ledger::open(options());
  ASSERT_FALSE(opened.has_value());
  EXPECT_EQ(opened.error().code, ErrorCode::corrupt);
}

TEST_F(LedgerTest, refuses_keys_that_are_older_than_the_log) {
  close();
  const auto data = folder_.path() / "data";
  std::filesystem::copy(data / "keys", folder_.path() / "old_keys");
  reopen();
  customer();
  close();
  std::filesystem::rename(folder_.path() / "old_keys", data / "keys");
  const auto opened = Ledger::open(options());
  ASSERT_FALSE(opened.has_value());
  EXPECT_EQ(opened.error().code, ErrorCode::corrupt);
}

TEST_F(LedgerTest, writes_no_personal_value_in_the_clear) {
  accept(CreateCustomer{.first_name = "Quetzalcoatl",
                        .last_name = "Xenophanes",
                        .ssn = "219-09-9999",
                        .email = "quetzal@example.com",
                        .phone_primary = "+15550009876"});
  const DebtId owed{accept(IssueDebt{.customer_id = {1},
                                     .debt_type = "loan",
                                     .original_amount = {100},
                                     .issue_date = parse_instant("2024-01-15").value(),
                                     .account_number = "ACCT-77887788",
                                     .notes = "divorced in spring"})
                        .id};
  accept(AdjustDebt{.debt_id = owed, .amount = {50}, .kind = AdjustmentKind::fee}, {.reason = "hospital stay"});
  ASSERT_TRUE(ledger_->flush().has_value());
  close();
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_.path() / "data")) {
    if (!entry.is_regular_file()) {
      continue;
    }
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(in)), {});
    for (const std::string_view value : {"Quetzalcoatl", "Xenophanes", "219-09-9999", "219099999", "quetzal@example.com", "5550009876",
                                         "ACCT-77887788", "divorced", "hospital"}) {
      EXPECT_EQ(bytes.find(value), std::string::npos) << value << " in " << entry.path();
    }
  }
}

TEST_F(LedgerTest, refuses_questions_about_what_cannot_be) {
  const Snapshot snapshot = ledger_->snapshot();
  const auto refused = [](const auto& answer) {
    EXPECT_FALSE(answer.has_value());
    return answer ? std::pair<ErrorCode, std::string>{} : std::pair(answer.error().code, answer.error().pointer);
  };
  const auto is_invalid = [](const std::string& pointer) { return std::pair(ErrorCode::invalid_field, pointer); };
  const auto is_beyond = [](const std::string& pointer) { return std::pair(ErrorCode::date_in_future, pointer); };
  const Position beyond{snapshot.position().value + 1};
  EXPECT_EQ(refused(snapshot.tree_head({})), is_invalid("/size"));
  EXPECT_EQ(refused(snapshot.tree_head(beyond)), is_beyond("/size"));
  EXPECT_EQ(refused(snapshot.events({.type = "DebtSold"})), is_invalid("/type"));
  EXPECT_EQ(refused(snapshot.as_of({.position = Position{}}, Table::ledger, 1, clock_.now())), is_invalid("/id"));
  const CustomerId id = customer();
  const Snapshot later = ledger_->snapshot();
  EXPECT_EQ(refused(later.as_of({.position = Position{}}, Table::customers, id.value, clock_.now())), is_invalid("/as_of_position"));
  EXPECT_EQ(refused(later.as_of({.position = Position{99}}, Table::customers, id.value, clock_.now())), is_beyond("/as_of_position"));
}

}  // namespace
}  // namespace daybook
