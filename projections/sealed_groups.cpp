#include "projections/sealed_groups.hpp"

#include <algorithm>

namespace daybook {
namespace {

using Visit = std::function<void(const SealedGroup&)>;

class Groups {
 public:
  explicit Groups(const Visit& visit) : visit_(visit) {}

  void operator()(const CustomerCreated& event) const {
    created(Table::customers, event.customer_id.value, GroupKind::personal, event.personal);
    created(Table::customers, event.customer_id.value, GroupKind::secret, event.secret);
  }
  void operator()(const DebtIssued& event) const {
    created(Table::debts, event.debt_id.value, GroupKind::personal, event.personal);
    created(Table::debts, event.debt_id.value, GroupKind::secret, event.secret);
  }
  void operator()(const PaymentInitiated& event) const {
    created(Table::payments, event.payment_id.value, GroupKind::personal, event.personal);
  }
  void operator()(const PaymentCompleted& event) const {
    created(Table::payments, event.payment_id.value, GroupKind::personal, event.personal);
  }
  void operator()(const CommunicationLogged& event) const {
    created(Table::communications, event.communication_id.value, GroupKind::personal, event.personal);
  }
  void operator()(const AccountLinked& event) const {
    created(Table::accounts, event.account_id.value, GroupKind::personal, event.personal);
    created(Table::accounts, event.account_id.value, GroupKind::secret, event.secret);
  }

  void operator()(const CustomerImported& event) const { (*this)(event.row); }
  void operator()(const DebtImported& event) const { (*this)(event.row); }
  void operator()(const PaymentImported& event) const { (*this)(event.row); }
  void operator()(const CommunicationImported& event) const { (*this)(event.row); }
  void operator()(const AccountImported& event) const { (*this)(event.row); }

  void operator()(const CustomerProfileChanged& event) const {
    changed(Table::customers, event.customer_id.value, event.changed, event.personal, event.secret);
  }
  void operator()(const DebtTermsChanged& event) const {
    changed(Table::debts, event.debt_id.value, event.changed, event.personal, event.secret);
  }
  void operator()(const CommunicationAmended& event) const {
    changed(Table::communications, event.communication_id.value, event.changed, event.personal, Sealed{});
  }
  void operator()(const AccountChanged& event) const {
    changed(Table::accounts, event.account_id.value, event.changed, event.personal, event.secret);
  }

  // Events without sealed groups.
  void operator()(const LedgerOpened&) const {}
  void operator()(const CustomerFrozen&) const {}
  void operator()(const CustomerUnfrozen&) const {}
  void operator()(const CustomerClosed&) const {}
  void operator()(const CustomerReopened&) const {}
  void operator()(const DebtBalanceAdjusted&) const {}
  void operator()(const DebtDefaulted&) const {}
  void operator()(const DebtCured&) const {}
  void operator()(const DebtPlacedInCollection&) const {}
  void operator()(const DebtRecalled&) const {}
  void operator()(const DebtWrittenOff&) const {}
  void operator()(const DebtSettled&) const {}
  void operator()(const DebtPaidOff&) const {}
  void operator()(const DebtReopened&) const {}
  void operator()(const DebtStatusImported&) const {}
  void operator()(const CreditRefunded&) const {}
  void operator()(const CreditApplied&) const {}
  void operator()(const PaymentFailed&) const {}
  void operator()(const PaymentRefunded&) const {}
  void operator()(const PrimaryAccountChanged&) const {}
  void operator()(const AccountDeactivated&) const {}
  void operator()(const AccountReactivated&) const {}
  void operator()(const TokenCreated&) const {}
  void operator()(const TokenRevoked&) const {}
  void operator()(const DataRevealed&) const {}

 private:
  void created(Table table, std::uint64_t id, GroupKind kind, const Sealed& sealed) const {
    if (!sealed.empty()) {
      visit_({table, id, kind, sealed});
    }
  }

  void changed(Table table, std::uint64_t id, const std::vector<SealedField>& fields, const Sealed& personal, const Sealed& secret) const {
    const auto touches = [&](GroupKind kind) { return std::ranges::find(fields, kind, group_of) != fields.end(); };
    if (touches(GroupKind::personal)) {
      visit_({table, id, GroupKind::personal, personal});
    }
    if (touches(GroupKind::secret)) {
      visit_({table, id, GroupKind::secret, secret});
    }
  }

  const Visit& visit_;
};

}  // namespace

GroupKind group_of(SealedField field) {
  const bool secret = field == SealedField::ssn || field == SealedField::account_number || field == SealedField::routing_number;
  return secret ? GroupKind::secret : GroupKind::personal;
}

void for_each_sealed_group(const Event& event, const std::function<void(const SealedGroup&)>& visit) { std::visit(Groups(visit), event); }

}  // namespace daybook
