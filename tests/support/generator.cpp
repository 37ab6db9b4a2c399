#include "tests/support/generator.hpp"

#include <algorithm>
#include <limits>

#include "tests/support/spec_text.hpp"

namespace daybook {

std::vector<Step> generate(std::uint64_t seed, std::size_t count) {
  Generator generator(seed);
  std::vector<Step> steps(count);
  std::ranges::generate(steps, [&generator] { return generator.next(); });
  return steps;
}

std::string describe(const Step& step) {
  const model::Request& request = step.request;
  std::string text = format(step.now) + ' ' + spec::describe(request.command);
  text += request.idempotency_key.empty() ? "" : " key=" + request.idempotency_key;
  text += request.reason.empty() ? "" : " reason=" + request.reason;
  text += request.expected_version ? " expected_version=" + std::to_string(request.expected_version->value) : "";
  return text + (request.dry_run ? " dry_run" : "");
}

Step Generator::next() {
  advance_clock();
  return next_at_once();
}

Step Generator::next_at_once() {
  Step step{now_, {}};
  if (!keyed_.empty() && one_in(15)) {
    step.request = one_of(keyed_);
    step.request.command = one_in(4) ? command() : step.request.command;
    step.request.dry_run = one_in(8);
  } else {
    step.request.command = command();
    set_envelope(step.request);
  }
  model_.submit(step.request, step.now);
  return step;
}

void Generator::advance_clock() {
  const std::int64_t hour = 3'600 * microseconds_per_second;
  now_.microseconds +=
      one_of<std::int64_t>({0, 0, 1, 60 * microseconds_per_second, hour, 12 * hour, microseconds_per_day, 10 * microseconds_per_day});
}

void Generator::set_envelope(model::Request& request) {
  if (one_in(4)) {
    request.idempotency_key = "k-" + std::to_string(keyed_.size());
  }
  if (!one_in(10)) {
    request.reason = "because";
  }
  if (one_in(8)) {
    request.expected_version = expected_version(request.command);
  }
  request.dry_run = one_in(20);
  if (!request.idempotency_key.empty()) {
    keyed_.push_back(request);
  }
}

std::optional<Version> Generator::expected_version(const Command& command) {
  const auto version = [this](auto rows, std::uint64_t id) -> std::uint64_t {
    return rows->contains(id) ? model_.customers().at(rows->at(id).customer_id).version : 0;
  };
  const std::uint64_t current = std::visit(
      [&](const auto& alternative) -> std::uint64_t {
        if constexpr (requires { alternative.customer_id; }) {
          const Id id = alternative.customer_id.value;
          return model_.customers().contains(id) ? model_.customers().at(id).version : 0;
        } else if constexpr (requires { alternative.debt_id; }) {
          return version(&model_.debts(), alternative.debt_id.value);
        } else if constexpr (requires { alternative.payment_id; }) {
          return version(&model_.payments(), alternative.payment_id.value);
        } else if constexpr (requires { alternative.account_id; }) {
          return version(&model_.accounts(), alternative.account_id.value);
        } else {
          return 0;
        }
      },
      command);
  return Version{one_in(3) ? current + 1 : current};
}

Command Generator::command() {
  const std::uint64_t dice = below(100);
  if (model_.customers().size() < 2 || dice < 14) {
    return customer_command();
  }
  if (dice < 45) {
    return debt_command();
  }
  return dice < 85 ? money_command() : contact_command();
}

Command Generator::customer_command() {
  if (model_.customers().size() < 2 || one_in(8)) {
    return create_customer();
  }
  const CustomerId customer{customer_id()};
  switch (below(9)) {
    case 0:
      return FreezeCustomer{customer};
    case 1:
    case 2:
      return UnfreezeCustomer{customer};
    case 3:
      return CloseCustomer{customer};
    case 4:
    case 5:
      return ReopenCustomer{customer};
    default:
      return update_customer();
  }
}

Command Generator::debt_command() {
  const DebtId debt{debt_id()};
  switch (below(14)) {
    case 0:
    case 1:
    case 2:
      return issue_debt();
    case 3:
      return ChangeDebtTerms{
          .debt_id = debt,
          .interest_rate = perhaps_changed<Rate>(3, [&] { return Rate{static_cast<std::int32_t>(below(3) * 5'000'000)}; }),
          .minimum_payment = perhaps_changed<Money>(3, [&] { return amount(25); }),
          .due_date = perhaps_changed<Instant>(3, [&] { return instant(now_); }),
          .account_number = perhaps_changed<std::string>(4, [&] { return text(); }),
          .reference_number = perhaps_changed<std::string>(3, [&] { return text(); }),
          .notes = perhaps_changed<std::string>(4, [&] { return notes(); })};
    case 4:
    case 5:
    case 6:
      return adjust_debt();
    case 7:
      return DefaultDebt{debt};
    case 8:
      return CureDebt{debt};
    case 9:
      return PlaceDebt{debt, text()};
    case 10:
      return RecallDebt{debt};
    case 11:
    case 12:
      return WriteOffDebt{debt};
    default:
      return SettleDebt{debt};
  }
}

Command Generator::money_command() {
  switch (below(12)) {
    case 0:
    case 1:
    case 2:
    case 3:
      return record_payment();
    case 4:
    case 5:
      return CompletePayment{{payment_with(PaymentStatus::pending)}, sometimes<Instant>(3, [&] { return instant(now_); })};
    case 6:
      return FailPayment{{payment_with(PaymentStatus::pending)}};
    case 7:
    case 8:
    case 9:
      return refund_payment();
    case 10: {
      const Id debt = debt_with([](const auto& row) { return row.credit_balance > 0; });
      return RefundCredit{{debt}, amount(model_.debts().contains(debt) ? model_.debts().at(debt).credit_balance : 1)};
    }
    default:
      return apply_credit();
  }
}

Command Generator::contact_command() {
  const AccountId account{id_of(model_.accounts().size())};
  switch (below(10)) {
    case 0:
    case 1:
      return log_communication();
    case 2:
    case 3:
      return AmendCommunication{{id_of(model_.communications().size())},
                                perhaps_changed<std::string>(2, [&] { return text(); }),
                                perhaps_changed<std::string>(3, [&] { return notes(); }),
                                perhaps_changed<std::int32_t>(3, [&] { return one_of<std::int32_t>({-1, 0, 60}); })};
    case 4:
    case 5:
      return link_account();
    case 6:
      return UpdateAccount{
          account, sometimes<std::string>(3, [&] { return text(); }), perhaps_changed<std::string>(3, [&] { return routing_number(); }),
          perhaps_changed<std::string>(3, [&] { return text(); }), perhaps_changed<std::string>(3, [&] { return notes(); })};
    case 7:
      return MakeAccountPrimary{account};
    case 8:
      return DeactivateAccount{account};
    default:
      return ReactivateAccount{account};
  }
}

}  // namespace daybook
