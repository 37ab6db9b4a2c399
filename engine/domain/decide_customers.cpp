#include "engine/domain/rules.hpp"

namespace daybook {
namespace {

Result<void> check_birth_date(const Question& question) {
  if (question.sealing.date_of_birth) {
    return check_not_in_future(question, start_of(*question.sealing.date_of_birth), "/date_of_birth");
  }
  return success();
}

Result<void> check_unique_profile(const Question& question, CustomerId self) {
  BOOST_OUTCOME_TRY(check_unique(question, UniqueKind::ssn, question.sealing.tokens.ssn, self.value));
  return check_unique(question, UniqueKind::email, question.sealing.tokens.email, self.value);
}

Error wrong_status(const Customer& customer) {
  return invalid_transition("customer " + std::to_string(customer.id.value) + " is " + std::string(to_text(customer.status)),
                            "/customer_id");
}

/// Found, at the expected version, and not prepared from something old.
Result<const Customer*> find_current(const Question& question, CustomerId id) {
  BOOST_OUTCOME_TRY(const Customer* customer, find(question, id));
  BOOST_OUTCOME_TRY(check_version(question, customer->version));
  return customer;
}

/// A change of status from `from` alone.
Result<Decision> change_status(const Question& question, CustomerId id, CustomerStatus from, Event event) {
  BOOST_OUTCOME_TRY(const Customer* customer, find_current(question, id));
  if (is_stale(question, customer->sealed_at)) {
    return prepare_again();
  }
  if (customer->status != from) {
    return wrong_status(*customer);
  }
  return decided(id, id.value, std::move(event));
}

}  // namespace

Result<Decision> decide_on(const CreateCustomer&, const Question& question) {
  BOOST_OUTCOME_TRY(check_version(question, Version{}));
  BOOST_OUTCOME_TRY(check_birth_date(question));
  BOOST_OUTCOME_TRY(check_unique_profile(question, CustomerId{}));
  const CustomerId id{question.state.facts().last_customer.value + 1};
  const Sealing& sealing = question.sealing;
  return decided(id, id.value, CustomerCreated{id, sealing.new_key, sealing.personal, sealing.secret, sealing.tokens});
}

Result<Decision> decide_on(const UpdateCustomer& command, const Question& question) {
  BOOST_OUTCOME_TRY(const Customer* customer, find_current(question, command.customer_id));
  if (is_stale(question, customer->sealed_at)) {
    return prepare_again();
  }
  BOOST_OUTCOME_TRY(check_birth_date(question));
  BOOST_OUTCOME_TRY(check_unique_profile(question, customer->id));
  const Sealing& sealing = question.sealing;
  if (sealing.changed.empty()) {
    return nothing(customer->id, customer->id.value);
  }
  return decided(customer->id, customer->id.value,
                 CustomerProfileChanged{customer->id, sealing.changed, sealing.personal, sealing.secret, sealing.tokens});
}

Result<Decision> decide_on(const FreezeCustomer& command, const Question& question) {
  return change_status(question, command.customer_id, CustomerStatus::active, CustomerFrozen{command.customer_id});
}

Result<Decision> decide_on(const UnfreezeCustomer& command, const Question& question) {
  return change_status(question, command.customer_id, CustomerStatus::frozen, CustomerUnfrozen{command.customer_id});
}

Result<Decision> decide_on(const CloseCustomer& command, const Question& question) {
  BOOST_OUTCOME_TRY(const Customer* customer, find_current(question, command.customer_id));
  if (is_stale(question, customer->sealed_at)) {
    return prepare_again();
  }
  if (customer->open_debts > 0) {
    return refuse(ErrorCode::customer_has_open_debts, "open debts: " + std::to_string(customer->open_debts), "/customer_id");
  }
  if (customer->pending_payments > 0) {
    return refuse(ErrorCode::customer_has_pending_payments, "pending payments: " + std::to_string(customer->pending_payments),
                  "/customer_id");
  }
  if (customer->status == CustomerStatus::closed) {
    return wrong_status(*customer);
  }
  return decided(customer->id, customer->id.value, CustomerClosed{customer->id});
}

Result<Decision> decide_on(const ReopenCustomer& command, const Question& question) {
  return change_status(question, command.customer_id, CustomerStatus::closed, CustomerReopened{command.customer_id});
}

}  // namespace daybook
