// From what is stored to what is answered: entity and opened groups to a row.
#pragma once

#include "engine/privacy/vault.hpp"
#include "projections/row.hpp"
#include "projections/row_source.hpp"

namespace daybook {

/// Builds rows from one source. A value with references; any thread.
class RowBuilder {
 public:
  RowBuilder(const RowSource& rows, const Vault& vault, Date today) : rows_(rows), vault_(vault), today_(today) {}

  // `corrupt` when a sealed group cannot be opened.
  Result<CustomerRow> build(const Customer& customer) const;
  Result<DebtRow> build(const Debt& debt) const;
  Result<PaymentRow> build(const Payment& payment) const;
  Result<CommunicationRow> build(const Communication& communication) const;
  Result<AccountRow> build(const Account& account) const;

  /// The latest payment date among the debt's COMPLETED payments.
  Result<std::optional<Instant>> last_payment_date(const Debt& debt) const;

 private:
  /// Both groups of a row together; the fields of an erased customer show as absent.
  Result<Group> open(Table table, std::uint64_t id) const;

  const RowSource& rows_;
  const Vault& vault_;
  Date today_;
};

}  // namespace daybook
