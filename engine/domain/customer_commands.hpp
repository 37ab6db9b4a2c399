// What can be asked about customers. `fields` describes each command once (`field.hpp`).
#pragma once

#include <string>
#include <vector>

#include "engine/domain/field.hpp"
#include "events/event.hpp"

namespace daybook {

/// `country` defaults to USA.
struct CreateCustomer {
  std::string first_name{};
  std::string last_name{};
  std::optional<std::string> middle_name{};
  std::optional<Date> date_of_birth{};
  std::optional<std::string> ssn{};
  std::optional<std::string> email{};
  std::string phone_primary{};
  std::optional<std::string> phone_secondary{};
  std::optional<std::string> address_line1{};
  std::optional<std::string> address_line2{};
  std::optional<std::string> city{};
  std::optional<std::string> state{};
  std::optional<std::string> zip_code{};
  std::optional<std::string> country{};
  std::optional<std::string> employer_name{};
  std::optional<std::string> employment_status{};
  std::optional<Money> annual_income{};
  std::optional<std::int32_t> credit_score{};
  std::optional<std::string> notes{};
  std::optional<CustomerStatus> account_status{};

  static constexpr std::string_view name = "create_customer";
  static constexpr Table table = Table::customers;
  static void fields(auto& self, auto&& visit) {
    visit(personal(SealedField::first_name, Check::name, Presence::required), self.first_name);
    visit(personal(SealedField::last_name, Check::name, Presence::required), self.last_name);
    visit(personal(SealedField::middle_name, Check::name), self.middle_name);
    visit(personal(SealedField::date_of_birth, Check::none), self.date_of_birth);
    visit(secret(SealedField::ssn, Check::ssn), self.ssn);
    visit(personal(SealedField::email, Check::email), self.email);
    visit(personal(SealedField::phone_primary, Check::text, Presence::required), self.phone_primary);
    visit(personal(SealedField::phone_secondary, Check::text), self.phone_secondary);
    visit(personal(SealedField::address_line1, Check::text), self.address_line1);
    visit(personal(SealedField::address_line2, Check::text), self.address_line2);
    visit(personal(SealedField::city, Check::text), self.city);
    visit(personal(SealedField::state, Check::text), self.state);
    visit(personal(SealedField::zip_code, Check::text), self.zip_code);
    visit(personal(SealedField::country, Check::text), self.country);
    visit(personal(SealedField::employer_name, Check::text), self.employer_name);
    visit(personal(SealedField::employment_status, Check::text), self.employment_status);
    visit(personal(SealedField::annual_income, Check::non_negative_money), self.annual_income);
    visit(personal(SealedField::credit_score, Check::credit_score), self.credit_score);
    visit(personal(SealedField::notes, Check::notes), self.notes);
    visit(optional("account_status", Check::only_initial), self.account_status);
  }
  friend bool operator==(const CreateCustomer&, const CreateCustomer&) = default;
};

/// Fields left alone stay; optional ones can be cleared.
struct UpdateCustomer {
  CustomerId customer_id{};
  std::optional<std::string> first_name{};
  std::optional<std::string> last_name{};
  Change<std::string> middle_name{};
  Change<Date> date_of_birth{};
  Change<std::string> ssn{};
  Change<std::string> email{};
  std::optional<std::string> phone_primary{};
  Change<std::string> phone_secondary{};
  Change<std::string> address_line1{};
  Change<std::string> address_line2{};
  Change<std::string> city{};
  Change<std::string> state{};
  Change<std::string> zip_code{};
  Change<std::string> country{};
  Change<std::string> employer_name{};
  Change<std::string> employment_status{};
  Change<Money> annual_income{};
  Change<std::int32_t> credit_score{};
  Change<std::string> notes{};

  static constexpr std::string_view name = "update_customer";
  static constexpr Table table = Table::customers;
  static void fields(auto& self, auto&& visit) {
    visit(required("customer_id"), self.customer_id);
    visit(personal(SealedField::first_name, Check::name), self.first_name);
    visit(personal(SealedField::last_name, Check::name), self.last_name);
    visit(personal(SealedField::middle_name, Check::name), self.middle_name);
    visit(personal(SealedField::date_of_birth, Check::none), self.date_of_birth);
    visit(secret(SealedField::ssn, Check::ssn), self.ssn);
    visit(personal(SealedField::email, Check::email), self.email);
    visit(personal(SealedField::phone_primary, Check::text), self.phone_primary);
    visit(personal(SealedField::phone_secondary, Check::text), self.phone_secondary);
    visit(personal(SealedField::address_line1, Check::text), self.address_line1);
    visit(personal(SealedField::address_line2, Check::text), self.address_line2);
    visit(personal(SealedField::city, Check::text), self.city);
    visit(personal(SealedField::state, Check::text), self.state);
    visit(personal(SealedField::zip_code, Check::text), self.zip_code);
    visit(personal(SealedField::country, Check::text), self.country);
    visit(personal(SealedField::employer_name, Check::text), self.employer_name);
    visit(personal(SealedField::employment_status, Check::text), self.employment_status);
    visit(personal(SealedField::annual_income, Check::non_negative_money), self.annual_income);
    visit(personal(SealedField::credit_score, Check::credit_score), self.credit_score);
    visit(personal(SealedField::notes, Check::notes), self.notes);
  }
  friend bool operator==(const UpdateCustomer&, const UpdateCustomer&) = default;
};

struct FreezeCustomer {
  CustomerId customer_id{};

  static constexpr std::string_view name = "freeze_customer";
  static constexpr Table table = Table::customers;
  static void fields(auto& self, auto&& visit) { visit(required("customer_id"), self.customer_id); }
  friend bool operator==(const FreezeCustomer&, const FreezeCustomer&) = default;
};

struct UnfreezeCustomer {
  CustomerId customer_id{};

  static constexpr std::string_view name = "unfreeze_customer";
  static constexpr Table table = Table::customers;
  static void fields(auto& self, auto&& visit) { visit(required("customer_id"), self.customer_id); }
  friend bool operator==(const UnfreezeCustomer&, const UnfreezeCustomer&) = default;
};

struct CloseCustomer {
  CustomerId customer_id{};

  static constexpr std::string_view name = "close_customer";
  static constexpr Table table = Table::customers;
  static void fields(auto& self, auto&& visit) { visit(required("customer_id"), self.customer_id); }
  friend bool operator==(const CloseCustomer&, const CloseCustomer&) = default;
};

struct ReopenCustomer {
  CustomerId customer_id{};

  static constexpr std::string_view name = "reopen_customer";
  static constexpr Table table = Table::customers;
  static void fields(auto& self, auto&& visit) { visit(required("customer_id"), self.customer_id); }
  friend bool operator==(const ReopenCustomer&, const ReopenCustomer&) = default;
};

}  // namespace daybook
