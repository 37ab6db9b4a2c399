// What the decisions share: looking rows up, refusing, versions, dates and sums. Internal to engine/domain.
#pragma once

#include <string>
#include <string_view>

#include "engine/domain/decide.hpp"

namespace daybook {

/// Everything a decision depends on beside the command.
struct Question {
  const State& state;
  const Sealing& sealing;
  const Circumstances& circumstances;

  Instant now() const { return circumstances.now; }
};

inline Error refuse(ErrorCode code, std::string detail, std::string pointer) { return error(code, std::move(detail), std::move(pointer)); }

// Looking up, or `…_not_found`.
Result<const Customer*> find(const Question& question, CustomerId id, std::string_view pointer = "/customer_id");
Result<const Debt*> find(const Question& question, DebtId id, std::string_view pointer = "/debt_id");
Result<const Payment*> find(const Question& question, PaymentId id);
Result<const Account*> find(const Question& question, AccountId id);
Result<const Communication*> find(const Question& question, CommunicationId id);

/// The customer a row belongs to; there always is one.
const Customer& owner(const Question& question, CustomerId id);

/// `version_conflict` (naming the current version) when another was expected.
Result<void> check_version(const Question& question, Version current);

/// Whether the command was prepared from sealed groups that have been replaced since, or could not be prepared.
bool is_stale(const Question& question, Position sealed_at);

/// The answer to a stale command.
Decision prepare_again();

/// `date_in_future` when `instant` is more than five minutes after now.
Result<void> check_not_in_future(const Question& question, Instant instant, std::string_view pointer);

/// `duplicate_…` when someone other than `self` holds the value that `token` stands for.
Result<void> check_unique(const Question& question, UniqueKind kind, const std::optional<Token>& token, std::uint64_t self);

/// `duplicate_transaction_id` when a payment has it.
Result<void> check_transaction_id(const Question& question, const std::optional<std::string>& transaction_id, std::string_view pointer);

/// The sum, or `amount_out_of_range`.
Result<Money> sum(Money a, Money b, std::string_view pointer = "/amount");

Error invalid_transition(std::string detail, std::string_view pointer);

/// "debt 7 is PAID_OFF"
std::string describe(const Debt& debt);

/// Only what differs from `current`.
template <class T>
Change<T> difference(const Change<T>& change, const std::optional<T>& current) {
  return change.given() && change.value() != current ? change : Change<T>();
}

/// One event of a customer's stream.
Decision decided(CustomerId customer, std::uint64_t id, Event event);

/// A change that changes nothing.
Decision nothing(CustomerId customer, std::uint64_t id);

// One decision a command.
Result<Decision> decide_on(const CreateCustomer& command, const Question& question);
Result<Decision> decide_on(const UpdateCustomer& command, const Question& question);
Result<Decision> decide_on(const FreezeCustomer& command, const Question& question);
Result<Decision> decide_on(const UnfreezeCustomer& command, const Question& question);
Result<Decision> decide_on(const CloseCustomer& command, const Question& question);
Result<Decision> decide_on(const ReopenCustomer& command, const Question& question);
Result<Decision> decide_on(const IssueDebt& command, const Question& question);
Result<Decision> decide_on(const ChangeDebtTerms& command, const Question& question);
Result<Decision> decide_on(const AdjustDebt& command, const Question& question);
Result<Decision> decide_on(const DefaultDebt& command, const Question& question);
Result<Decision> decide_on(const CureDebt& command, const Question& question);
Result<Decision> decide_on(const PlaceDebt& command, const Question& question);
Result<Decision> decide_on(const RecallDebt& command, const Question& question);
Result<Decision> decide_on(const WriteOffDebt& command, const Question& question);
Result<Decision> decide_on(const SettleDebt& command, const Question& question);
Result<Decision> decide_on(const RefundCredit& command, const Question& question);
Result<Decision> decide_on(const ApplyCredit& command, const Question& question);
Result<Decision> decide_on(const RecordPayment& command, const Question& question);
Result<Decision> decide_on(const CompletePayment& command, const Question& question);
Result<Decision> decide_on(const FailPayment& command, const Question& question);
Result<Decision> decide_on(const RefundPayment& command, const Question& question);
Result<Decision> decide_on(const LogCommunication& command, const Question& question);
Result<Decision> decide_on(const AmendCommunication& command, const Question& question);
Result<Decision> decide_on(const LinkAccount& command, const Question& question);
Result<Decision> decide_on(const UpdateAccount& command, const Question& question);
Result<Decision> decide_on(const MakeAccountPrimary& command, const Question& question);
Result<Decision> decide_on(const DeactivateAccount& command, const Question& question);
Result<Decision> decide_on(const ReactivateAccount& command, const Question& question);

// What recording and importing share.

/// How a completed payment is used up: the balance first, the rest is credit. Checks every sum it moves.
struct Application {
  Money applied;
  Money credited;
};
Result<Application> apply_payment(const Debt& debt, Money amount, std::string_view pointer = "/amount");

}  // namespace daybook
