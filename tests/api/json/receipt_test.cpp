#include "api/json/receipt.hpp"

#include <gtest/gtest.h>

namespace daybook {
namespace {

TEST(ReceiptLine, has_the_members_in_order_without_blanks) {
  const Receipt receipt{.position = {123}, .events = {"PaymentCompleted"}, .id = 55};
  EXPECT_EQ(receipt_line(receipt, false, {}), R"({"ok":true,"position":123,"events":["PaymentCompleted"],"id":55,"replayed":false})");
}

TEST(ReceiptLine, says_nothing_of_events_when_there_are_none) {
  const Receipt receipt{.position = {9}, .id = 2};
  EXPECT_EQ(receipt_line(receipt, false, {}), R"({"ok":true,"position":9,"events":[],"id":2,"replayed":false})");
}

TEST(ReceiptLine, shows_what_a_dry_run_would_append) {
  EventDetails frozen;
  frozen.record.envelope.customer = {7};
  frozen.record.envelope.version = {4};
  frozen.record.envelope.actor = "os:me";
  frozen.record.event = CustomerFrozen{.customer_id = {7}};
  const Receipt receipt{.position = {9}, .events = {"CustomerFrozen"}, .id = 7, .would = {frozen}};
  EXPECT_EQ(receipt_line(receipt, true, {}),
            R"({"ok":true,"position":9,"events":["CustomerFrozen"],"id":7,"replayed":false,"would":[)"
            R"({"type":"CustomerFrozen","stream":"customer/7","version":4,"actor":"os:me","data":{"customer_id":7}}]})");
}

TEST(ReceiptLine, answers_a_known_key_of_a_dry_run_as_a_replay) {
  const Receipt receipt{.position = {9}, .events = {"CustomerFrozen"}, .id = 7, .replayed = true};
  EXPECT_EQ(receipt_line(receipt, true, {}), R"({"ok":true,"position":9,"events":["CustomerFrozen"],"id":7,"replayed":true})");
}

TEST(RefusalLine, has_the_members_in_order_without_blanks) {
  const Error refusal = error(ErrorCode::debt_not_found, "no debt 9", "/data/debt_id");
  EXPECT_EQ(refusal_line(2, refusal), R"({"ok":false,"line":2,"error":{"code":"debt_not_found","detail":"no debt 9",)"
                                      R"("errors":[{"pointer":"/data/debt_id","code":"debt_not_found"}]}})");
}

TEST(RefusalLine, names_every_error) {
  const Error refusal = fold({error(ErrorCode::invalid_field, "b", "/data/b"), error(ErrorCode::unknown_field, "a", "/data/a")});
  EXPECT_EQ(refusal_line(1, refusal),
            R"({"ok":false,"line":1,"error":{"code":"unknown_field","detail":"a",)"
            R"("errors":[{"pointer":"/data/a","code":"unknown_field"},{"pointer":"/data/b","code":"invalid_field"}]}})");
}

}  // namespace
}  // namespace daybook
