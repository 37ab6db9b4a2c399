#include "api/json/event_json.hpp"

#include <gtest/gtest.h>

#include "api/json/json.hpp"

namespace daybook {
namespace {

EventDetails detailed(Event event, std::vector<std::pair<SealedField, std::string>> personal = {}) {
  EventDetails details;
  Envelope& envelope = details.record.envelope;
  envelope.position = {12};
  envelope.recorded_at = {1'705'276'800'000'000};
  envelope.customer = {7};
  envelope.version = {3};
  envelope.actor = "os:me";
  details.record.event = std::move(event);
  details.personal = std::move(personal);
  return details;
}

std::string data_of(Event event, std::vector<std::pair<SealedField, std::string>> personal = {}) {
  return event_data(detailed(std::move(event), std::move(personal)), Currency{});
}

TEST(EventLine, has_all_members_in_order) {
  EventDetails details = detailed(DebtPaidOff{.debt_id = {8}});
  EXPECT_EQ(event_line(details, {}),
            R"({"position":12,"recorded_at":"2024-01-15T00:00:00.000000Z","type":"DebtPaidOff","stream":"customer/7","version":3,)"
            R"("actor":"os:me","data":{"debt_id":8}})");
  details.record.envelope.idempotency_key = "k-1";
  details.reason = "why";
  EXPECT_EQ(event_line(details, {}),
            R"({"position":12,"recorded_at":"2024-01-15T00:00:00.000000Z","type":"DebtPaidOff","stream":"customer/7","version":3,)"
            R"("actor":"os:me","data":{"debt_id":8},"idempotency_key":"k-1","reason":"why"})");
}

TEST(EventLine, names_the_ledgers_own_stream) {
  EventDetails details = detailed(LedgerOpened{.ledger_id = {{0xAB, 0x01}}, .currency = {}});
  details.record.envelope.customer = {};
  EXPECT_EQ(stream_of(details.record.envelope), "ledger");
  EXPECT_EQ(event_data(details, {}), R"({"ledger_id":"ab010000000000000000000000000000","currency":"USD"})");
}

TEST(EventData, shows_facts_and_leaves_out_what_was_not_given) {
  EXPECT_EQ(data_of(PaymentCompleted{.payment_id = {1},
                                     .customer_id = {7},
                                     .debt_id = {8},
                                     .amount = {20'000},
                                     .payment_date = {0},
                                     .payment_method = "check",
                                     .transaction_id = {},
                                     .personal = {},
                                     .applied = {15'000},
                                     .credited = {5'000}},
                    {{SealedField::notes, "thanks"}}),
            R"({"payment_id":1,"customer_id":7,"debt_id":8,"amount":"200.00","payment_date":"1970-01-01T00:00:00.000000Z",)"
            R"("payment_method":"check","applied":"150.00","credited":"50.00","notes":"thanks"})");
}

TEST(EventData, opens_sealed_fields_with_their_types) {
  EXPECT_EQ(data_of(CustomerCreated{.customer_id = {7}, .key_id = {3}, .personal = {}, .secret = {}, .tokens = {}},
                    {{SealedField::first_name, "Jane"}, {SealedField::annual_income, "52000.00"}, {SealedField::credit_score, "720"}}),
            R"({"customer_id":7,"first_name":"Jane","annual_income":"52000.00","credit_score":720})");
}

TEST(EventData, shows_only_what_a_change_changed) {
  const CustomerProfileChanged changed{
      .customer_id = {7}, .changed = {SealedField::email, SealedField::city}, .personal = {}, .secret = {}, .tokens = {}};
  EXPECT_EQ(data_of(changed, {{SealedField::first_name, "Jane"}, {SealedField::city, "Bonn"}}),
            R"({"customer_id":7,"changed":["email","city"],"email":null,"city":"Bonn"})");
}

TEST(EventData, tells_cleared_from_left_alone) {
  DebtTermsChanged terms{.debt_id = {8},
                         .interest_rate = Rate{50'000},
                         .minimum_payment = {},
                         .due_date = Change<Instant>::cleared(),
                         .reference_number = {},
                         .changed = {},
                         .personal = {},
                         .secret = {}};
  EXPECT_EQ(data_of(terms), R"({"debt_id":8,"interest_rate":"5.00","due_date":null,"changed":[]})");
}

void expect_document(Event event) {
  const std::string_view name = name_of(event);
  const auto json = parse_json(event_line(detailed(std::move(event)), {}));
  ASSERT_TRUE(json) << name;
  const auto& line = *json.value().as<Json::Object>();
  EXPECT_EQ(*find_member(line, "type")->as<std::string>(), name);
  EXPECT_FALSE(find_member(line, "data")->as<Json::Object>()->empty()) << name;
}

TEST(EventLine, writes_every_event) {
  []<std::size_t... index>(std::index_sequence<index...>) {
    (expect_document(std::variant_alternative_t<index, Event>{}), ...);
  }(std::make_index_sequence<std::variant_size_v<Event>>());
}

}  // namespace
}  // namespace daybook
