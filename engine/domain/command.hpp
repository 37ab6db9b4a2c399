// What can be asked of the ledger. Plain values, a header a table.
//
// Amounts are in minor units of the ledger's currency. A field left empty is absent; in updates a `Change` can also
// clear. Limits and formats: `validate.hpp`; rules: `decide.hpp`.
#pragma once

#include <string_view>
#include <variant>

#include "engine/domain/account_commands.hpp"
#include "engine/domain/communication_commands.hpp"
#include "engine/domain/customer_commands.hpp"
#include "engine/domain/debt_commands.hpp"
#include "engine/domain/payment_commands.hpp"

namespace daybook {

/// A command anyone may give.
using Command = std::variant<CreateCustomer, UpdateCustomer, FreezeCustomer, UnfreezeCustomer, CloseCustomer, ReopenCustomer, IssueDebt,
                             ChangeDebtTerms, AdjustDebt, DefaultDebt, CureDebt, PlaceDebt, RecallDebt, WriteOffDebt, SettleDebt,
                             RefundCredit, ApplyCredit, RecordPayment, CompletePayment, FailPayment, RefundPayment, LogCommunication,
                             AmendCommunication, LinkAccount, UpdateAccount, MakeAccountPrimary, DeactivateAccount, ReactivateAccount>;

/// "record_payment"
inline std::string_view name_of(const Command& command) {
  return std::visit([](const auto& alternative) { return alternative.name; }, command);
}

}  // namespace daybook
