// What can be asked about payments. `fields` describes each command once (`field.hpp`).
#pragma once

#include <string>
#include <vector>

#include "engine/domain/field.hpp"
#include "events/event.hpp"

namespace daybook {

/// `status` is PENDING, the default, or COMPLETED.
struct RecordPayment {
  CustomerId customer_id{};
  DebtId debt_id{};
  Money amount{};
  Instant payment_date{};
  std::optional<std::string> payment_method{};
  std::optional<std::string> transaction_id{};
  std::optional<PaymentStatus> status{};
  std::optional<std::string> notes{};

  static constexpr std::string_view name = "record_payment";
  static constexpr Table table = Table::payments;
  static void fields(auto& self, auto&& visit) {
    visit(required("customer_id"), self.customer_id);
    visit(required("debt_id"), self.debt_id);
    visit(required("amount", Check::positive_money), self.amount);
    visit(required("payment_date"), self.payment_date);
    visit(optional("payment_method", Check::text), self.payment_method);
    visit(optional("transaction_id", Check::identifier), self.transaction_id);
    visit(optional("status"), self.status);
    visit(personal(SealedField::notes, Check::notes), self.notes);
  }
  friend bool operator==(const RecordPayment&, const RecordPayment&) = default;
};

/// `payment_date` replaces the one given before.
struct CompletePayment {
  PaymentId payment_id{};
  std::optional<Instant> payment_date{};

  static constexpr std::string_view name = "complete_payment";
  static constexpr Table table = Table::payments;
  static void fields(auto& self, auto&& visit) {
    visit(required("payment_id"), self.payment_id);
    visit(optional("payment_date"), self.payment_date);
  }
  friend bool operator==(const CompletePayment&, const CompletePayment&) = default;
};

struct FailPayment {
  PaymentId payment_id{};

  static constexpr std::string_view name = "fail_payment";
  static constexpr Table table = Table::payments;
  static void fields(auto& self, auto&& visit) { visit(required("payment_id"), self.payment_id); }
  friend bool operator==(const FailPayment&, const FailPayment&) = default;
};

/// `amount` defaults to what is left, `kind` to REFUND, `refunded_at` to now.
struct RefundPayment {
  PaymentId payment_id{};
  std::optional<Money> amount{};
  std::optional<RefundKind> kind{};
  std::optional<Instant> refunded_at{};

  static constexpr std::string_view name = "refund_payment";
  static constexpr Table table = Table::payments;
  static void fields(auto& self, auto&& visit) {
    visit(required("payment_id"), self.payment_id);
    visit(optional("amount", Check::positive_money), self.amount);
    visit(optional("kind"), self.kind);
    visit(optional("refunded_at"), self.refunded_at);
  }
  friend bool operator==(const RefundPayment&, const RefundPayment&) = default;
};

}  // namespace daybook
