// What can be asked about debts. `fields` describes each command once (`field.hpp`).
#pragma once

#include <string>
#include <vector>

#include "engine/domain/field.hpp"
#include "events/event.hpp"

namespace daybook {

/// `current_balance` defaults to `original_amount`.
struct IssueDebt {
  CustomerId customer_id{};
  std::string debt_type{};
  Money original_amount{};
  std::optional<Money> current_balance{};
  std::optional<Rate> interest_rate{};
  std::optional<Money> minimum_payment{};
  Instant issue_date{};
  std::optional<Instant> due_date{};
  std::optional<std::string> account_number{};
  std::optional<std::string> reference_number{};
  std::optional<std::string> notes{};
  std::optional<DebtStatus> status{};
  std::optional<std::int32_t> days_past_due{};

  static constexpr std::string_view name = "issue_debt";
  static constexpr Table table = Table::debts;
  static void fields(auto& self, auto&& visit) {
    visit(required("customer_id"), self.customer_id);
    visit(required("debt_type", Check::text), self.debt_type);
    visit(required("original_amount", Check::positive_money), self.original_amount);
    visit(optional("current_balance", Check::positive_money), self.current_balance);
    visit(optional("interest_rate"), self.interest_rate);
    visit(optional("minimum_payment", Check::non_negative_money), self.minimum_payment);
    visit(required("issue_date"), self.issue_date);
    visit(optional("due_date"), self.due_date);
    visit(secret(SealedField::account_number, Check::text), self.account_number);
    visit(optional("reference_number", Check::text), self.reference_number);
    visit(personal(SealedField::notes, Check::notes), self.notes);
    visit(optional("status", Check::only_initial), self.status);
    visit(optional("days_past_due", Check::only_initial), self.days_past_due);
  }
  friend bool operator==(const IssueDebt&, const IssueDebt&) = default;
};

struct ChangeDebtTerms {
  DebtId debt_id{};
  Change<Rate> interest_rate{};
  Change<Money> minimum_payment{};
  Change<Instant> due_date{};
  Change<std::string> account_number{};
  Change<std::string> reference_number{};
  Change<std::string> notes{};

  static constexpr std::string_view name = "change_debt_terms";
  static constexpr Table table = Table::debts;
  static void fields(auto& self, auto&& visit) {
    visit(required("debt_id"), self.debt_id);
    visit(optional("interest_rate"), self.interest_rate);
    visit(optional("minimum_payment", Check::non_negative_money), self.minimum_payment);
    visit(optional("due_date"), self.due_date);
    visit(secret(SealedField::account_number, Check::text), self.account_number);
    visit(optional("reference_number", Check::text), self.reference_number);
    visit(personal(SealedField::notes, Check::notes), self.notes);
  }
  friend bool operator==(const ChangeDebtTerms&, const ChangeDebtTerms&) = default;
};

/// Needs a reason. `effective_at` defaults to now; `kind` is never IMPORT.
struct AdjustDebt {
  DebtId debt_id{};
  Money amount{};
  AdjustmentKind kind = AdjustmentKind::interest;
  std::optional<Instant> effective_at{};

  static constexpr std::string_view name = "adjust_debt";
  static constexpr Table table = Table::debts;
  static void fields(auto& self, auto&& visit) {
    visit(required("debt_id"), self.debt_id);
    visit(required("amount", Check::nonzero_money), self.amount);
    visit(required("kind"), self.kind);
    visit(optional("effective_at"), self.effective_at);
  }
  friend bool operator==(const AdjustDebt&, const AdjustDebt&) = default;
};

struct DefaultDebt {
  DebtId debt_id{};

  static constexpr std::string_view name = "default_debt";
  static constexpr Table table = Table::debts;
  static void fields(auto& self, auto&& visit) { visit(required("debt_id"), self.debt_id); }
  friend bool operator==(const DefaultDebt&, const DefaultDebt&) = default;
};

struct CureDebt {
  DebtId debt_id{};

  static constexpr std::string_view name = "cure_debt";
  static constexpr Table table = Table::debts;
  static void fields(auto& self, auto&& visit) { visit(required("debt_id"), self.debt_id); }
  friend bool operator==(const CureDebt&, const CureDebt&) = default;
};

struct RecallDebt {
  DebtId debt_id{};

  static constexpr std::string_view name = "recall_debt";
  static constexpr Table table = Table::debts;
  static void fields(auto& self, auto&& visit) { visit(required("debt_id"), self.debt_id); }
  friend bool operator==(const RecallDebt&, const RecallDebt&) = default;
};

/// Needs a reason.
struct WriteOffDebt {
  DebtId debt_id{};

  static constexpr std::string_view name = "write_off_debt";
  static constexpr Table table = Table::debts;
  static void fields(auto& self, auto&& visit) { visit(required("debt_id"), self.debt_id); }
  friend bool operator==(const WriteOffDebt&, const WriteOffDebt&) = default;
};

/// Needs a reason.
struct SettleDebt {
  DebtId debt_id{};

  static constexpr std::string_view name = "settle_debt";
  static constexpr Table table = Table::debts;
  static void fields(auto& self, auto&& visit) { visit(required("debt_id"), self.debt_id); }
  friend bool operator==(const SettleDebt&, const SettleDebt&) = default;
};

struct PlaceDebt {
  DebtId debt_id{};
  std::string agency{};

  static constexpr std::string_view name = "place_debt";
  static constexpr Table table = Table::debts;
  static void fields(auto& self, auto&& visit) {
    visit(required("debt_id"), self.debt_id);
    visit(required("agency", Check::text), self.agency);
  }
  friend bool operator==(const PlaceDebt&, const PlaceDebt&) = default;
};

struct RefundCredit {
  DebtId debt_id{};
  Money amount{};

  static constexpr std::string_view name = "refund_credit";
  static constexpr Table table = Table::debts;
  static void fields(auto& self, auto&& visit) {
    visit(required("debt_id"), self.debt_id);
    visit(required("amount", Check::positive_money), self.amount);
  }
  friend bool operator==(const RefundCredit&, const RefundCredit&) = default;
};

struct ApplyCredit {
  DebtId from_debt_id{};
  DebtId to_debt_id{};
  Money amount{};

  static constexpr std::string_view name = "apply_credit";
  static constexpr Table table = Table::debts;
  static void fields(auto& self, auto&& visit) {
    visit(required("from_debt_id"), self.from_debt_id);
    visit(required("to_debt_id"), self.to_debt_id);
    visit(required("amount", Check::positive_money), self.amount);
  }
  friend bool operator==(const ApplyCredit&, const ApplyCredit&) = default;
};

}  // namespace daybook
