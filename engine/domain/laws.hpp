// The laws of the ledger, summed from the events themselves and held against the state that evolve made of them.
//
// 1  What a debt owes less its credit is the sum of what happened to it; a claim less what was recovered is what is left.
// 2  Closed debts owe nothing, open debts owe something.
// 3  What a payment paid off and what it was credited are its amount; refunds do not exceed it.
// 4  The postings of every event sum to zero; each account is the sum of the rows it stands for.
// 5  A unique value has one holder; a customer has at most one primary account, and that is active.
// 6  Customers, debts, payments and accounts change status only along the ways there are; ids are a sequence.
// 8  Running sums are the sums of the events. (What is read is held to them in `projections/sums`.)
// 7, equal replays, is held by comparing digests.
#pragma once

#include <array>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/domain/named.hpp"
#include "engine/domain/state.hpp"
#include "events/record.hpp"

namespace daybook {

/// What the events say of a debt.
struct DebtReading {
  DebtId id;
  CustomerId customer;
  DebtStatus status = DebtStatus::active;
  std::optional<Date> due;
  Money owed;
  Money credit;
  Money forgiven;
  Money recovered;
  Money paid;
  Money pending;
};

/// What the events say of a customer, beside its debts.
struct CustomerReading {
  CustomerId id;
  std::uint64_t debts = 0;
  std::uint64_t payments = 0;
  std::uint64_t communications = 0;
  std::uint64_t accounts = 0;
  friend bool operator==(const CustomerReading&, const CustomerReading&) = default;
};

/// Watches a log from its first event on. One thread. Memory grows with the rows of the ledger: 40 bytes a payment, 100 a debt.
class Laws {
 public:
  /// A law that does not hold. `position`: of the event that broke it, or of the last one of the command after which it did not hold;
  /// none when only the state at the end tells.
  struct Breach {
    unsigned law = 0;
    Position position;
    std::string sentence;
  };
  static constexpr std::size_t breaches_max = 100;

  /// Has the processor fetch what will be needed for these rows.
  void prefetch(const Named& named) const;
  /// The next record; `state` need not have it yet.
  void take(const Record& record);
  /// To be called when `state` has the last record taken, and that was the last one of its command: the rows it was about must hold the
  /// laws now.
  void command_done(const State& state);
  /// What broke so far, of the first `breaches_max`: by an event itself, or after a command.
  const std::vector<Breach>& found() const { return broken_; }
  /// What `state` is to be asked of law 5.
  struct Values {
    /// It has the blind indexes.
    bool tokens = true;
    bool transaction_ids = true;
  };
  /// Told which rows will be asked for next: they can be read together, and those asked for before be forgotten.
  using Ahead = std::function<void(const Named&)>;
  /// Every law that does not hold between the events taken and `state`, the first `breaches_max`, by position.
  std::vector<Breach> broken(const State& state, Values values, const Ahead& ahead) const;
  std::vector<Breach> broken(const State& state) const;

  void for_each_debt(const std::function<void(const DebtReading&)>& visit) const;
  void for_each_customer(const std::function<void(const CustomerReading&)>& visit) const;

 private:
  __extension__ using Cents = __int128;
  struct CustomerSums {
    CustomerStatus status = CustomerStatus::active;
    CustomerReading reading;
  };
  /// What happens to few debts.
  struct RareSums {
    Cents adjusted = 0;
    Cents refunded = 0;
    Cents credit_refunded = 0;
    Cents credit_applied_away = 0;
    Cents credit_applied_here = 0;
    Cents forgiven = 0;
    Cents claim = 0;
    /// What raised or lowered the claim later, beside money.
    Cents claim_changes = 0;
  };
  struct DebtSums {
    CustomerId customer;
    DebtStatus status = DebtStatus::active;
    DebtStatus status_before = DebtStatus::active;
    bool written_off = false;
    std::optional<Date> due;
    Cents opening = 0;
    Cents completed = 0;
    Cents pending = 0;
    /// None as long as all of them are 0, otherwise one.
    std::vector<RareSums> rare;

    const RareSums& seldom() const;
    RareSums& edit_seldom();
    /// What is owed less what is in credit.
    Cents net() const;
    Cents owed() const { return net() > 0 ? net() : 0; }
    Cents credit() const { return net() < 0 ? -net() : 0; }
    Cents recovered() const;
  };
  struct PaymentSums {
    DebtId debt;
    Money amount;
    Money applied;
    Money credited;
    PaymentStatus status = PaymentStatus::pending;
    bool since_write_off = false;
    bool imported_refunded = false;
  };
  struct AccountSums {
    CustomerId customer;
    bool is_active = true;
  };
  /// Rows of a table by id, from 1 without gaps. In large pieces, so that growing moves nothing and a row is two steps away.
  template <class Sums>
  class Table {
   public:
    std::uint64_t size() const { return size_; }
    Sums& operator[](std::uint64_t id) { return pieces_[(id - 1) / piece_rows][(id - 1) % piece_rows]; }
    const Sums& operator[](std::uint64_t id) const { return pieces_[(id - 1) / piece_rows][(id - 1) % piece_rows]; }
    Sums& add() {
      if (size_ % piece_rows == 0) {
        pieces_.emplace_back(piece_rows);
      }
      return (*this)[++size_];
    }
    void prefetch(std::uint64_t id) const {
      if (id > 0 && id <= size_) {
        const char* const bytes = reinterpret_cast<const char*>(&(*this)[id]);
        __builtin_prefetch(bytes);
        __builtin_prefetch(bytes + sizeof(Sums) - 1);
      }
    }

