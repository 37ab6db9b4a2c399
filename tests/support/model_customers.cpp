#include <algorithm>

#include "tests/support/model.hpp"
#include "tests/support/model_personal.hpp"

namespace daybook::model {
namespace {

/// E-mail addresses are compared trimmed and in small ASCII letters.
std::string compared_email(std::string text) {
  while (!text.empty() && text.front() == ' ') {
    text.erase(0, 1);
  }
  while (!text.empty() && text.back() == ' ') {
    text.pop_back();
  }
  for (char& letter : text) {
    if (letter >= 'A' && letter <= 'Z') {
      letter = static_cast<char>(letter - 'A' + 'a');
    }
  }
  return text;
}

/// With and without dashes it is the same number.
std::string compared_ssn(std::string text) {
  std::erase(text, '-');
  return text;
}

/// The columns that creating and updating share.
template <class Command>
void put_profile(Personal& personal, const Command& command) {
  put(personal, "middle_name", command.middle_name);
  put(personal, "date_of_birth", command.date_of_birth);
  put(personal, "ssn", command.ssn);
  put(personal, "email", command.email);
  put(personal, "phone_secondary", command.phone_secondary);
  put(personal, "address_line1", command.address_line1);
  put(personal, "address_line2", command.address_line2);
  put(personal, "city", command.city);
  put(personal, "state", command.state);
  put(personal, "zip_code", command.zip_code);
  put(personal, "country", command.country);
  put(personal, "employer_name", command.employer_name);
  put(personal, "employment_status", command.employment_status);
  put(personal, "annual_income", command.annual_income);
  put(personal, "credit_score", command.credit_score);
  put(personal, "notes", command.notes);
}

}  // namespace

std::optional<Fault> Model::duplicate_of(const Personal& values, Id customer) const {
  for (const auto& [id, other] : customers_) {
    if (id != customer && values.contains("ssn") && other.personal.contains("ssn") &&
        compared_ssn(values.at("ssn")) == compared_ssn(other.personal.at("ssn"))) {
      return Fault{ErrorCode::duplicate_ssn, "/ssn"};
    }
  }
  for (const auto& [id, other] : customers_) {
    if (id != customer && values.contains("email") && other.personal.contains("email") &&
        compared_email(values.at("email")) == compared_email(other.personal.at("email"))) {
      return Fault{ErrorCode::duplicate_email, "/email"};
    }
  }
  return std::nullopt;
}

Model::Outcome Model::run(const CreateCustomer& command) {
  if (expected_ && expected_->value != 0) {
    return refuse(ErrorCode::version_conflict, "/expected_version");
  }
  if (command.date_of_birth && later_than_now(start_of(*command.date_of_birth))) {
    return refuse(ErrorCode::date_in_future, "/date_of_birth");
  }
  Customer customer;
  customer.id = customers_.size() + 1;
  customer.created_at = now_;
  customer.updated_at = now_;
  Personal& personal = customer.personal;
  personal["first_name"] = command.first_name;
  personal["last_name"] = command.last_name;
  personal["phone_primary"] = command.phone_primary;
  put_profile(personal, command);
  personal.try_emplace("country", "USA");
  if (const auto fault = duplicate_of(personal, customer.id)) {
    return {fault, {}, 0, 0};
  }
  customers_[customer.id] = customer;
  return {{}, {"CustomerCreated"}, customer.id, customer.id};
}

Model::Outcome Model::run(const UpdateCustomer& command) {
  const Id id = command.customer_id.value;
  if (!customers_.contains(id)) {
    return refuse(ErrorCode::customer_not_found, "/customer_id");
  }
  if (stale(id)) {
    return refuse(ErrorCode::version_conflict, "/expected_version");
  }
  if (command.date_of_birth.value() && later_than_now(start_of(*command.date_of_birth.value()))) {
    return refuse(ErrorCode::date_in_future, "/date_of_birth");
  }
  Customer& customer = customers_.at(id);
  Personal personal = customer.personal;
  put(personal, "first_name", command.first_name);
  put(personal, "last_name", command.last_name);
  put(personal, "phone_primary", command.phone_primary);
  put_profile(personal, command);
  if (personal == customer.personal) {
    return {{}, {}, id, id};
  }
  if (const auto fault = duplicate_of(personal, id)) {
    return {fault, {}, 0, 0};
  }
  customer.personal = personal;
  customer.updated_at = now_;
  return {{}, {"CustomerProfileChanged"}, id, id};
}

Model::Outcome Model::run(const FreezeCustomer& command) {
  return change_customer_status(command.customer_id.value, {CustomerStatus::active}, CustomerStatus::frozen, "CustomerFrozen");
}

Model::Outcome Model::run(const UnfreezeCustomer& command) {
  return change_customer_status(command.customer_id.value, {CustomerStatus::frozen}, CustomerStatus::active, "CustomerUnfrozen");
}

Model::Outcome Model::run(const ReopenCustomer& command) {
  return change_customer_status(command.customer_id.value, {CustomerStatus::closed}, CustomerStatus::active, "CustomerReopened");
}

Model::Outcome Model::run(const CloseCustomer& command) {
  const Id id = command.customer_id.value;
  if (customers_.contains(id) && !stale(id)) {
    for (const auto& [debt_id, debt] : debts_) {
      if (debt.customer_id == id && is_open(debt)) {
        return refuse(ErrorCode::customer_has_open_debts, "/customer_id");
      }
    }
    for (const auto& [payment_id, payment] : payments_) {
      if (payment.customer_id == id && payment.status == PaymentStatus::pending) {
        return refuse(ErrorCode::customer_has_pending_payments, "/customer_id");
      }
    }
  }
  return change_customer_status(id, {CustomerStatus::active, CustomerStatus::frozen}, CustomerStatus::closed, "CustomerClosed");
}

Model::Outcome Model::change_customer_status(Id id, std::set<CustomerStatus> from, CustomerStatus to, std::string event) {
  if (!customers_.contains(id)) {
    return refuse(ErrorCode::customer_not_found, "/customer_id");
  }
  if (stale(id)) {
    return refuse(ErrorCode::version_conflict, "/expected_version");
  }
  Customer& customer = customers_.at(id);
  if (!from.contains(customer.status)) {
    return refuse(ErrorCode::invalid_transition, "/customer_id");
  }
  customer.status = to;
  customer.updated_at = now_;
  return {{}, {event}, id, id};
}

}  // namespace daybook::model
