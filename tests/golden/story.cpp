#include "tests/golden/story.hpp"

namespace daybook::golden {
namespace {

ImportOrigin origin(std::int64_t id) {
  return {.source = "old bank",
          .external_id = id,
          .created_at = parse_instant("2019-05-06T07:08:09.123456Z").value(),
          .updated_at = parse_instant("2020-01-02T03:04:05Z").value(),
          .body_digest = {}};
}

IssueDebt old_debt(std::int64_t original_cents, std::int64_t balance_cents) {
  return {.customer_id = {4},
          .debt_type = "loan",
          .original_amount = {original_cents},
          .current_balance = Money{balance_cents},
          .issue_date = parse_instant("2019-06-01").value(),
          .account_number = std::string("OLD-100200300"),
          .notes = std::string("came with the old bank")};
}

ImportPayment old_payment(std::uint64_t debt, std::int64_t id, PaymentStatus status) {
  ImportPayment payment;
  payment.row = {.customer_id = {4},
                 .debt_id = {debt},
                 .amount = {1'000 + id},
                 .payment_date = parse_instant("2019-07-01T10:00:00Z").value(),
                 .payment_method = std::string("cash"),
                 .transaction_id = "old-" + std::to_string(id),
                 .notes = std::string("at the counter")};
  payment.status = status;
  payment.origin = origin(id);
  return payment;
}

}  // namespace

std::vector<Chapter> story() {
  return {
      {"2025-01-15T10:00:00.000001Z",
       {R"({"command":"create_customer","idempotency_key":"c-1","data":{"first_name":"Jane","last_name":"Smith","middle_name":"Q","date_of_birth":"1980-02-29","ssn":"123-45-6789","email":"jane@example.com","phone_primary":"+1 555 0100","phone_secondary":"555-0101","address_line1":"456 Oak Ave","address_line2":"Apt 2","city":"Los Angeles","state":"CA","zip_code":"90001","country":"USA","employer_name":"Acme","employment_status":"employed","annual_income":"52000.00","credit_score":720,"notes":"prefers calls\nin the morning"}})"}},
      {"2025-01-16T11:30:00Z",
       {R"({"command":"create_customer","data":{"first_name":"Renée","last_name":"Núñez","phone_primary":"1"},"reason":"walked in"})",
        R"({"command":"create_customer","idempotency_key":"c-3","data":{"first_name":"李","last_name":"王","ssn":"223456789","phone_primary":"2","email":" LI@example.com "}})"}},
      {"2025-01-17T12:00:00Z",
       {R"({"command":"issue_debt","idempotency_key":"d-1","data":{"customer_id":1,"debt_type":"credit_card","original_amount":"5000.00","issue_date":"2024-01-15","due_date":"2025-02-15","interest_rate":"19.99","minimum_payment":"150.00","account_number":"4000-1234-5678","reference_number":"R-1","notes":"first card"}})",
        R"({"command":"issue_debt","data":{"customer_id":1,"debt_type":"loan","original_amount":"1000.00","issue_date":"2024-03-01T09:00:00+02:00"}})",
        R"({"command":"issue_debt","data":{"customer_id":2,"debt_type":"mortgage","original_amount":"200000.00","current_balance":"199000.50","issue_date":"2023-12-31"}})",
        R"({"command":"issue_debt","data":{"customer_id":2,"debt_type":"loan","original_amount":"80.00","issue_date":"2024-06-01"}})",
        R"({"command":"issue_debt","data":{"customer_id":3,"debt_type":"card","original_amount":"60.00","issue_date":"2024-06-01","due_date":"2024-12-01"}})",
        R"({"command":"link_account","data":{"customer_id":1,"account_type":"checking","account_number":"000111222333","routing_number":"021000021","bank_name":"First Bank","is_primary":true,"notes":"payroll"}})",
        R"({"command":"link_account","idempotency_key":"a-2","data":{"customer_id":1,"account_type":"savings","account_number":"9","is_primary":true}})",
        R"({"command":"log_communication","data":{"customer_id":1,"communication_type":"CALL","direction":"outbound","timestamp":"2025-01-17T11:59:00Z","duration_seconds":180,"contact_phone":"+1 555 0100","outcome":"payment_promised","notes":"will pay by Friday","agent_id":"agent_001","debt_ids":[1,2]}})",
        R"({"command":"log_communication","data":{"customer_id":2,"communication_type":"LETTER","direction":"inbound","contact_email":"r@example.com"}})"}},
      {"2025-01-31T10:00:00Z",
       {R"({"command":"record_payment","idempotency_key":"p-1","data":{"customer_id":1,"debt_id":1,"amount":"200.00","payment_date":"2025-01-31","payment_method":"bank_transfer","transaction_id":"tx-1","status":"COMPLETED","notes":"first"}})",
        R"({"command":"record_payment","data":{"customer_id":1,"debt_id":1,"amount":"300.00","payment_date":"2025-02-20","payment_method":"check","transaction_id":"tx-2","notes":"post-dated"}})",
        R"({"command":"record_payment","data":{"customer_id":1,"debt_id":2,"amount":"50.00","payment_date":"2025-01-31"}})",
        R"({"command":"record_payment","data":{"customer_id":2,"debt_id":4,"amount":"100.00","payment_date":"2025-01-30","status":"COMPLETED"}})"}},
      {"2025-02-21T10:00:00Z",
       {R"({"command":"complete_payment","data":{"payment_id":2,"payment_date":"2025-02-21T09:00:00Z"}})",
        R"({"command":"fail_payment","data":{"payment_id":3}})",
        R"({"command":"refund_payment","idempotency_key":"r-1","data":{"payment_id":1,"amount":"50.00","kind":"CHARGEBACK","refunded_at":"2025-02-20"}})",
        R"({"command":"refund_credit","data":{"debt_id":4,"amount":"5.00"}})",
        R"({"command":"apply_credit","data":{"from_debt_id":4,"to_debt_id":3,"amount":"15.00"}})"}},
      {"2025-03-01T10:00:00Z",
       {R"({"command":"update_customer","data":{"customer_id":1,"email":"jane.smith@example.com","ssn":null,"city":"Pasadena","annual_income":"54000.00"}})",
        R"({"command":"change_debt_terms","data":{"debt_id":1,"interest_rate":"21.5","minimum_payment":null,"due_date":"2025-04-15","account_number":"4000-9999","notes":null}})",
        R"({"command":"adjust_debt","reason":"March interest","data":{"debt_id":1,"amount":"12.34","kind":"INTEREST"}})",
        R"({"command":"adjust_debt","reason":"goodwill","data":{"debt_id":1,"amount":"-2.34","kind":"WAIVER","effective_at":"2025-02-28"}})",
        R"({"command":"default_debt","data":{"debt_id":1}})", R"({"command":"cure_debt","data":{"debt_id":1}})",
        R"({"command":"default_debt","data":{"debt_id":2}})",
        R"({"command":"place_debt","data":{"debt_id":2,"agency":"Collectors & Sons"}})",
        R"({"command":"recall_debt","data":{"debt_id":2}})", R"({"command":"write_off_debt","reason":"cannot pay","data":{"debt_id":2}})",
        R"({"command":"record_payment","data":{"customer_id":1,"debt_id":2,"amount":"100.00","payment_date":"2025-03-01","status":"COMPLETED"}})",
        R"({"command":"settle_debt","reason":"agreed with counsel","data":{"debt_id":3}})",
        R"({"command":"refund_payment","data":{"payment_id":4,"kind":"ERROR"}})"}},
      {"2025-03-02T10:00:00Z",
       {R"({"command":"freeze_customer","data":{"customer_id":3}})", R"({"command":"unfreeze_customer","data":{"customer_id":3}})",
        R"({"command":"record_payment","data":{"customer_id":3,"debt_id":5,"amount":"60.00","payment_date":"2025-03-02","status":"COMPLETED"}})",
        R"({"command":"close_customer","data":{"customer_id":3}})",
        R"({"command":"reopen_customer","reason":"came back","data":{"customer_id":3}})"}},
      {"2025-03-03T10:00:00Z",
       {R"({"command":"amend_communication","data":{"communication_id":1,"outcome":"promise_broken","notes":"did not pay","duration_seconds":181}})",
        R"({"command":"update_account","data":{"account_id":1,"account_type":"current","routing_number":"011401533","bank_name":null,"notes":"salary"}})",
        R"({"command":"deactivate_account","data":{"account_id":2}})", R"({"command":"reactivate_account","data":{"account_id":2}})",
        R"({"command":"make_account_primary","data":{"account_id":1}})"}},
      {"2025-03-04T10:00:00.5Z",
       {R"({"command":"update_customer","data":{"customer_id":2,"date_of_birth":"1975-06-01","notes":"moved"}})"}},
  };
}

std::vector<Import> imports() {
  ImportCustomer customer;
  customer.row = {.first_name = "Old", .last_name = "Timer", .ssn = std::string("323-45-6789"), .phone_primary = "3"};
  customer.status = CustomerStatus::frozen;
  customer.origin = origin(70);
  ImportDebt settled{old_debt(100'000, 0), DebtStatus::settled, origin(71), {old_payment(6, 1, PaymentStatus::completed)}};
  ImportDebt written_off{old_debt(50'000, 51'234), DebtStatus::written_off, origin(72), {}};
  written_off.payments = {old_payment(7, 2, PaymentStatus::completed), old_payment(7, 3, PaymentStatus::refunded),
                          old_payment(7, 4, PaymentStatus::failed)};
  ImportDebt open{old_debt(9'000, 9'000), DebtStatus::in_collection, origin(73), {old_payment(8, 5, PaymentStatus::pending)}};
  ImportCommunication letter;
  letter.row = {.customer_id = {4}, .communication_type = CommunicationType::letter, .direction = Direction::outbound};
  letter.row.timestamp = parse_instant("2019-08-01").value();
  letter.row.notes = std::string("a reminder");
  letter.origin = origin(80);
  ImportAccount account;
  account.row = {.customer_id = {4}, .account_type = "checking", .account_number = "OLD-777"};
  account.row.is_active = false;
  account.origin = origin(90);
  return {customer, settled, written_off, open, old_payment(8, 6, PaymentStatus::completed), letter, account};
}

}  // namespace daybook::golden
