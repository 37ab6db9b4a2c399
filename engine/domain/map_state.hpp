// State in plain maps: for tests, for `verify` and for as-of reads. Memory grows with what is applied to it.
#pragma once

#include <map>

#include "engine/domain/state.hpp"

namespace daybook {

class MapState final : public State {
 public:
  const LedgerFacts& facts() const override { return facts_; }
  const Customer* find(CustomerId id) const override { return look_up(customers_, id); }
  const Debt* find(DebtId id) const override { return look_up(debts_, id); }
  const Payment* find(PaymentId id) const override { return look_up(payments_, id); }
  const Communication* find(CommunicationId id) const override { return look_up(communications_, id); }
  const Account* find(AccountId id) const override { return look_up(accounts_, id); }
  std::optional<std::uint64_t> holder(UniqueKind kind, std::string_view value) const override;

  LedgerFacts& edit_facts() override { return facts_; }
  Customer& edit(CustomerId id) override { return customers_[id]; }
  Debt& edit(DebtId id) override { return debts_[id]; }
  Payment& edit(PaymentId id) override { return payments_[id]; }
  Communication& edit(CommunicationId id) override { return communications_[id]; }
  Account& edit(AccountId id) override { return accounts_[id]; }
  void hold(UniqueKind kind, std::string_view value, std::uint64_t holder) override;
  void release(UniqueKind kind, std::string_view value) override;

  const std::map<CustomerId, Customer>& customers() const { return customers_; }
  const std::map<DebtId, Debt>& debts() const { return debts_; }
  const std::map<PaymentId, Payment>& payments() const { return payments_; }
  const std::map<CommunicationId, Communication>& communications() const { return communications_; }
  const std::map<AccountId, Account>& accounts() const { return accounts_; }

  bool operator==(const MapState& other) const {
    return facts_ == other.facts_ && customers_ == other.customers_ && debts_ == other.debts_ && payments_ == other.payments_ &&
           communications_ == other.communications_ && accounts_ == other.accounts_ && unique_ == other.unique_;
  }

 private:
  template <class Id, class Row>
  static const Row* look_up(const std::map<Id, Row>& rows, Id id) {
    const auto row = rows.find(id);
    return row == rows.end() ? nullptr : &row->second;
  }

  LedgerFacts facts_;
  std::map<CustomerId, Customer> customers_;
  std::map<DebtId, Debt> debts_;
  std::map<PaymentId, Payment> payments_;
  std::map<CommunicationId, Communication> communications_;
  std::map<AccountId, Account> accounts_;
  std::map<std::pair<UniqueKind, std::string>, std::uint64_t> unique_;
};

}  // namespace daybook
