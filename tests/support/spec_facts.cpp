#include "tests/support/spec_facts.hpp"

#include "events/require.hpp"

namespace daybook::spec {

CustomerCreated customer(std::uint64_t id, const Values& values) {
  Values personal = values;
  std::erase_if(personal, [](const auto& value) { return is_secret(value.first); });
  Values secret = values;
  std::erase_if(secret, [](const auto& value) { return !is_secret(value.first); });
  return {.customer_id = {id}, .key_id = {id}, .personal = seal(personal), .secret = seal(secret), .tokens = tokens_of(values)};
}

DebtIssued debt(std::uint64_t id, std::int64_t cents, std::uint64_t customer) {
  DebtIssued issued;
  issued.debt_id = {id};
  issued.customer_id = {customer};
  issued.debt_type = "loan";
  issued.original_amount = {cents};
  issued.current_balance = {cents};
  issued.issue_date = issue_day;
  return issued;
}

PaymentInitiated pending(std::uint64_t id, std::uint64_t debt, std::int64_t cents, std::uint64_t customer) {
  PaymentInitiated initiated;
  initiated.payment_id = {id};
  initiated.customer_id = {customer};
  initiated.debt_id = {debt};
  initiated.amount = {cents};
  initiated.payment_date = issue_day;
  return initiated;
}

PaymentCompleted completed(const PaymentInitiated& initiated, std::int64_t applied, std::int64_t credited) {
  PaymentCompleted completed;
  completed.payment_id = initiated.payment_id;
  completed.customer_id = initiated.customer_id;
  completed.debt_id = initiated.debt_id;
  completed.amount = initiated.amount;
  completed.payment_date = initiated.payment_date;
  completed.applied = {applied};
  completed.credited = {credited};
  return completed;
}

PaymentCompleted paid(std::uint64_t id, std::uint64_t debt, std::int64_t applied, std::int64_t credited, std::uint64_t customer) {
  return completed(pending(id, debt, applied + credited, customer), applied, credited);
}

PaymentRefunded refunded(std::uint64_t id, std::uint64_t debt, std::int64_t from_credit, std::int64_t restored) {
  return {.payment_id = {id},
          .debt_id = {debt},
          .amount = {from_credit + restored},
          .kind = RefundKind::refund,
          .refunded_at = noon,
          .from_credit = {from_credit},
          .restored = {restored}};
}

AccountLinked account(std::uint64_t id, const std::string& number, std::uint64_t customer) {
  AccountLinked linked;
  linked.account_id = {id};
  linked.customer_id = {customer};
  linked.account_type = "checking";
  linked.secret = seal({{SealedField::account_number, number}});
  linked.tokens = tokens_of({{SealedField::account_number, number}});
  return linked;
}

CommunicationLogged call(std::uint64_t id, std::uint64_t customer) {
  CommunicationLogged logged;
  logged.communication_id = {id};
  logged.customer_id = {customer};
  logged.timestamp = issue_day;
  return logged;
}

std::vector<Event> debt_that_is(DebtStatus status) {
  std::vector<Event> facts{customer(1), debt(1, 100'00)};
  switch (status) {
    case DebtStatus::active:
      break;
    case DebtStatus::defaulted:
      facts.emplace_back(DebtDefaulted{{1}});
      break;
    case DebtStatus::in_collection:
      facts.emplace_back(DebtPlacedInCollection{{1}, "agency"});
      break;
    case DebtStatus::paid_off:
      facts.emplace_back(paid(1, 1, 100'00));
      facts.emplace_back(DebtPaidOff{{1}});
      break;
    case DebtStatus::settled:
      facts.emplace_back(DebtSettled{{1}, {100'00}});
      break;
    case DebtStatus::written_off:
      facts.emplace_back(DebtWrittenOff{{1}, {100'00}});
      break;
  }
  return facts;
}

std::vector<Event> payment_that_is(PaymentStatus status) {
  std::vector<Event> facts{customer(1), debt(1, 100'00)};
  const PaymentInitiated initiated = pending(1, 1, 30'00);
  facts.emplace_back(initiated);
  switch (status) {
    case PaymentStatus::pending:
      break;
    case PaymentStatus::completed:
      facts.emplace_back(completed(initiated, 30'00));
      break;
    case PaymentStatus::failed:
      facts.emplace_back(PaymentFailed{{1}, {1}});
      break;
    case PaymentStatus::refunded:
      facts.emplace_back(completed(initiated, 30'00));
      facts.emplace_back(refunded(1, 1, 0, 30'00));
      break;
  }
  return facts;
}

std::vector<Event> customer_that_is(CustomerStatus status) {
  std::vector<Event> facts{customer(1)};
  if (status == CustomerStatus::frozen) {
    facts.emplace_back(CustomerFrozen{{1}});
  }
  if (status == CustomerStatus::closed) {
    facts.emplace_back(CustomerClosed{{1}});
  }
  return facts;
}

}  // namespace daybook::spec
