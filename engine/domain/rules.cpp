#include "engine/domain/rules.hpp"

#include <algorithm>

#include "events/require.hpp"

namespace daybook {
namespace {

template <class Id>
auto look_up(const Question& question, Id id, ErrorCode code, std::string_view what, std::string_view pointer)
    -> Result<decltype(question.state.find(id))> {
  if (const auto* row = question.state.find(id)) {
    return row;
  }
  return refuse(code, "no " + std::string(what) + " " + std::to_string(id.value), std::string(pointer));
}

struct Duplicate {
  ErrorCode code;
  std::string_view field;
};

Duplicate duplicate_of(UniqueKind kind) {
  switch (kind) {
    case UniqueKind::ssn:
      return {ErrorCode::duplicate_ssn, "ssn"};
    case UniqueKind::email:
      return {ErrorCode::duplicate_email, "email"};
    case UniqueKind::account_number:
      return {ErrorCode::duplicate_account_number, "account_number"};
    case UniqueKind::transaction_id:
      return {ErrorCode::duplicate_transaction_id, "transaction_id"};
    case UniqueKind::idempotency_key:
    case UniqueKind::external_customer:
    case UniqueKind::external_debt:
    case UniqueKind::external_payment:
    case UniqueKind::external_communication:
    case UniqueKind::external_account:
    case UniqueKind::access_token:
      break;
  }
  require(false, "only unique fields have a duplicate");
  return {};
}

Error duplicate(UniqueKind kind, std::string pointer) {
  const Duplicate found = duplicate_of(kind);
  return refuse(found.code, std::string(found.field) + " is taken", std::move(pointer));
}

}  // namespace

Result<const Customer*> find(const Question& question, CustomerId id, std::string_view pointer) {
  return look_up(question, id, ErrorCode::customer_not_found, "customer", pointer);
}
Result<const Debt*> find(const Question& question, DebtId id, std::string_view pointer) {
  return look_up(question, id, ErrorCode::debt_not_found, "debt", pointer);
}
Result<const Payment*> find(const Question& question, PaymentId id) {
  return look_up(question, id, ErrorCode::payment_not_found, "payment", "/payment_id");
}
Result<const Account*> find(const Question& question, AccountId id) {
  return look_up(question, id, ErrorCode::account_not_found, "account", "/account_id");
}
Result<const Communication*> find(const Question& question, CommunicationId id) {
  return look_up(question, id, ErrorCode::communication_not_found, "communication", "/communication_id");
}

const Customer& owner(const Question& question, CustomerId id) {
  const Customer* customer = question.state.find(id);
  // A state that failed to read says "absent"; its driver throws the decision away.
  static const Customer unreadable;
  return customer != nullptr ? *customer : unreadable;
}

Result<void> check_version(const Question& question, Version current) {
  const auto& expected = question.circumstances.expected_version;
  if (expected && *expected != current) {
    return refuse(ErrorCode::version_conflict, "the customer's version is " + std::to_string(current.value), "/expected_version");
  }
  return success();
}

bool is_stale(const Question& question, Position sealed_at) {
  return question.sealing.incomplete || (question.sealing.based_on && question.sealing.based_on != sealed_at);
}

Decision prepare_again() {
  Decision decision;
  decision.prepare_again = true;
  return decision;
}

Result<void> check_not_in_future(const Question& question, Instant instant, std::string_view pointer) {
  if (instant.microseconds > question.now().microseconds + future_tolerance_microseconds) {
    const std::string_view field = pointer.substr(pointer.rfind('/') + 1);
    return refuse(ErrorCode::date_in_future, std::string(field) + " is in the future", std::string(pointer));
  }
  return success();
}

Result<void> check_unique(const Question& question, UniqueKind kind, const std::optional<Token>& token, std::uint64_t self) {
  if (token) {
    const auto holder = question.state.holder(kind, token->view());
    if (holder && *holder != self) {
      return duplicate(kind, "/" + std::string(duplicate_of(kind).field));
    }
  }
  return success();
}

Result<void> check_transaction_id(const Question& question, const std::optional<std::string>& transaction_id, std::string_view pointer) {
  if (transaction_id && question.state.holder(UniqueKind::transaction_id, *transaction_id)) {
    return duplicate(UniqueKind::transaction_id, std::string(pointer));
  }
  return success();
}

Result<Money> sum(Money a, Money b, std::string_view pointer) {
  if (const auto total = add(a, b)) {
    return *total;
  }
  return refuse(ErrorCode::amount_out_of_range, "the sum is too large", std::string(pointer));
}

Error invalid_transition(std::string detail, std::string_view pointer) {
  return refuse(ErrorCode::invalid_transition, std::move(detail), std::string(pointer));
}

std::string describe(const Debt& debt) { return "debt " + std::to_string(debt.id.value) + " is " + std::string(to_text(debt.status)); }

Decision decided(CustomerId customer, std::uint64_t id, Event event) {
  Decision decision = nothing(customer, id);
  decision.events.push_back(std::move(event));
  return decision;
}

Decision nothing(CustomerId customer, std::uint64_t id) {
  Decision decision;
  decision.customer = customer;
  decision.id = id;
  return decision;
}

Result<Application> apply_payment(const Debt& debt, Money amount, std::string_view pointer) {
  const Money applied = std::min(amount, debt.current_balance);
  const Money credited{amount.minor - applied.minor};
  BOOST_OUTCOME_TRY(sum(debt.credit_balance, credited, pointer));
  BOOST_OUTCOME_TRY(sum(debt.total_paid, amount, pointer));
  BOOST_OUTCOME_TRY(sum(debt.recovered_amount, applied, pointer));
  return Application{applied, credited};
}

}  // namespace daybook
