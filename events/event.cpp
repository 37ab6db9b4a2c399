#include "events/event.hpp"

#include <array>

namespace daybook {
namespace {

constexpr std::array<std::string_view, std::variant_size_v<Event>> names{"LedgerOpened",
                                                                         "CustomerCreated",
                                                                         "CustomerProfileChanged",
                                                                         "CustomerFrozen",
                                                                         "CustomerUnfrozen",
                                                                         "CustomerClosed",
                                                                         "CustomerReopened",
                                                                         "DebtIssued",
                                                                         "DebtTermsChanged",
                                                                         "DebtBalanceAdjusted",
                                                                         "DebtDefaulted",
                                                                         "DebtCured",
                                                                         "DebtPlacedInCollection",
                                                                         "DebtRecalled",
                                                                         "DebtWrittenOff",
                                                                         "DebtSettled",
                                                                         "DebtPaidOff",
                                                                         "DebtReopened",
                                                                         "CreditRefunded",
                                                                         "CreditApplied",
                                                                         "PaymentInitiated",
                                                                         "PaymentCompleted",
                                                                         "PaymentFailed",
                                                                         "PaymentRefunded",
                                                                         "CommunicationLogged",
                                                                         "CommunicationAmended",
                                                                         "AccountLinked",
                                                                         "AccountChanged",
                                                                         "PrimaryAccountChanged",
                                                                         "AccountDeactivated",
                                                                         "AccountReactivated",
                                                                         "CustomerImported",
                                                                         "DebtImported",
                                                                         "DebtStatusImported",
                                                                         "PaymentImported",
                                                                         "CommunicationImported",
                                                                         "AccountImported",
                                                                         "TokenCreated",
                                                                         "TokenRevoked",
                                                                         "DataRevealed"};

}  // namespace

std::string_view name_of(const Event& event) { return names.at(event.index()); }

std::span<const std::string_view> event_names() { return names; }

}  // namespace daybook