    /// Where goes what is said of a row that is not there.
    Sums nowhere;

   private:
    static constexpr std::size_t piece_rows = 512;
    std::vector<std::vector<Sums>> pieces_;
    std::uint64_t size_ = 0;
  };
  /// Accounts of the double entry.
  enum class Book : std::uint8_t { receivable, claim, credit, forgiven, cash, suspense, origination, adjustments };
  using Books = std::array<Cents, 8>;
  struct Posting {
    Book book;
    Cents amount;
  };
  using Breaches = std::vector<Breach>;

  void take_fact(const LedgerOpened&) {}
  void take_fact(const CustomerCreated& fact);
  void take_fact(const CustomerImported& fact);
  void take_fact(const CustomerProfileChanged& fact) { about(customers_, fact.customer_id); }
  void take_fact(const CustomerFrozen& fact);
  void take_fact(const CustomerUnfrozen& fact);
  void take_fact(const CustomerClosed& fact);
  void take_fact(const CustomerReopened& fact);
  void take_fact(const DebtIssued& fact);
  void take_fact(const DebtImported& fact);
  void take_fact(const DebtStatusImported& fact);
  void take_fact(const DebtTermsChanged& fact);
  void take_fact(const DebtBalanceAdjusted& fact);
  void take_fact(const DebtDefaulted& fact);
  void take_fact(const DebtCured& fact);
  void take_fact(const DebtPlacedInCollection& fact);
  void take_fact(const DebtRecalled& fact);
  void take_fact(const DebtWrittenOff& fact);
  void take_fact(const DebtSettled& fact);
  void take_fact(const DebtPaidOff& fact);
  void take_fact(const DebtReopened& fact);
  void take_fact(const CreditRefunded& fact);
  void take_fact(const CreditApplied& fact);
  void take_fact(const PaymentInitiated& fact);
  void take_fact(const PaymentCompleted& fact);
  void take_fact(const PaymentImported& fact);
  void take_fact(const PaymentFailed& fact);
  void take_fact(const PaymentRefunded& fact);
  void take_fact(const CommunicationLogged& fact);
  void take_fact(const CommunicationImported& fact) { take_fact(fact.row); }
  void take_fact(const CommunicationAmended&) {}
  void take_fact(const AccountLinked& fact);
  void take_fact(const AccountImported& fact);
  void take_fact(const AccountChanged& fact) { about(accounts_, fact.account_id); }
  void take_fact(const PrimaryAccountChanged& fact);
  void take_fact(const AccountDeactivated& fact);
  void take_fact(const AccountReactivated& fact);
  void take_fact(const TokenCreated&) {}
  void take_fact(const TokenRevoked&) {}
  void take_fact(const DataRevealed& fact) { about(customers_, fact.customer_id); }

  void breach(unsigned law, std::string sentence);
  template <class Sums, class Id>
  Sums& create(Table<Sums>& table, Id id);
  template <class Sums, class Id>
  Sums& about(Table<Sums>& table, Id id);
  DebtSums& debt(DebtId id);
  PaymentSums& payment(PaymentId id);
  PaymentSums& create_payment(PaymentId id, CustomerId customer, DebtId debt, Money amount);
  void move(CustomerId id, std::initializer_list<CustomerStatus> from, CustomerStatus to);
  void move(DebtId id, std::initializer_list<DebtStatus> from, DebtStatus to);
  void move(PaymentId id, std::initializer_list<PaymentStatus> from, PaymentStatus to);
  void activate(AccountId id, bool is_active);
  void post(std::initializer_list<Posting> postings);
  void open_debt(const DebtIssued& fact, Money opening);
  void settle_money(PaymentId id, Money amount, Money applied, Money credited);
  /// Receivable, or claim once the debt was written off.
  Book owed_on(DebtId id);
  Cents refunded(PaymentId id) const;

  /// Holds a state to the sums.
  class Check;

  Table<CustomerSums> customers_;
  Table<DebtSums> debts_;
  Table<PaymentSums> payments_;
  Table<AccountSums> accounts_;
  std::uint64_t communications_ = 0;
  /// Of the payments that have refunds.
  std::unordered_map<std::uint64_t, Cents> refunded_;
  Books books_{};
  /// What the events themselves broke, and rows after a command.
  Breaches broken_;
  Position position_;
  CustomerId stream_;
  /// Rows that the command at hand is about.
  std::vector<DebtId> touched_debts_;
  std::vector<PaymentId> touched_payments_;
};

}  // namespace daybook
