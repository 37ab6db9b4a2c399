// What can be asked about accounts. `fields` describes each command once (`field.hpp`).
#pragma once

#include <string>
#include <vector>

#include "engine/domain/field.hpp"
#include "events/event.hpp"

namespace daybook {

struct LinkAccount {
  CustomerId customer_id{};
  std::string account_type{};
  std::string account_number{};
  std::optional<std::string> routing_number{};
  std::optional<std::string> bank_name{};
  std::optional<bool> is_active{};
  std::optional<bool> is_primary{};
  std::optional<std::string> notes{};

  static constexpr std::string_view name = "link_account";
  static constexpr Table table = Table::accounts;
  static void fields(auto& self, auto&& visit) {
    visit(required("customer_id"), self.customer_id);
    visit(required("account_type", Check::text), self.account_type);
    visit(secret(SealedField::account_number, Check::identifier, Presence::required), self.account_number);
    visit(secret(SealedField::routing_number, Check::routing_number), self.routing_number);
    visit(optional("bank_name", Check::text), self.bank_name);
    visit(optional("is_active", Check::only_initial), self.is_active);
    visit(optional("is_primary"), self.is_primary);
    visit(personal(SealedField::notes, Check::notes), self.notes);
  }
  friend bool operator==(const LinkAccount&, const LinkAccount&) = default;
};

struct UpdateAccount {
  AccountId account_id{};
  std::optional<std::string> account_type{};
  Change<std::string> routing_number{};
  Change<std::string> bank_name{};
  Change<std::string> notes{};

  static constexpr std::string_view name = "update_account";
  static constexpr Table table = Table::accounts;
  static void fields(auto& self, auto&& visit) {
    visit(required("account_id"), self.account_id);
    visit(optional("account_type", Check::text), self.account_type);
    visit(secret(SealedField::routing_number, Check::routing_number), self.routing_number);
    visit(optional("bank_name", Check::text), self.bank_name);
    visit(personal(SealedField::notes, Check::notes), self.notes);
  }
  friend bool operator==(const UpdateAccount&, const UpdateAccount&) = default;
};

struct MakeAccountPrimary {
  AccountId account_id{};

  static constexpr std::string_view name = "make_account_primary";
  static constexpr Table table = Table::accounts;
  static void fields(auto& self, auto&& visit) { visit(required("account_id"), self.account_id); }
  friend bool operator==(const MakeAccountPrimary&, const MakeAccountPrimary&) = default;
};

struct DeactivateAccount {
  AccountId account_id{};

  static constexpr std::string_view name = "deactivate_account";
  static constexpr Table table = Table::accounts;
  static void fields(auto& self, auto&& visit) { visit(required("account_id"), self.account_id); }
  friend bool operator==(const DeactivateAccount&, const DeactivateAccount&) = default;
};

struct ReactivateAccount {
  AccountId account_id{};

  static constexpr std::string_view name = "reactivate_account";
  static constexpr Table table = Table::accounts;
  static void fields(auto& self, auto&& visit) { visit(required("account_id"), self.account_id); }
  friend bool operator==(const ReactivateAccount&, const ReactivateAccount&) = default;
};

}  // namespace daybook
