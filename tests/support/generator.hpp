// Random commands against a model that runs along, so that they name rows that exist and amounts that matter.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "tests/support/model.hpp"

namespace daybook {

/// One request and the time at which it is decided.
struct Step {
  Instant now;
  model::Request request;
};

/// The same seed gives the same steps, everywhere.
class Generator {
 public:
  explicit Generator(std::uint64_t seed) : engine_(seed) {}

  /// Some time after the step before; now and then at the same time.
  Step next();
  /// At the same time as the step before: what is submitted together is decided at one time.
  Step next_at_once();
  /// 0 to bound - 1: for choices beside the commands that are to come from the same seed.
  std::uint64_t below(std::uint64_t bound) { return engine_() % bound; }
  bool one_in(std::uint64_t odds) { return below(odds) == 0; }

 private:
  using Id = model::Id;

  template <class T>
  T one_of(const std::vector<T>& values) {
    return values[below(values.size())];
  }
  template <class T>
  T one_of(std::initializer_list<T> values) {
    return values.begin()[below(values.size())];
  }
  template <class T, class Make>
  std::optional<T> sometimes(std::uint64_t odds, Make make) {
    return one_in(odds) ? std::optional<T>(make()) : std::nullopt;
  }
  template <class T, class Make>
  Change<T> perhaps_changed(std::uint64_t odds, Make make) {
    if (one_in(odds)) {
      return one_in(4) ? Change<T>::cleared() : Change<T>(make());
    }
    return {};
  }

  void advance_clock();
  Command command();
  void set_envelope(model::Request& request);
  std::optional<Version> expected_version(const Command& command);

  /// Mostly one of 1 to last, the newest more often.
  Id id_of(std::size_t last);
  Id customer_id() { return id_of(model_.customers().size()); }
  Id debt_id() { return id_of(model_.debts().size()); }
  Id payment_id() { return id_of(model_.payments().size()); }
  /// A debt of that status, if there is one; else any.
  Id debt_with(const std::function<bool(const model::Debt&)>& wanted);
  Id payment_with(PaymentStatus status);
  Money amount(model::Cents near);
  Instant instant(Instant anchor);
  std::string text();
  std::string phone();
  std::string email();
  std::string ssn();
  std::string notes();
  std::string routing_number();
  Date birth_date();

  Command customer_command();
  Command debt_command();
  Command money_command();
  Command contact_command();
  CreateCustomer create_customer();
  UpdateCustomer update_customer();
  IssueDebt issue_debt();
  AdjustDebt adjust_debt();
  ApplyCredit apply_credit();
  RecordPayment record_payment();
  RefundPayment refund_payment();
  LogCommunication log_communication();
  LinkAccount link_account();

  std::mt19937_64 engine_;
  Instant now_{1'705'276'800'000'000};
  model::Model model_;
  std::vector<model::Request> keyed_;
};

std::vector<Step> generate(std::uint64_t seed, std::size_t count);

/// A shorter list that still fails: drops chunks, ever smaller, as long as that works.
template <class Item, class Fails>
std::vector<Item> shrink(std::vector<Item> items, Fails fails) {
  for (std::size_t chunk = items.size() / 2; chunk > 0; chunk /= 2) {
    for (std::size_t begin = 0; begin < items.size();) {
      std::vector<Item> fewer = items;
      const auto first = fewer.begin() + static_cast<std::ptrdiff_t>(begin);
      fewer.erase(first, first + static_cast<std::ptrdiff_t>(std::min(chunk, items.size() - begin)));
      if (fails(fewer)) {
        items = std::move(fewer);
      } else {
        begin += chunk;
      }
    }
  }
  return items;
}

/// "2024-01-15T00:00:00.000000Z freeze_customer customer_id=1 key=k-3"
std::string describe(const Step& step);

}  // namespace daybook
